"""Reading the institution."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from sqlalchemy import func, select

from forumapp.core.clock import now_utc
from forumapp.core.db import db
from forumapp.core.facts import is_read_by_program
from forumapp.core.settings import setting
from forumapp.core.translated import Translated
from forumapp.institution.models import ConsentText, Institution


def the_institution() -> Institution:
    """The one row; before it is written, an empty stand-in that is never saved."""
    row = db.session.scalar(select(Institution).limit(1))
    return row or unnamed_institution()


def unnamed_institution() -> Institution:
    nothing = Translated()
    return Institution(
        id=0,
        name=Translated({"en": "Our institution", "zh": "本机构"}),
        short_name=nothing,
        seal="",
        accent="",
        zone="Asia/Shanghai",
        country="",
        tagline=nothing,
        boilerplate=nothing,
        address=nothing,
        email="",
        phone="",
        press_contact=nothing,
        privacy_page=nothing,
        accessibility_page=nothing,
        contact_page=nothing,
        icp_number="",
        security_number="",
    )


def correspondence_address() -> str:
    """Where answers are read: the From of every mail and the ORGANIZER of every calendar entry.

    The setting MAIL_FROM decides, then CONTACT_ADDRESS, then the institution's own address; in a
    local trial it is a name that nobody reads.
    """
    known = setting("MAIL_FROM") or setting("CONTACT_ADDRESS") or the_institution().email
    return known or f"forumapp@{urlsplit(setting('PUBLIC_URL')).hostname}"


def correspondence_warning() -> str | None:
    """A sentence where people are told to write to the address that only the program reads."""
    if not is_read_by_program(correspondence_address()):
        return None
    return (
        "REPLY_ADDRESS is the institution's own mail address, which people are told to write to: "
        "give the institution another one in the desk, or set CONTACT_ADDRESS."
    )


def current_consent_texts(purposes: Iterable[str]) -> list[ConsentText]:
    """The newest wording of each purpose, in the order asked for."""
    newest = (
        select(ConsentText.purpose, func.max(ConsentText.version).label("version"))
        .where(ConsentText.since <= now_utc())
        .group_by(ConsentText.purpose)
        .subquery()
    )
    rows = db.session.scalars(
        select(ConsentText).join(
            newest,
            (ConsentText.purpose == newest.c.purpose) & (ConsentText.version == newest.c.version),
        )
    )
    by_purpose = {row.purpose: row for row in rows}
    return [by_purpose[purpose] for purpose in purposes if purpose in by_purpose]
