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
from forumapp.registrations.models.bookings import Booking
from forumapp.registrations.services.afterwards import cancel_registration
from forumapp.registrations.services.booking import Attendee, BookingRequest, book
from forumapp.registrations.services.places import lock_forum
from forumapp.registrations.services.refusing import AlreadyRegistered

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
    try:
        booking = book(invitation.forum, request_of(invitation, acceptance), by=by, now=now)
    except AlreadyRegistered as known:  # by the public form, since they were invited
        booking = known.registration.booking
    invitation.booking, invitation.decline_note = booking, ""
    change_state(invitation, ACCEPTED, _("accepted"), by=by, now=now)
    return booking


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
    """The forum's row first, as for everything that takes places; then this one, as it is now."""
    lock_forum(invitation.forum)
    lock(invitation)
    reason = why_no_answer(invitation, now)
    if reason:
        raise refusal(invitation, reason)
    invitation.owed_mail = ""


def refusal(invitation: Invitation, reason: str) -> Refused:
    contact = invitation.forum.contact_email or correspondence_address()
    return Refused(REFUSALS[reason], contact=contact)


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
