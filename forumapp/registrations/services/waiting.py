"""The waiting list: places that become free go to the first in line whose whole request fits.

A booking's people wait together and are offered their places together, for a time. Every verb here
has the forum locked: see `places`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from forumapp.core.actor import WORKER, Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.tokens import capability_hash
from forumapp.core.visibility import PUBLISHED
from forumapp.forums.models import Forum
from forumapp.registrations.mails import offers, tickets
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.queries.places import room_in, settings_of
from forumapp.registrations.queries.registered import active_twin
from forumapp.registrations.queries.waiting import ended_offers, line_of, position_of
from forumapp.registrations.rules.places import Wanted, first_that_fit
from forumapp.registrations.rules.states import (
    AUTOMATIC,
    CANCELLED,
    CONFIRMED,
    EXPIRED,
    NO_LINE,
    OFFERED,
    PENDING,
    WAITLISTED,
    holds_place,
    state_once_placed,
)
from forumapp.registrations.services.places import (
    give_back_places,
    lock_forum,
    lock_groups,
    take_places,
)
from forumapp.registrations.services.states import note_sent, set_state

EXPIRED_AT_ONCE = 50
"""So many offers end in one run of the worker, so that nobody who registers waits for it."""
OVER = _("This offer has ended. If you still want to come, join the waiting list again.")


def offer_free_places(forum: Forum, *, now: datetime) -> None:
    """Offer what is free to who waits, where the forum does that by itself. It is locked already.

    Whatever may free a place, or change whose request fits, ends with this.
    """
    if forum.waiting_list != AUTOMATIC or not forum.waiting or not can_offer(forum, now):
        return
    chosen = first_that_fit(line_of(forum.id), room_in(forum, lock_groups(forum)))
    for booking_id in chosen:
        offer_places(db.session.get_one(Booking, booking_id), by=WORKER, now=now)


def can_offer(forum: Forum, now: datetime) -> bool:
    """Nobody is offered a place at a forum that has begun, or that is not on."""
    return forum.state == PUBLISHED and forum.starts_at > now


def offer_by_hand(booking: Booking, *, by: Actor, now: datetime) -> None:
    """The organizer gives this booking its turn, whoever else is in line."""
    lock_booking(booking)
    if not can_offer(booking.forum, now):
        raise Refused(_("The forum has begun, or is not on at present. No place can be offered."))
    if booking.offer_expires_at is not None or not in_state(booking, WAITLISTED):
        raise Refused(_("Nobody of this booking waits any more. Look at the list again."))
    if not offer_places(booking, by=by, now=now):
        raise Refused(
            _(
                "Fewer places are free than this booking needs. "
                "Raise the number of places, or offer them to somebody else."
            )
        )


def offer_places(booking: Booking, *, by: Actor, now: datetime) -> bool:
    """Keep places for all of a booking who wait, until the offer ends; False where they do not fit."""
    forum, people = booking.forum, in_state(booking, WAITLISTED)
    if not take_places(forum, wanted_by(people)):
        return False
    for registration in people:
        set_state(registration, OFFERED, by=by, now=now)
    hours = settings_of(forum).offer_hours
    booking.offer_expires_at = min(now + timedelta(hours=hours), forum.starts_at)
    booking.offer_version += 1
    booking.offer_hash = capability_hash(offers.OFFER_PURPOSE, booking.uid, booking.offer_version)
    offers.send_offer(booking, people, now=now)
    return True


def take_offer(booking: Booking, *, by: Actor, now: datetime, action: str = "") -> None:
    """The places that were kept for a booking are its own. Done twice, it is done once."""
    lock_booking(booking)
    people = in_state(booking, OFFERED)
    if not people and (in_state(booking, CONFIRMED) or in_state(booking, PENDING)):
        return
    if not is_open(booking, now):
        raise Refused(OVER)
    for registration in people:
        take_offered_place(registration, by=by, now=now, action=action)
    offer_free_places(booking.forum, now=now)


def is_open(booking: Booking, now: datetime) -> bool:
    """Whether a place is offered to this booking now."""
    ends = booking.offer_expires_at
    return ends is not None and now < ends and can_offer(booking.forum, now)


def take_offered_place(
    registration: Registration, *, by: Actor, now: datetime, action: str = ""
) -> None:
    """Theirs at once, unless the organizer has still to decide; then the place is kept for that where
    the forum keeps places for applications.
    """
    forum = registration.forum
    state = state_once_placed(forum.registration_mode, registration.approved_at)
    if not holds_place(state, pending_holds=settings_of(forum).pending_holds_place):
        give_back_places(forum, wanted_by([registration]))
    set_state(registration, state, by=by, now=now, action=action)
    registration.told_sequence = forum.sequence
    if state == CONFIRMED:
        note_sent(registration, tickets.REQUEST, now)
        tickets.send_confirmation(registration, now=now)
    else:
        tickets.send_application_received(registration, now=now)


def give_up_offer(booking: Booking, *, by: Actor, now: datetime) -> None:
    """The places that were kept for a booking go to the next in line. Done twice, it is done once."""
    lock_booking(booking)
    for registration in in_state(booking, OFFERED):
        leave(registration, CANCELLED, by=by, now=now)
        tickets.send_cancellation(registration, had_place=False, by_attendee=True, now=now)
    offer_free_places(booking.forum, now=now)


def end_registration(
    registration: Registration, state: str, *, by: Actor, now: datetime, action: str = ""
) -> None:
    """It is over, cancelled or declined; its place, where it had one, goes to who waits.

    It is locked already (`states.lock`). The mail is the caller's.
    """
    leave(registration, state, by=by, now=now, action=action)
    offer_free_places(registration.forum, now=now)


def leave(
    registration: Registration, state: str, *, by: Actor, now: datetime, action: str = ""
) -> None:
    """The same without passing the place on yet: more may follow in the same act."""
    forum = registration.forum
    pending_holds = settings_of(forum).pending_holds_place
    if holds_place(registration.state, pending_holds=pending_holds):
        give_back_places(forum, wanted_by([registration]))
    set_state(registration, state, by=by, now=now, action=action)


def expire_offers(now: datetime) -> int:
    """Offers that were not taken in time end, with one mail each; how many."""
    ended = ended_offers(now, EXPIRED_AT_ONCE)
    for booking in ended:
        expire_offer(booking, now=now)
    return len(ended)


def expire_offer(booking: Booking, *, now: datetime) -> None:
    lock_booking(booking)
    ends, people = booking.offer_expires_at, in_state(booking, OFFERED)
    if ends is None or not people or now < min(ends, booking.forum.starts_at):
        return
    give_back_places(booking.forum, wanted_by(people))
    for registration in people:
        set_state(registration, EXPIRED, by=WORKER, now=now)
    offers.send_expired(booking, people, now=now)
    offer_free_places(booking.forum, now=now)


def stop_offers(forum: Forum, *, by: Actor, now: datetime) -> None:
    """The forum is not on: whom a place was offered waits again, in the turn that was theirs.

    They hear of it with the change of the forum itself.
    """
    lock_forum(forum)
    rows = select(Registration).where(
        Registration.forum_id == forum.id, Registration.state == OFFERED
    )
    offered = db.session.scalars(rows.with_for_update(of=Registration)).all()
    if offered:
        give_back_places(forum, wanted_by(offered))
    for registration in offered:
        set_state(registration, WAITLISTED, by=by, now=now)


def resume_offers(forum: Forum, *, now: datetime) -> None:
    """The forum is on again, or takes more people than before: what is free goes to who waits."""
    lock_forum(forum)
    offer_free_places(forum, now=now)


def join_waiting_list(registrations: Sequence[Registration], *, by: Actor, now: datetime) -> None:
    """These people of one booking wait for a place from now on, or as long as others of it do."""
    booking = registrations[0].booking
    booking.waiting_since = booking.waiting_since or now
    for registration in registrations:
        set_state(registration, WAITLISTED, by=by, now=now)
    offers.send_waiting(booking, registrations, position=position_of(booking), now=now)


def rejoin_waiting_list(booking: Booking, *, by: Actor, now: datetime) -> None:
    """Who let an offer pass waits once more, at the end of the line."""
    lock_booking(booking)
    forum = booking.forum
    people = [each for each in in_state(booking, EXPIRED) if active_twin(each) is None]
    if not people:
        raise Refused(_("Nobody of this booking can join the waiting list: look at it again."))
    if forum.waiting_list == NO_LINE or not can_offer(forum, now):
        raise Refused(_("This forum keeps no waiting list any more."))
    join_waiting_list(people, by=by, now=now)
    offer_free_places(forum, now=now)


def lock_booking(booking: Booking) -> None:
    """The forum's row first, then the booking's people, all as they are now."""
    lock_forum(booking.forum)
    rows = select(Registration).where(Registration.booking_id == booking.id)
    locked = rows.order_by(Registration.id).with_for_update(of=Registration)
    db.session.scalars(locked.execution_options(populate_existing=True)).all()
    db.session.refresh(booking)


def in_state(booking: Booking, state: str) -> list[Registration]:
    return [each for each in booking.registrations if each.state == state]


def wanted_by(people: Sequence[Registration]) -> Wanted:
    """Whose places: so many of each group."""
    wanted: dict[int | None, int] = {}
    for each in people:
        wanted[each.place_group_id] = wanted.get(each.place_group_id, 0) + 1
    return wanted
