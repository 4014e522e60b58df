"""Somebody answers their invitation, or answers it differently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.institution.queries import correspondence_address
from forumapp.institution.rules import REQUIRED_PURPOSE
from forumapp.invitations.models import Invitation
from forumapp.invitations.rules.states import (
    ACCEPTED,
    DECLINED,
    REFUSALS,
    is_coming,
    own_registrations,
    why_no_answer,
)
from forumapp.invitations.services.sending import change_state, lock
from forumapp.questions.rules.answers import is_given
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.queries.registered import active_registration
from forumapp.registrations.rules.states import FULL, NO_LINE, PENDING
from forumapp.registrations.services import refusing
from forumapp.registrations.services.afterwards import cancel_registration
from forumapp.registrations.services.answering import answers_of, store_answers
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from forumapp.registrations.services.consents import change_consents
from forumapp.registrations.services.deciding import give_place, wait_for_places
from forumapp.registrations.services.places import lock_forum
from forumapp.registrations.services.states import lock as lock_registration
from forumapp.registrations.services.waiting import lock_booking

LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What somebody says who accepts. `others` are the names of those they bring, empty where not known
    yet; `agreed` maps each purpose to the version of the wording shown.
    """

    name: str
    organization: str = ""
    position: str = ""
    country: str = ""
    language: str
    others: Sequence[str] = ()
    answers: Mapping[int, Any] = field(default_factory=dict)
    agreed: Mapping[str, int] = field(default_factory=dict)


def accept_invitation(
    invitation: Invitation, acceptance: Acceptance, *, by: Actor, now: datetime
) -> Booking | None:
    """Register them, with whom they bring: the address is theirs, since the link went there.

    Sent again, it is accepted once. Where no place is free they join the waiting list, if there is one.
    """
    begin_answer(invitation, now)
    if invitation.state == ACCEPTED and is_coming(invitation):
        return invitation.booking
    refuse_acceptance(invitation, acceptance)
    known = active_registration(invitation.forum_id, invitation.address_key or "")
    if known is None:
        booking = book(invitation.forum, request_of(invitation, acceptance), by=by, now=now)
    else:
        accept_with(known, invitation, acceptance, by=by, now=now)
        booking = known.booking
    invitation.booking, invitation.decline_note = booking, ""
    change_state(invitation, ACCEPTED, _("accepted"), by=by, now=now)
    return booking


def accept_with(
    known: Registration, invitation: Invitation, acceptance: Acceptance, *, by: Actor, now: datetime
) -> None:
    """They registered otherwise since they were invited: that one is approved, and what they say now is
    kept with it.
    """
    if acceptance.others:
        raise Refused(
            _(
                "You are registered already ({reference}). Accept for yourself alone, "
                "and write to {contact} who comes with you."
            ),
            field="people",
            reference=known.reference,
            contact=contact_of(invitation),
        )
    lock_registration(known)
    if known.state == PENDING and not give_place(known, by=by, now=now):
        if known.forum.waiting_list == NO_LINE:
            raise refusing.refusal(known.forum, FULL)
        wait_for_places([known], by=by, now=now)
    known.approved_at = known.approved_at or now
    known.name, known.country = acceptance.name, acceptance.country
    known.organization, known.position = acceptance.organization, acceptance.position
    given = {each: value for each, value in acceptance.answers.items() if is_given(value)}
    store_answers(known, {**answers_of(known), **given}, now=now)
    standing = {
        each.purpose: each.wording_version for each in known.consents if each.withdrawn_at is None
    }
    change_consents(known, {**standing, **acceptance.agreed}, by=by, now=now)


def decline_invitation(invitation: Invitation, note: str, *, by: Actor, now: datetime) -> None:
    """They are not coming; who had accepted gives every place back."""
    begin_answer(invitation, now)
    if len(note) > LONGEST_NOTE:
        raise Refused(_("This is too long. Shorten it."), field="note")
    if invitation.state == ACCEPTED:
        for registration in own_registrations(invitation):
            cancel_registration(registration, by=by, now=now)
    invitation.decline_note = note.strip()
    change_state(invitation, DECLINED, _("declined"), by=by, now=now)


def begin_answer(invitation: Invitation, now: datetime) -> None:
    """The forum's row first, as for everything that takes places; then all as it is now."""
    lock_forum(invitation.forum)
    lock(invitation)
    if invitation.booking is not None:
        lock_booking(invitation.booking)
    reason = why_no_answer(invitation, now)
    if reason:
        raise refusal(invitation, reason)
    invitation.owed_mail = ""


def refusal(invitation: Invitation, reason: str) -> Refused:
    return Refused(REFUSALS[reason], contact=contact_of(invitation))


def contact_of(invitation: Invitation) -> str:
    return invitation.forum.contact_email or correspondence_address()


def refuse_acceptance(invitation: Invitation, acceptance: Acceptance) -> None:
    if REQUIRED_PURPOSE not in acceptance.agreed:
        raise Refused(
            _("Without this consent we cannot keep a place for you. Tick it to register."),
            field=REQUIRED_PURPOSE,
        )
    if len(acceptance.others) >= invitation.places:
        raise Refused(
            _("This invitation is for {places} people in all."),
            field="people",
            places=invitation.places,
        )


def request_of(invitation: Invitation, acceptance: Acceptance) -> BookingRequest:
    own = Attendee(
        name=acceptance.name,
        address=invitation.address,
        organization=acceptance.organization,
        position=acceptance.position,
        country=acceptance.country,
        place_group_id=invitation.place_group_id,
        answers=acceptance.answers,
        agreed=acceptance.agreed,
    )
    brought = (
        Attendee(name=name.strip(), place_group_id=invitation.place_group_id)
        for name in acceptance.others
    )
    return BookingRequest(
        name=acceptance.name,
        address=invitation.address,
        language=acceptance.language,
        attendees=(own, *brought),
        made_by="invitation",
        is_approved=True,
        comes_any_time=True,
    )
