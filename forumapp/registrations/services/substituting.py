"""Somebody else comes in the place of who registered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.tokens import normalised_address
from forumapp.history.services import record_change
from forumapp.institution.rules import REQUIRED_PURPOSE
from forumapp.registrations.mails import self_service, tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries import registered
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.rules.states import ACTIVE_STATES, CONFIRMED, looks_like_advertising
from forumapp.registrations.services.consents import new_consent
from forumapp.registrations.services.erasing import blank_mails_about, erase_answers
from forumapp.registrations.services.renewing import renew_booking_links, renew_links
from forumapp.registrations.services.states import lock, note_sent


@dataclass(frozen=True, slots=True)
class Substitute:
    """Who comes instead. Without an address of their own mail goes to whoever arranged the booking."""

    name: str
    address: str
    organization: str = ""
    position: str = ""


def may_be_substituted(registration: Registration, now: datetime) -> bool:
    return (
        registration.state in ACTIVE_STATES
        and now < registration.forum.starts_at
        and settings_of(registration.forum).allows_substitute
    )


def name_substitute(
    registration: Registration,
    substitute: Substitute,
    agreed: Mapping[str, int],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """The place is somebody else's; both are told, and the ticket and link given so far are void.

    Nothing of who had it before stays but what is the registration's own, and the mail that takes
    leave of them. Whoever had arranged it for themselves alone hands over the booking too.
    """
    lock(registration)
    check_substitute(registration, substitute, agreed, now)
    key = normalised_address(substitute.address) if substitute.address else None
    self_service.send_substituted(registration, substitute.name, now=now)
    renew_links(registration)
    erase_answers(registration)
    blank_mails_about(registration)
    is_own = is_booked_alone(registration)
    registration.name, registration.address = substitute.name, substitute.address or None
    registration.address_key = key
    registration.organization = substitute.organization
    registration.position, registration.country = substitute.position, ""
    registration.member_id = registration.answered_at = registration.details_given_at = None
    registration.answer = registration.bounce_detail = ""
    registration.bounced_at = None
    registration.consents = [
        new_consent(REQUIRED_PURPOSE, agreed[REQUIRED_PURPOSE], registration.language, now)
    ]
    registration.ticket_version += 1
    if is_own:
        hand_over_booking(registration, now=now)
    if registration.state == CONFIRMED:
        note_sent(registration, tickets.REQUEST, now)
    record_change(registration, _("substitute named"), by=by, now=now, label=registration.reference)
    self_service.send_present_state(registration, was_handed_on=True, now=now)


def check_substitute(
    registration: Registration, substitute: Substitute, agreed: Mapping[str, int], now: datetime
) -> None:
    if not may_be_substituted(registration, now):
        raise Refused(
            _(
                "Nobody else can be named for this registration any more. Cancel it if you cannot come."
            )
        )
    if looks_like_advertising(substitute.name):
        raise Refused(_("Write your name without a web address."), field="name")
    if REQUIRED_PURPOSE not in agreed:
        raise Refused(
            _("Without this consent we cannot keep a place for you. Tick it to register."),
            field=REQUIRED_PURPOSE,
        )
    if not substitute.address:
        if is_booked_alone(registration):
            raise Refused(_("Write the address that the ticket goes to."), field="address")
        return
    other = registered.active_registration(
        registration.forum_id, normalised_address(substitute.address)
    )
    if other is not None:
        raise Refused(
            _("Nobody can be named with this address. Write another one of theirs."),
            field="address",
        )


def is_booked_alone(registration: Registration) -> bool:
    booking = registration.booking
    return registration.address_key == booking.address_key and len(booking.registrations) == 1


def hand_over_booking(registration: Registration, *, now: datetime) -> None:
    """To whom the registration is now; the form that made it, sent again, leads nobody to it."""
    booking = registration.booking
    booking.name, booking.address = registration.name, registration.address or ""
    booking.address_key = registration.address_key or ""
    renew_booking_links(booking, now=now)
    booking.submission_key = None
