"""What who arranged a booking hears of its places: one mail for all its people.

The waiting list is a booking's: its people wait together, so one mail goes to whoever arranged it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from forumapp.core import links
from forumapp.core.settings import setting
from forumapp.core.when import moment_text
from forumapp.mail.services import queue_mail
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Booking, Registration

OFFER_PURPOSE = "offer"


def send_waiting(
    booking: Booking, people: Sequence[Registration], *, position: int | None, now: datetime
) -> None:
    """They are on the waiting list, at this position."""
    _send("on_waiting_list", booking, people, now=now, position=position)


def send_offer(booking: Booking, people: Sequence[Registration], *, now: datetime) -> None:
    """Places are kept for them until the offer ends: one link to take them or give them up."""
    if booking.offer_expires_at is None:
        raise ValueError("no place is offered")
    until = moment_text(booking.offer_expires_at, booking.forum.zone, booking.language)
    _send("place_offered", booking, people, now=now, until=until, offer=offer_link(booking))


def send_expired(booking: Booking, people: Sequence[Registration], *, now: datetime) -> None:
    _send("offer_expired", booking, people, now=now, may_rejoin=booking.forum.starts_at > now)


def send_summary(booking: Booking, *, now: datetime) -> None:
    """Several people are registered in one act; each of them has a mail besides."""
    _send("booking_made", booking, booking.registrations, now=now)


def offer_link(booking: Booking) -> dict[str, Any]:
    """How delivery makes the link of the offer that is open."""
    default, token = setting("LANGUAGES")[0], "{token}"
    return {
        "purpose": OFFER_PURPOSE,
        "uid": booking.uid,
        "version": booking.offer_version,
        "path": links.path("offer", booking.language, default, token=token),
    }


def _send(
    kind: str,
    booking: Booking,
    people: Sequence[Registration],
    *,
    now: datetime,
    offer: dict[str, Any] | None = None,
    **context: Any,
) -> None:
    forum, language = booking.forum, booking.language
    to = tickets.recipient(people[0]) if len(booking.registrations) == 1 else booking.address
    queue_mail(
        kind,
        to=to,
        name=booking.name,
        language=language,
        context={
            "name": booking.name,
            "people": [(each.name, each.reference) for each in people],
            "title": tickets.title_of(forum, language),
            "facts": tickets.facts_of(forum, language),
            "page": tickets.page_of_forum(forum, language, now),
            **context,
        },
        links={
            "ticket": tickets.booking_link(booking, language),
            **({"offer": offer} if offer else {}),
        },
        about=booking,
        now=now,
    )
