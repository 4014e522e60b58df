"""Somebody registers themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from forumapp.core.actor import ATTENDEE
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import (
    capability_hash,
    new_reference,
    new_uid,
    normalised_address,
    token_hash,
)
from forumapp.core.when import Moment
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.institution.queries import correspondence_address
from forumapp.institution.rules import ATTENDEE_PURPOSES, REQUIRED_PURPOSE
from forumapp.mail.queries import count_since
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Booking, Registration, RegistrationConsent
from forumapp.registrations.queries import registered
from forumapp.registrations.rules.states import (
    CONFIRMED,
    FULL,
    NETWORKS_KEPT_FOR,
    OPEN,
    REFUSALS,
    availability,
    closes_at,
    first_state,
    holds_place,
    looks_like_advertising,
)
from forumapp.registrations.services.consents import new_consent
from forumapp.registrations.services.states import (
    give_back_place,
    note_sent,
    take_place,
)


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody says of themselves. `country` is an ISO 3166 code, `language` one of ours."""

    name: str
    organization: str
    position: str
    country: str
    language: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it came. `key` is the form's own: the same key is the same submission.

    `agreed` maps each purpose agreed to to the version of the wording that was shown. `network` is
    where it came from.
    """

    key: str
    address: str
    details: Details
    agreed: Mapping[str, int] = field(default_factory=dict)
    network: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission. Only who just registered sees the ticket on the page itself."""

    registration: Registration
    shows_ticket: bool


def register(forum: Forum, submission: Submission, *, now: datetime) -> Receipt:
    """One person registers themselves: a place, a booking, a mail and a line of history, or nothing.

    Sent again, the same submission gets the same answer. An address that is registered already gets
    its link by mail; the page does not tell: whatever else is wrong is refused before it is looked up.
    """
    earlier = receipt_of_earlier(forum, submission, now)
    if earlier is not None:
        return earlier
    refuse_unless_open(forum, now)
    refuse_flood(submission, now)
    check_details(submission)
    consents = consents_to(submission, now)
    if availability(forum, now) == FULL:
        return receipt_without_place(forum, submission, now)
    known = registered.active_registration(forum.id, normalised_address(submission.address))
    if known is not None:
        remind_of_link(registration=known, now=now)
        return Receipt(known, shows_ticket=False)
    if first_state(forum.registration_mode) == CONFIRMED and not take_place(forum):
        return receipt_without_place(forum, submission, now)
    return write_registration(forum, submission, consents, now)


def receipt_of_earlier(forum: Forum, submission: Submission, now: datetime) -> Receipt | None:
    """The answer that this very submission got when it came before; later on, the ticket is where
    the mail is: which networks were busy is soon forgotten.
    """
    booking = registered.booking_of_submission(key_of(forum, submission))
    if booking is None:
        return None
    is_new = booking.created_at > registered.recent(now)
    return Receipt(booking.registrations[0], shows_ticket=is_new and not is_network_busy(booking))


def key_of(forum: Forum, submission: Submission) -> str:
    """What makes two submissions one: the form they came from, and for whom. Somebody who goes back
    to the form and enters a colleague's address registers the colleague too.
    """
    return token_hash(f"{submission.key}\n{forum.uid}\n{normalised_address(submission.address)}")


def write_registration(
    forum: Forum, submission: Submission, consents: list[RegistrationConsent], now: datetime
) -> Receipt:
    """Insert it; where another transaction was faster with the same, that one counts."""
    registration = new_registration(forum, submission, consents, now)
    if registration.state == CONFIRMED:
        note_sent(registration, tickets.REQUEST, now)
    try:
        with db.session.begin_nested():
            record_change(
                registration, _("registered"), by=ATTENDEE, now=now, label=registration.reference
            )
    except IntegrityError:
        if holds_place(first_state(forum.registration_mode)):
            give_back_place(forum)
        return receipt_of_faster(forum, submission, now)
    if registration.state == CONFIRMED:
        tickets.send_confirmation(registration, now=now)
    else:
        tickets.send_application_received(registration, now=now)
    is_busy = is_network_busy(registration.booking)
    return Receipt(registration, shows_ticket=not is_busy)


def receipt_of_faster(forum: Forum, submission: Submission, now: datetime) -> Receipt:
    earlier = receipt_of_earlier(forum, submission, now)
    if earlier is not None:
        return earlier
    known = registered.active_registration(forum.id, normalised_address(submission.address))
    if known is None:
        raise RuntimeError("a registration collided with none")
    remind_of_link(registration=known, now=now)
    return Receipt(known, shows_ticket=False)


