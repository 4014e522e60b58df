"""What the organizer does with many registrations in one act, and whom it could not be done for."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.rules.states import ACTIVE_STATES, EXPIRED, PENDING, WAITLISTED
from forumapp.registrations.services.afterwards import cancel_registrations
from forumapp.registrations.services.deciding import NO_PLACE_TO_CONFIRM, decide_many
from forumapp.registrations.services.places import lock_forum
from forumapp.registrations.services.waiting import offer_by_hand, rejoin_waiting_list

MOST_AT_ONCE = 500
APPROVE, DECLINE, OFFER, REJOIN, CANCEL = "approve", "decline", "offer", "rejoin", "cancel"
ACTS = {
    APPROVE: _("Approve"),
    DECLINE: _("Decline"),
    OFFER: _("Offer a place"),
    REJOIN: _("Put back on the waiting list"),
    CANCEL: _("Cancel"),
}

CONCERNS = {
    APPROVE: (PENDING,),
    DECLINE: (PENDING,),
    OFFER: (WAITLISTED,),
    REJOIN: (EXPIRED,),
    CANCEL: ACTIVE_STATES,
}
"""In which states somebody must be for it to be done with them."""


def acts_for(states: Collection[str]) -> dict[str, str]:
    """Those of `ACTS` that can be done with anybody of these states."""
    return {act: name for act, name in ACTS.items() if set(CONCERNS[act]) & set(states)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is done (a word of `ACTS`); who is declined is told the reason, and who is approved and finds
    no place waits for one where `may_wait`.
    """

    verb: str
    reason: str = ""
    may_wait: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody for whom it was not done, and why."""

    registration: Registration
    why: Refused


@dataclass(frozen=True, slots=True)
class Outcome:
    done: int
    left: list[Left]


def act_on_many(
    forum: Forum, registration_ids: Sequence[int], act: Act, *, by: Actor, now: datetime
) -> Outcome:
    """Do it for each of these people for whom it can be done, in the order in which they registered."""
    if len(registration_ids) > MOST_AT_ONCE:
        raise Refused(_("Choose at most {most} people at once."), most=MOST_AT_ONCE)
    lock_forum(forum)
    people = people_of(forum, registration_ids)
    if act.verb in (APPROVE, DECLINE):
        left = decide(forum, people, act, by=by, now=now)
    elif act.verb == CANCEL:
        left = cancel(people, by=by, now=now)
    else:
        left = turn(people, act, by=by, now=now)
    return Outcome(len(people) - len(left), left)


def people_of(forum: Forum, registration_ids: Sequence[int]) -> list[Registration]:
    rows = (
        select(Registration)
        .where(Registration.forum_id == forum.id, Registration.id.in_(registration_ids))
        .order_by(Registration.id)
    )
    return list(db.session.scalars(rows))


def decide(
    forum: Forum, people: list[Registration], act: Act, *, by: Actor, now: datetime
) -> list[Left]:
    undecided = {each.id for each in people if each.state == PENDING}
    decide_many(
        forum,
        [each.id for each in people],
        approve=act.verb == APPROVE,
        reason=act.reason,
        may_wait=act.may_wait,
        by=by,
        now=now,
    )
    return [
        Left(each, Refused(NO_PLACE_TO_CONFIRM if each.id in undecided else DECIDED))
        for each in people
        if each.id not in undecided or each.state == PENDING
    ]


DECIDED = _("Was not waiting for approval.")
ENDED = _("Was not active any more.")
NOT_WAITING = _("Was not waiting for a place.")
NOT_EXPIRED = _("Had not let an offer pass.")


def cancel(people: list[Registration], *, by: Actor, now: datetime) -> list[Left]:
    """All of them before any of their places is passed on: nobody is offered one and cancelled at once."""
    active = [each for each in people if each.state in ACTIVE_STATES]
    cancel_registrations(active, by=by, now=now)
    return [Left(each, Refused(ENDED)) for each in people if each not in active]


def turn(people: list[Registration], act: Act, *, by: Actor, now: datetime) -> list[Left]:
    """Offers go to whole bookings, and whole bookings go back to the line: each once."""
    verb, state, otherwise = (
        (offer_by_hand, WAITLISTED, NOT_WAITING)
        if act.verb == OFFER
        else (rejoin_waiting_list, EXPIRED, NOT_EXPIRED)
    )
    turned: set[Booking] = set()

    def take_turn(registration: Registration) -> None:
        booking = registration.booking
        if booking in turned:
            return
        if registration.state != state:
            raise Refused(otherwise)
        verb(booking, by=by, now=now)
        turned.add(booking)

    return tried(people, take_turn)


def tried(people: list[Registration], act: Callable[[Registration], None]) -> list[Left]:
    """What is refused for one of them leaves nothing of that one behind."""
    left = []
    for registration in people:
        try:
            with db.session.begin_nested():
                act(registration)
        except Refused as refusal:
            left.append(Left(registration, refusal))
    return left
