"""What is the same in every entry: whose it is, where its pages stand, how it looks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from forumapp.core import links
from forumapp.core.translated import Translated
from forumapp.ical.entry import Mailbox, Media, StructuredData
from forumapp.ical.text import is_mailbox

SEAL_RED = "#9f2b22"
VCARD = "https://www.rfc-editor.org/info/rfc6350"
"""What a vCard is, for SCHEMA of RFC 9073 §6.6."""


@dataclass(frozen=True, slots=True)
class House:
    """The installation as its entries see it. `contact` is an address that we read."""

    public_url: str
    default_language: str
    name: Translated
    contact: str
    zone: str
    phone: str = ""
    accent: str = SEAL_RED

    @property
    def mail_address(self) -> str:
        """The organizer's address: an entry without one is not valid."""
        if is_mailbox(self.contact):
            return self.contact
        return f"events@{urlsplit(self.public_url).hostname or 'localhost'}"

    def organizer(self, language: str) -> Mailbox:
        return Mailbox(self.name.text(language), self.mail_address)

    def contacts(self, language: str) -> tuple[str, ...]:
        """One line for each way to reach us."""
        return (", ".join(filter(None, (self.name.text(language), self.mail_address, self.phone))),)

    def address(self, kind: str, language: str, /, **names: str) -> str:
        """The whole address of a page of product.md's table."""
        at = links.path(kind, language, self.default_language, **names)
        return links.absolute(self.public_url, at)

    def picture(self, picture: Any) -> Media | None:
        if picture is None:
            return None
        at = self.address("media", self.default_language, hash=picture.hash, size="large")
        return Media(at, "image/webp")

    def card(self, kind: str, language: str, slug: str) -> StructuredData:
        """The vCard of somebody or of a body that the public may see."""
        return StructuredData(self.address(kind, language, slug=slug), "text/vcard", VCARD)


def created(record: Any) -> datetime:
    """CREATED: when the public first saw the record."""
    return record.first_published_at or changed(record)


def changed(record: Any) -> datetime:
    """DTSTAMP and LAST-MODIFIED: the last published change."""
    if record.changed_at is None:
        raise ValueError(f"{record!r} has an entry, but was never published")
    return record.changed_at
