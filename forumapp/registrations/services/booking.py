"""A booking: one act by which one person or several register together, whichever way they came in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.tokens import capability_hash, new_reference, new_uid, normalised_address
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.registrations.mails import offers, tickets
from forumapp.registrations.models.bookings import Booking, Registration, RegistrationConsent
from forumapp.registrations.models.places import AccessCode
from forumapp.registrations.queries import registered
from forumapp.registrations.queries.places import groups_of, room_in, settings_of, waiting_groups
from forumapp.registrations.queries.waiting import position_of
from forumapp.registrations.rules.places import Wanted, fits, same_places
from forumapp.registrations.rules.states import (
    BY_HAND,
    CONFIRMED,
    FULL,
    HELD,
    INVITATION,
    NO_LINE,
    OPEN,
    PENDING,
    POSTPONED,
    STOPPED,
    WAITING,
    WAITLISTED,
    availability,
    holds_place,
    looks_like_advertising,
    needs_decision,
    standing_of_window,
)
from forumapp.registrations.services.answering import store_answers
from forumapp.registrations.services.codes import use_code
from forumapp.registrations.services.consents import new_consent
from forumapp.registrations.services.places import change_counts, lock_forum, take_places
from forumapp.registrations.services.refusing import AlreadyRegistered, refusal
from forumapp.registrations.services.states import kept_of_message

NOT_ON = (STOPPED, POSTPONED, HELD)
"""Standings in which nobody at all can register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One person of a booking. An empty name is not known yet, an empty language the booking's.

    `address` is their own, or none: then mail goes to who arranged. `answers` maps questions (by id) to
    values in the shape of their kinds, `agreed` each purpose to the version of the wording shown.
    """

    name: str = ""
    address: str | None = None
    organization: str = ""
    position: str = ""
    country: str = ""
    language: str = ""
    place_group_id: int | None = None
    member_id: int | None = None
    answers: Mapping[int, Any] = field(default_factory=dict)
    agreed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """Who arranges (`name`, `address`, `language`), who comes, and the way in (`rules.states.WAYS_IN`).

    `is_approved`: no decision of the organizer is waited for. `may_wait`: joins the waiting list where
    there is one. `comes_any_time`: window, mode and size of groups are no bar, since somebody of ours
    or an invitation says so. A request with the `submission_key` of an earlier one is the same.
    """

    name: str
    address: str
    language: str
    attendees: tuple[Attendee, ...]
    made_by: str = "form"
    delegation_id: int | None = None
    access_code: AccessCode | None = None
    submission_key: str | None = None
    network: str = ""
    wants_copies: bool = False
    is_approved: bool = False
    may_wait: bool = True
    comes_any_time: bool = False


def book(forum: Forum, request: BookingRequest, *, by: Actor, now: datetime) -> Booking:
    """Register these people together: places, rows, consents, answers, history and mails, or nothing.

    All of them get the same state. Raises `Refused`: `PlacesTaken` where they do not fit and cannot
    wait, `AlreadyRegistered` where one of them is registered. Nothing is written before it is raised.
    """
    lock_forum(forum)
    earlier = request.submission_key and registered.booking_of_submission(request.submission_key)
    if earlier:
        return earlier
    refuse_unless_open(forum, request, now)
    refuse_people(forum, request)
    consents = [consents_of(person, request, now) for person in request.attendees]
    wanted = wanted_groups(forum, request)
    state = first_state(forum, request, wanted)
    refuse_known(forum, request)
    take_what_it_needs(forum, request, wanted, state)
    booking = new_booking(forum, request, state, now)
    for person, given in zip(request.attendees, consents, strict=True):
        write_registration(booking, person, request, state, given, by=by, now=now)
    tell(booking, state, now)
    return booking


# ------------------------------------------------------------------------- checks


def refuse_unless_open(forum: Forum, request: BookingRequest, now: datetime) -> None:
    standing = availability(forum, now)
    if request.comes_any_time and standing not in NOT_ON:
        return
    if request.access_code is not None and standing == INVITATION:
        standing = standing_of_window(forum, now)
    if standing not in (OPEN, WAITING, FULL):
        raise refusal(forum, standing)


def refuse_people(forum: Forum, request: BookingRequest) -> None:
    """Nobody, too many, an advertisement instead of a name, or one address for two people."""
    largest = settings_of(forum).largest_group
    if not request.attendees:
        raise Refused(_("Name at least one person who comes."))
    if len(request.attendees) > largest and not request.comes_any_time:
        raise Refused(
            _("At most {largest} people can be registered together. Send the others separately."),
            largest=largest,
        )
    if any(looks_like_advertising(each.name) for each in request.attendees):
        raise Refused(_("Write your name without a web address."), field="name")
    keys = Counter(normalised_address(each.address) for each in request.attendees if each.address)
    if twice := [key for key, count in keys.items() if count > 1]:
        raise Refused(
            _(
                "Two people have the address {address}. Leave it out for one of them: "
                "mail about them then goes to who registers."
            ),
            address=twice[0],
        )


def refuse_known(forum: Forum, request: BookingRequest) -> None:
    for person in request.attendees:
        known = known_registration(forum, person)
        if known is not None:
            raise AlreadyRegistered(_("{name} is registered for this forum already."), known)


def known_registration(forum: Forum, person: Attendee) -> Registration | None:
    if person.address:
        known = registered.active_registration(forum.id, normalised_address(person.address))
        if known is not None:
            return known
    return registered.active_member(forum.id, person.member_id) if person.member_id else None


def consents_of(
    person: Attendee, request: BookingRequest, now: datetime
) -> list[RegistrationConsent]:
    """A row for each consent given, with the exact wording that was shown."""
    language = person.language or request.language
    return [
        new_consent(purpose, version, language, now) for purpose, version in person.agreed.items()
    ]


# ------------------------------------------------------------------------- places


def group_of(person: Attendee, request: BookingRequest) -> int | None:
    """Whose places: those of the code, else those that were chosen."""
    code = request.access_code
    return code.place_group_id if code and code.place_group_id else person.place_group_id


def wanted_groups(forum: Forum, request: BookingRequest) -> Wanted:
    """How many people of each group; refused where a group cannot be chosen."""
    wanted = Counter(group_of(person, request) for person in request.attendees)
    groups = {group.id: group for group in groups_of(forum.id)}
    given = request.access_code.place_group_id if request.access_code else None
    for group_id in wanted.keys() - {None, given}:
        group = groups.get(group_id) if group_id else None
        if group is None or not (group.is_open or request.comes_any_time):
            raise Refused(_("These places are not for choice. Choose others."), field="place_group")
    return wanted


def first_state(forum: Forum, request: BookingRequest, wanted: Wanted) -> str:
    """The state in which all of a booking begin; refused where they neither fit nor can wait."""
    pending_holds = settings_of(forum).pending_holds_place
    state = PENDING if is_undecided(forum, request) else CONFIRMED
    if not holds_place(state, pending_holds=pending_holds):
        return state
    room = room_in(forum, groups_of(forum.id))
    line_is_first = (
        forum.waiting_list == BY_HAND
        and not request.comes_any_time
        and same_places(room, wanted, waiting_groups(forum.id))
    )
    if fits(room, wanted) and not line_is_first:
        return state
    if request.may_wait and forum.waiting_list != NO_LINE:
        return WAITLISTED
    raise refusal(forum, FULL)


def is_undecided(forum: Forum, request: BookingRequest) -> bool:
    code = request.access_code
    is_approved = request.is_approved or (code is not None and code.skips_approval)
    return not is_approved and needs_decision(forum.registration_mode, None)


def take_what_it_needs(forum: Forum, request: BookingRequest, wanted: Wanted, state: str) -> None:
    """Places, a turn in the line, and uses of the code."""
    people = len(request.attendees)
    if request.access_code is not None and not use_code(request.access_code, people):
        raise Refused(
            _("This code has been used by as many people as it is for. Ask for another one."),
            field="code",
        )
    if state == WAITLISTED:
        change_counts(forum, waiting=people)
        return
    holds = holds_place(state, pending_holds=settings_of(forum).pending_holds_place)
    if holds and not take_places(forum, wanted):
        raise refusal(forum, FULL)


# --------------------------------------------------------------------------- rows


def new_booking(forum: Forum, request: BookingRequest, state: str, now: datetime) -> Booking:
    uid = new_uid()
    return Booking(
        uid=uid,
        forum=forum,
        name=request.name,
        address=request.address.strip(),
        address_key=normalised_address(request.address),
        language=request.language,
        delegation_id=request.delegation_id,
        submission_key=request.submission_key,
        link_version=1,
        link_hash=capability_hash(tickets.LINK_PURPOSE, uid, 1),
        created_at=now,
        network=request.network,
        made_by=request.made_by,
        wants_copies=request.wants_copies,
        access_code=request.access_code,
        waiting_since=now if state == WAITLISTED else None,
    )


def write_registration(
    booking: Booking,
    person: Attendee,
    request: BookingRequest,
    state: str,
    consents: list[RegistrationConsent],
    *,
    by: Actor,
    now: datetime,
) -> None:
    forum, uid = booking.forum, new_uid()
    address = (person.address or "").strip() or None
    language = person.language or request.language
    method = tickets.REQUEST if state == CONFIRMED else None
    # Before the row is made: what it asks of the database would save the row half-filled.
    kept = kept_of_message(method, forum, language, now)
    registration = Registration(
        uid=uid,
        reply_hash=tickets.reply_hash(uid),
        link_version=1,
        link_hash=capability_hash(tickets.TICKET_PURPOSE, uid, 1),
        booking=booking,
        made_by=booking.made_by,
        forum=forum,
        member_id=person.member_id,
        place_group_id=group_of(person, request),
        reference=new_reference(),
        name=person.name,
        address=address,
        address_key=normalised_address(address) if address else None,
        organization=person.organization,
        position=person.position,
        country=person.country,
        language=language,
        state=state,
        state_changed_at=now,
        registered_at=now,
        approved_at=None if is_undecided(forum, request) else now,
        told_sequence=forum.sequence,
        consents=consents,
        **kept,
    )
    record_change(registration, _("registered"), by=by, now=now, label=registration.reference)
    store_answers(registration, person.answers, now=now)


# -------------------------------------------------------------------------- mails


def tell(booking: Booking, state: str, now: datetime) -> None:
    """One mail for each person; who arranged for several has one besides, which names them all."""
    people = booking.registrations
    if state == WAITLISTED:
        offers.send_waiting(booking, people, position=position_of(booking), now=now)
        return
    for registration in people:
        if state == CONFIRMED:
            tickets.send_confirmation(registration, now=now)
        else:
            tickets.send_application_received(registration, now=now)
    if len(people) > 1:
        offers.send_summary(booking, now=now)
