"""The facts of a record as plain values, on their way into its row."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from forumapp.core.errors import ChangedMeanwhile, Refused
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.translated import Translated

Texts = Mapping[str, str]
"""One text by language: {"en": "…", "zh": "…"}."""


def write_facts(record: Any, facts: Any, now: datetime) -> None:
    """Give `record` the value of each field of the dataclass `facts`.

    Texts by language revise the `Translated` that is there; what is equal stays untouched.
    """
    for fact in fields(facts):
        value = getattr(facts, fact.name)
        present = getattr(record, fact.name)
        if isinstance(value, Mapping):
            value = (present or Translated()).revised(value, now)
        if present is None or value != present:
            setattr(record, fact.name, value)


def refuse_stale(record: Any, version: int | None) -> None:
    """Refuse an edit that began from an older version of the record; None: the editor did not read it."""
    if version is not None and version != record.version:
        raise ChangedMeanwhile(record.version)


def require_text(text: Texts, field: str) -> None:
    """Refuse a text that is empty in every language."""
    if not any(text.values()):
        raise Refused(_("Write this in at least one language."), field=field)


def require_website(website: str, field: str = "website") -> None:
    """Refuse what is neither empty nor a whole address of the web."""
    try:
        parts = urlsplit(website)
    except ValueError:
        parts = urlsplit("")
    if website and (parts.scheme not in ("http", "https") or "." not in parts.netloc):
        raise Refused(
            _("A web address begins with https://. Write the whole address."), field=field
        )


def require_mail_address(address: str, field: str = "email") -> None:
    """Refuse what is neither empty nor a mail address of people. Whether it exists is not asked."""
    if not address:
        return
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as wrong:
        raise Refused(
            _("This is not a mail address. Write it as in name@example.org."), field=field
        ) from wrong
    if is_read_by_program(address):
        raise Refused(
            _("Only the program reads {address}. Give an address that people read."),
            field=field,
            address=address,
        )


def is_read_by_program(address: str) -> bool:
    """It is REPLY_ADDRESS, or one of the personal addresses made of it."""
    local, _at, domain = address.lower().partition("@")
    own = setting("REPLY_ADDRESS").lower()
    return bool(own) and f"{local.partition('+')[0]}@{domain}" == own


def require_word(word: str, words: Mapping[str, str], field: str) -> None:
    """Refuse a word that is not of the closed set."""
    if word not in words:
        raise Refused(_("Choose one of the list."), field=field)
