"""An address is somebody's once its mail was read: until then a form, or a new address, waits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import NotFound, Refused
from forumapp.core.settings import setting
from forumapp.core.text import _
from forumapp.core.tokens import capability_hash, new_uid, normalised_address
from forumapp.files.models import StoredFile
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.mail.models import OutgoingMail
from forumapp.questions.models import Question
from forumapp.questions.rules.kinds import FILE
from forumapp.registrations.mails import self_service, tickets
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.queries import confirming, registered
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.queries.self_service import bookings_of_network
from forumapp.registrations.rules.states import ACTIVE_STATES, CONFIRMED, closes_at
from forumapp.registrations.services.erasing import blank_mails
from forumapp.registrations.services.places import lock_forum
from forumapp.registrations.services.renewing import renew_booking_links, renew_links
from forumapp.registrations.services.states import lock, note_sent
from forumapp.registrations.services.submissions import (
    Receipt,
    Submission,
    book_submission,
    check_submission,
    from_plain,
    key_of,
    plain,
)

LASTS = timedelta(hours=48)
KNOWN_FOR = timedelta(days=30)
"""So long a link that came too late is told so; what was sent is forgotten at once."""


def must_confirm(forum: Forum, submission: Submission, now: datetime) -> bool:
    """Closed forums always ask; open ones where they are set so, where a program may have filled in
    the form, and where more come from one network than from a hotel.
    """
    return (
        submission.is_doubtful
        or forum.registration_mode != "open"
        or bool(submission.code)
        or settings_of(forum).confirms_address
        or is_network_busy(submission.network, now)
    )


def is_network_busy(network: str, now: datetime) -> bool:
    made = bookings_of_network(network, registered.recent(now)) if network else 0
    return made >= setting("REGISTRATIONS_PER_NETWORK")


def ask_to_confirm(forum: Forum, submission: Submission, *, now: datetime) -> None:
    """Keep the form and write to its address, the same whether the address is known or not.

    The mail says until when: it is as long as the forum takes registrations.
    """
    confirmation = new_confirmation(forum, submission.address, now)
    confirmation.expires_at = min(confirmation.expires_at, closes_at(forum))
    confirmation.submission = plain(replace(submission, network=""))
    confirmation.submission_key = key_of(forum, submission)
    try:
        with db.session.begin_nested():
            db.session.add(confirmation)
    except IntegrityError:  # the same form, sent twice at once: its mail is queued
        return
    self_service.send_address_confirmation(
        confirmation, submission.details.name, submission.details.language, now=now
    )


def ask_to_confirm_new_address(registration: Registration, address: str, *, now: datetime) -> None:
    """Write to the address that mail about a registration is to go to from now on."""
    if registration.state not in ACTIVE_STATES:
        raise Refused(_("This registration is no longer active. Register again to take part."))
    if normalised_address(address) == registration.address_key:
        raise Refused(_("Mail goes to this address already."), field="address")
    refuse_flood(normalised_address(address), now)
    confirmation = new_confirmation(registration.forum, address, now)
    confirmation.registration = registration
    db.session.add(confirmation)
    self_service.send_new_address_confirmation(confirmation, registration, now=now)


def new_confirmation(forum: Forum, address: str, now: datetime) -> AddressConfirmation:
    uid = new_uid()
    return AddressConfirmation(
        uid=uid,
        forum=forum,
        address=address.strip(),
        address_key=normalised_address(address),
        link_hash=capability_hash(self_service.CONFIRM_PURPOSE, uid, 1),
        created_at=now,
        expires_at=now + LASTS,
    )


def refuse_flood(address_key: str, now: datetime) -> None:
    """Strict for one address. A network may be a whole hotel: it is never refused for being busy."""
    since = registered.recent(now)
    made = registered.bookings_of_address(address_key, since)
    asked = confirming.confirmations_of_address(address_key, since)
    if made + asked >= setting("REGISTRATIONS_PER_ADDRESS"):
        raise Refused(
            _(
                "This address has registered for several forums within a few minutes. "
                "Wait ten minutes, then send the form again."
            ),
            field="address",
        )


def confirm_address(
    confirmation: AddressConfirmation, *, by: Actor, now: datetime
) -> Registration | None:
    """What waited for the address is done: the registration it leads to. Done twice, it is done once.

    The place is decided now. None: it was done before, by a form whose people are not known any more.
    """
    lock_forum(confirmation.forum)
    confirmation = the_confirmation(confirmation.id)
    if confirmation.done_at is None:
        if confirmation.expires_at <= now:
            raise Refused(_("This link has come too late. Send the form again."))
        registration = (
            change_address(confirmation.registration, confirmation, by=by, now=now)
            if confirmation.registration
            else register_confirmed(confirmation, now)
        )
        confirmation.done_at, confirmation.submission = now, {}
        return registration
    if confirmation.registration is not None:
        return confirmation.registration
    booking = registered.booking_of_submission(confirmation.submission_key or "")
    if booking is not None:
        return booking.registrations[0]
    return registered.active_registration(confirmation.forum_id, confirmation.address_key)


def the_confirmation(confirmation_id: int) -> AddressConfirmation:
    """Nobody else does it meanwhile. Forgotten since it was read, there is nothing to confirm."""
    row = db.session.scalar(
        select(AddressConfirmation)
        .where(AddressConfirmation.id == confirmation_id)
        .with_for_update(of=AddressConfirmation)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def register_confirmed(confirmation: AddressConfirmation, now: datetime) -> Registration | None:
    submission = from_plain(confirmation.submission)
    check_submission(confirmation.forum, submission, now)
    receipt: Receipt = book_submission(confirmation.forum, submission, now)
    return receipt.registration


def change_address(
    registration: Registration, asked: AddressConfirmation, *, by: Actor, now: datetime
) -> Registration:
    """Mail goes to the new address, which gets the ticket; the old one is told, and its links act no
    more, since it may have been a stranger's. Who arranged the booking takes it along.
    """
    lock(registration)
    address = asked.address
    key, before = normalised_address(address), tickets.recipient(registration)
    other = registered.active_registration(registration.forum_id, key)
    if registration.state not in ACTIVE_STATES or (other and other.id != registration.id):
        raise Refused(
            _("The address cannot be changed: another registration has it, or this one has ended.")
        )
    booking = registration.booking
    is_alone = registration.address_key is None and len(booking.registrations) == 1
    takes_booking = is_alone or registration.address_key == booking.address_key
    registration.address, registration.address_key = address, key
    renew_links(registration, kept=asked)
    if takes_booking:
        booking.address, booking.address_key = address, key
        renew_booking_links(booking, now=now)
    registration.bounced_at, registration.bounce_detail = None, ""
    if registration.state == CONFIRMED:
        note_sent(registration, tickets.REQUEST, now)
    record_change(registration, _("address changed"), by=by, now=now, label=registration.reference)
    self_service.send_address_changed(registration, before, now=now)
    self_service.send_present_state(registration, now=now)
    return registration


def forget_unconfirmed(now: datetime) -> None:
    """What nobody confirmed in time is forgotten, with the files in it; a month later its link too."""
    late = select(AddressConfirmation).where(
        AddressConfirmation.expires_at <= now, AddressConfirmation.address != ""
    )
    for confirmation in db.session.scalars(late):
        if confirmation.submission:
            forget_files(from_plain(confirmation.submission).answers)
        confirmation.submission, confirmation.address, confirmation.address_key = {}, "", ""
    db.session.flush()
    forgotten = select(AddressConfirmation.uid).where(AddressConfirmation.address == "")
    blank_mails(AddressConfirmation, OutgoingMail.about_uid.in_(forgotten))
    db.session.execute(
        delete(AddressConfirmation).where(AddressConfirmation.expires_at <= now - KNOWN_FOR)
    )


def forget_files(answers: Mapping[int, Any]) -> None:
    """The files among answers to questions, which nobody will ever look at."""
    asked = select(Question.id).where(Question.id.in_(answers), Question.kind == FILE)
    files = [answers[question] for question in db.session.scalars(asked)] if answers else []
    if files:
        db.session.execute(delete(StoredFile).where(StoredFile.id.in_(files)))
