"""Scheduling messages to one attendee: RFC 5546 §3.2.2 (REQUEST) and §3.2.5 (CANCEL).

The event is the one of the feed, under its UID and SEQUENCE, so that mail and subscription are one
entry in the attendee's calendar. Nobody reads in it who else is coming.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from forumapp.ical import text
from forumapp.ical.entry import Entry, Mailbox, event, mailbox, utc_stamp, zones_of
from forumapp.ical.folding import content
from forumapp.ical.publish import start_calendar
from forumapp.ical.zones import vtimezone

Answer = Literal["ACCEPTED", "TENTATIVE", "NEEDS-ACTION", "DECLINED"]

_END = b"END:VCALENDAR\r\n"
# Of no use to an invited person's calendar, and not each of them survives a mail gateway.
_NOT_IN_MAIL = (
    "STYLED-DESCRIPTION",
    "CONCEPT",
    "LINK",
    "RELATED-TO",
    "REFID",
    "IMAGE",
    "ATTACH",
    "COLOR",
)

_OF_ONE_MESSAGE = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "ORGANIZER")


@dataclass(frozen=True, slots=True)
class Attendee:
    """The one person a message is for, and the answer that we hold (PARTSTAT)."""

    person: Mailbox
    answer: Answer = "ACCEPTED"


def request(
    entry: Entry, attendee: Attendee, *, product: str, stamped: datetime, asks: bool = False
) -> bytes:
    """METHOD:REQUEST with the whole event; an answer is asked for where none is known, or `asks`.

    `stamped` (aware) is when this message was made: of two messages with one SEQUENCE the later
    counts, RFC 5546 §2.1.5.
    """
    rsvp = "TRUE" if asks or attendee.answer == "NEEDS-ACTION" else "FALSE"
    return _message("REQUEST", entry, attendee, product, stamped, RSVP=rsvp)


def cancel(entry: Entry, attendee: Attendee, *, product: str, stamped: datetime) -> bytes:
    """METHOD:CANCEL: the event is off, or this person is no longer expected."""
    standing = entry.standing if entry.standing == "postponed" else "cancelled"
    return _message("CANCEL", replace(entry, standing=standing), attendee, product, stamped)


def what_is_said(entry: Entry) -> bytes:
    """What a message says of an event to whomever it goes: all but its numbers, stamps and people."""
    component = event(entry)
    for name in (*_NOT_IN_MAIL, *_OF_ONE_MESSAGE):
        component.pop(name, None)
    return content(component)


def _message(
    method: str,
    entry: Entry,
    attendee: Attendee,
    product: str,
    stamped: datetime,
    **answer: str,
) -> bytes:
    if not text.is_mailbox(attendee.person.address):
        raise ValueError("an attendee has a mail address")
    component = event(entry)
    for name in _NOT_IN_MAIL:
        component.pop(name, None)
    component["DTSTAMP"] = utc_stamp(max(stamped, entry.changed))
    component.add(
        "ATTENDEE",
        mailbox(
            attendee.person,
            CUTYPE="INDIVIDUAL",
            ROLE="REQ-PARTICIPANT",
            PARTSTAT=attendee.answer,
            **answer,
        ),
    )
    return b"".join(_calendar(method, product, content(component), zones_of(entry)))


def _calendar(method: str, product: str, body: bytes, zones: Iterable[str]) -> Iterable[bytes]:
    yield content(start_calendar(product, method)).removesuffix(_END)
    yield from map(vtimezone, zones)
    yield body
    yield _END
