"""What the organizer does with registrations."""

from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.transaction import apart
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.rules.states import CONFIRMED, DECLINED, PENDING
from forumapp.registrations.services.states import lock, note_sent, set_state, take_place


def confirm_registration(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Give a place to somebody who applied."""
    lock(registration)
    refuse_unless_pending(registration)
    if not take_place(registration.forum):
        raise Refused(
            _(
                "No place is free, or the forum is not on at present. Raise the number of places "
                "or cancel another registration first."
            )
        )
    registration.told_sequence = registration.forum.sequence
    note_sent(registration, tickets.REQUEST, now)
    set_state(registration, CONFIRMED, by=by, now=now)
    tickets.send_confirmation(registration, now=now)


def decline_registration(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Say no to somebody who applied."""
    lock(registration)
    refuse_unless_pending(registration)
    set_state(registration, DECLINED, by=by, now=now)
    tickets.send_decline(registration, now=now)


def refuse_unless_pending(registration: Registration) -> None:
    if registration.state != PENDING:
        raise Refused(
            _("This registration has been decided already. Look at the list again."),
        )


def note_download(forum_id: int, *, format: str, by: Actor, now: datetime) -> None:  # noqa: A002 - the word
    """Written and kept before the first byte of the list leaves."""
    with apart() as session:
        forum = session.get_one(Forum, forum_id)
        record_change(forum, _("downloaded the attendee list"), by=by, now=now, format=format)
