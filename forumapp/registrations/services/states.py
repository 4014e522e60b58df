"""The state of a registration, and all that follows from it without being a place of its own."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from forumapp.calendars.services.invite import digest_for
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.rules.states import (
    ACTIVE_STATES,
    CANCELLED,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    OFFERED,
    PENDING,
    WAITING_STATES,
    WAITLISTED,
)
from forumapp.registrations.services.codes import use_code
from forumapp.registrations.services.places import change_counts, lock_forum

DONE = {
    PENDING: _("waiting for approval"),
    CONFIRMED: _("confirmed"),
    WAITLISTED: _("put on the waiting list"),
    OFFERED: _("place offered"),
    EXPIRED: _("offer expired"),
    DECLINED: _("declined"),
    CANCELLED: _("cancelled"),
}
"""What history says of a registration that came into a state."""


def lock(registration: Registration) -> None:
    """The forum's row first, then this one and its booking, all as they are now."""
    lock_forum(registration.forum)
    db.session.refresh(registration, with_for_update={"of": Registration})
    db.session.refresh(registration.booking)


def set_state(
    registration: Registration, state: str, *, by: Actor, now: datetime, action: str = ""
) -> None:
    """Bring it into a state, with what follows: the waiting list's count, the uses of a code, and
    whether its booking still waits. Places are taken and given back by who calls this.
    """
    before, booking = registration.state, registration.booking
    comes_back = (state in ACTIVE_STATES) - (before in ACTIVE_STATES)
    if comes_back and booking.access_code and not use_code(booking.access_code, comes_back):
        raise Refused(_("The code of this booking has been used up. Ask for another one."))
    registration.state, registration.state_changed_at = state, now
    record_change(registration, action or DONE[state], by=by, now=now, label=registration.reference)
    change_counts(registration.forum, waiting=(state == WAITLISTED) - (before == WAITLISTED))
    if before in WAITING_STATES:
        end_turn(booking)


def end_turn(booking: Booking) -> None:
    """A booking of which nobody is offered a place has no offer; of which nobody waits, no turn."""
    states = set(
        db.session.scalars(
            select(Registration.state).where(Registration.booking_id == booking.id).distinct()
        )
    )
    if OFFERED not in states:
        booking.offer_expires_at = None
    if states.isdisjoint(WAITING_STATES):
        booking.waiting_since = None


def kept_of_message(
    method: str | None, forum: Forum, language: str, now: datetime
) -> dict[str, Any]:
    """What a registration keeps of a message to a calendar that is queued now; of none, nothing."""
    if method is None:
        return {}
    digest = digest_for(forum, language=language, now=now) if method == tickets.REQUEST else ""
    return {
        "last_sent_sequence": forum.sequence,
        "last_sent_method": method,
        "last_sent_entry": digest,
    }


def note_sent(registration: Registration, method: str | None, now: datetime) -> None:
    values = kept_of_message(method, registration.forum, registration.language, now)
    for name, value in values.items():
        setattr(registration, name, value)
