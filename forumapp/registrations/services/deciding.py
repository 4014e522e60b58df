"""What the organizer does with registrations: one by one, or many in one act."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.transaction import apart
from forumapp.core.visibility import PUBLISHED
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.rules.states import CONFIRMED, DECLINED, NO_LINE, PENDING, holds_place
from forumapp.registrations.services.afterwards import HELD_ALREADY
from forumapp.registrations.services.places import lock_forum, take_places
from forumapp.registrations.services.states import lock, note_sent, set_state
from forumapp.registrations.services.waiting import (
    join_waiting_list,
    leave,
    offer_free_places,
    wanted_by,
)

NO_PLACE_TO_CONFIRM = _(
    "No place is free, or the forum is not on at present. Raise the number of places, cancel "
    "another registration first, or approve and put this one on the waiting list."
)
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Decided:
    """How many people got which answer; `left` had been decided before, or found no place."""

    confirmed: int = 0
    waitlisted: int = 0
    declined: int = 0
    left: int = 0


def confirm_registration(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Give a place to somebody who applied; refused where none is free."""
    lock(registration)
    refuse_unless_pending(registration, now)
    if not give_place(registration, by=by, now=now):
        raise Refused(NO_PLACE_TO_CONFIRM)


def approve_to_wait(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Say yes to somebody for whom no place is free: they wait for one, and need no decision then."""
    lock(registration)
    refuse_unless_pending(registration, now)
    refuse_without_line(registration.forum)
    if not give_place(registration, by=by, now=now):
        wait_for_places([registration], by=by, now=now)


def wait_for_places(registrations: list[Registration], *, by: Actor, now: datetime) -> None:
    """They are approved, and wait; each booking's people together."""
    together: dict[int, list[Registration]] = {}
    for registration in registrations:
        registration.approved_at = now
        together.setdefault(registration.booking_id, []).append(registration)
    for people in together.values():
        join_waiting_list(people, by=by, now=now)
    if registrations:
        offer_free_places(registrations[0].forum, now=now)


def decline_registration(
    registration: Registration, reason: str = "", *, by: Actor, now: datetime
) -> None:
    """Say no to somebody who applied; they are told the reason, where one is given."""
    lock(registration)
    refuse_unless_pending(registration, now)
    decline(registration, reason, by=by, now=now)
    offer_free_places(registration.forum, now=now)


def decide_many(
    forum: Forum,
    registration_ids: Collection[int],
    *,
    approve: bool,
    reason: str = "",
    may_wait: bool = False,
    by: Actor,
    now: datetime,
) -> Decided:
    """Say yes or no to many who applied, in the order in which they did.

    Who is approved and finds no place joins the waiting list where `may_wait`; else their application
    stays as it is. Who is not pending (any more) is left alone.
    """
    lock_forum(forum)
    refuse_once_held(forum, now)
    if may_wait:
        refuse_without_line(forum)
    pending = lock_pending(forum, registration_ids)
    if not approve:
        for registration in pending:
            decline(registration, reason, by=by, now=now)
        offer_free_places(forum, now=now)
        return Decided(declined=len(pending), left=len(registration_ids) - len(pending))
    without = [each for each in pending if not give_place(each, by=by, now=now)]
    if may_wait:
        wait_for_places(without, by=by, now=now)
    confirmed, waitlisted = len(pending) - len(without), len(without) if may_wait else 0
    return Decided(
        confirmed=confirmed,
        waitlisted=waitlisted,
        left=len(registration_ids) - confirmed - waitlisted,
    )


def lock_pending(forum: Forum, registration_ids: Collection[int]) -> list[Registration]:
    rows = (
        select(Registration)
        .where(
            Registration.forum_id == forum.id,
            Registration.id.in_(list(registration_ids)),
            Registration.state == PENDING,
        )
        .order_by(Registration.registered_at, Registration.id)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(rows))


def give_place(registration: Registration, *, by: Actor, now: datetime) -> bool:
    """Confirm a pending registration, if there is a place, or one is kept for it already."""
    forum = registration.forum
    if forum.state != PUBLISHED:
        return False
    pending_holds = settings_of(forum).pending_holds_place
    if not holds_place(registration.state, pending_holds=pending_holds) and not take_places(
        forum, wanted_by([registration])
    ):
        return False
    registration.approved_at = now
    registration.told_sequence = forum.sequence
    note_sent(registration, tickets.REQUEST, now)
    set_state(registration, CONFIRMED, by=by, now=now)
    tickets.send_confirmation(registration, now=now)
    return True


def decline(registration: Registration, reason: str, *, by: Actor, now: datetime) -> None:
    registration.decision_note = reason.strip()[:LONGEST_REASON]
    leave(registration, DECLINED, by=by, now=now)
    tickets.send_decline(registration, now=now)


def refuse_unless_pending(registration: Registration, now: datetime) -> None:
    refuse_once_held(registration.forum, now)
    if registration.state != PENDING:
        raise Refused(
            _("This registration has been decided already. Look at the list again."),
        )


def refuse_once_held(forum: Forum, now: datetime) -> None:
    if forum.ends_at <= now:
        raise Refused(HELD_ALREADY)


def refuse_without_line(forum: Forum) -> None:
    if forum.waiting_list == NO_LINE:
        raise Refused(_("This forum has no waiting list. Give it one on the page of its places."))


def note_download(forum_id: int, *, format: str, by: Actor, now: datetime) -> None:  # noqa: A002 - the word
    """Written and kept before the first byte of the list leaves."""
    with apart() as session:
        forum = session.get_one(Forum, forum_id)
        record_change(forum, _("downloaded the attendee list"), by=by, now=now, format=format)