def new_registration(
    forum: Forum, submission: Submission, consents: list[RegistrationConsent], now: datetime
) -> Registration:
    details, uid, own_uid = submission.details, new_uid(), new_uid()
    address, key = submission.address.strip(), normalised_address(submission.address)
    state = first_state(forum.registration_mode)
    booking = Booking(
        uid=uid,
        forum=forum,
        name=details.name,
        address=address,
        address_key=key,
        language=details.language,
        submission_key=key_of(forum, submission),
        link_version=1,
        link_hash=capability_hash(tickets.LINK_PURPOSE, uid, 1),
        created_at=now,
        network=submission.network,
    )
    return Registration(
        uid=own_uid,
        reply_hash=tickets.reply_hash(own_uid),
        booking=booking,
        forum=forum,
        reference=new_reference(),
        name=details.name,
        address=address,
        address_key=key,
        organization=details.organization,
        position=details.position,
        country=details.country,
        language=details.language,
        state=state,
        state_changed_at=now,
        registered_at=now,
        told_sequence=forum.sequence,
        consents=consents,
    )


def remind_of_link(*, registration: Registration, now: datetime) -> None:
    """The existing link once more, but not as often as somebody may ask for it."""
    since = registered.recent(now)
    sent = count_since(Registration.__tablename__, registration.uid, since)
    if sent < setting("REGISTRATIONS_PER_ADDRESS"):
        tickets.send_existing_link(registration, now=now)


def refuse_unless_open(forum: Forum, now: datetime) -> None:
    standing = availability(forum, now)
    if standing not in (OPEN, FULL):
        refuse(forum, standing)


def receipt_without_place(forum: Forum, submission: Submission, now: datetime) -> Receipt:
    """No place was given: it was this very submission that took it, or the forum is full, or no
    longer what the form was made for.
    """
    earlier = receipt_of_earlier(forum, submission, now)
    if earlier is not None:
        return earlier
    db.session.refresh(forum)
    refuse_unless_open(forum, now)
    return refuse(forum, FULL)


def refuse(forum: Forum, standing: str) -> Any:
    """Say why nobody can register now, and what to do."""
    raise refusal(forum, standing)


def refusal(forum: Forum, standing: str) -> Refused:
    return Refused(
        REFUSALS[standing],
        contact=forum.contact_email or correspondence_address(),
        opens=Moment(forum.registration_opens_at or forum.starts_at, forum.zone),
        closes=Moment(closes_at(forum), forum.zone),
    )


def refuse_flood(submission: Submission, now: datetime) -> None:
    """Strict for one address. A network may be a whole hotel: it is never refused for being busy."""
    key = normalised_address(submission.address)
    made = registered.bookings_of_address(key, registered.recent(now))
    if made >= setting("REGISTRATIONS_PER_ADDRESS"):
        raise Refused(
            _(
                "This address has registered for several forums within a few minutes. "
                "Wait ten minutes, then send the form again."
            ),
            field="address",
        )


def is_network_busy(booking: Booking) -> bool:
    """Above the limit the ticket comes by mail only: whoever cannot read it there gets nothing.

    What counts came before the booking, so the answer to the same submission stays the same.
    """
    made = registered.bookings_before(booking)
    return bool(booking.network) and made >= setting("REGISTRATIONS_PER_NETWORK")


def check_details(submission: Submission) -> None:
    if looks_like_advertising(submission.details.name):
        raise Refused(_("Write your name without a web address."), field="name")


def consents_to(submission: Submission, now: datetime) -> list[RegistrationConsent]:
    """A row for each consent given, with the exact wording that was shown."""
    if REQUIRED_PURPOSE not in submission.agreed:
        raise Refused(
            _("Without this consent we cannot keep a place for you. Tick it to register."),
            field=REQUIRED_PURPOSE,
        )
    language = submission.details.language
    return [
        new_consent(purpose, submission.agreed[purpose], language, now)
        for purpose in ATTENDEE_PURPOSES
        if purpose in submission.agreed
    ]


def forget_networks(now: datetime) -> None:
    """Where a booking came from tells nothing once it counts for no limit any more."""
    db.session.execute(
        update(Booking)
        .where(Booking.network != "", Booking.created_at < now - NETWORKS_KEPT_FOR)
        .values(network="")
    )
