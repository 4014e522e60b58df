"""What somebody said of themselves is erased; that somebody came, from where and when, stays counted."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update

from forumapp.core.actor import Actor
from forumapp.core.db import Base, db
from forumapp.core.text import _
from forumapp.files.models import StoredFile
from forumapp.history.services import record_change
from forumapp.mail.models import IncomingMail, OutgoingMail
from forumapp.mail.rules import QUEUED, SENDING
from forumapp.questions.rules.kinds import FILE
from forumapp.registrations.models.bookings import Answer, Booking, Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.rules.states import ACTIVE_STATES
from forumapp.registrations.services.afterwards import cancel_registration

TEXTS_OF_A_MAIL = ("to_address", "to_name", "subject", "text_body", "html_body", "last_error")


def erase_registration(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Empty all that tells who it was; a registration that is still to be used is cancelled first.

    State, country, group of places and times stay for the statistics, and consents as proof of what
    was agreed to: they name nobody. A booking is emptied with the last of its registrations. Mail on
    its way still arrives and is blanked afterwards (`blank_sent_mails`). Done twice, it is done once.
    """
    if registration.erased_at is not None:
        return
    if registration.state in ACTIVE_STATES and registration.forum.ends_at > now:
        cancel_registration(registration, by=by, now=now)
    erase_answers(registration)
    registration.name = registration.organization = registration.position = ""
    registration.address = registration.address_key = registration.reply_hash = None
    registration.decision_note = registration.bounce_detail = ""
    registration.member_id = None
    registration.erased_at = now
    record_change(
        registration, _("personal data erased"), by=by, now=now, label=registration.reference
    )
    forget_confirmations(AddressConfirmation.registration_id == registration.id)
    booking = registration.booking
    if all(each.erased_at is not None for each in booking.registrations):
        forget_confirmations(AddressConfirmation.submission_key == booking.submission_key)
        empty_booking(booking)
    blank_mails_about(registration)
    drop_held_mails(booking)
    db.session.execute(
        update(IncomingMail)
        .where(IncomingMail.about_uid.in_((registration.uid, booking.uid)))
        .values(from_address="")
        .execution_options(synchronize_session=False)
    )


def erase_answers(registration: Registration) -> None:
    for answer in list(registration.answers):
        erase_answer(answer)


def erase_answer(answer: Answer) -> None:
    """With the file that somebody gave; a document that they agreed to is the organizer's."""
    file = answer.file if answer.question.kind == FILE else None
    answer.registration.answers.remove(answer)
    db.session.flush()
    if file is not None:
        erase_file(file)


def erase_file(file: StoredFile) -> None:
    db.session.delete(file)


def forget_confirmations(which: ColumnElement[bool]) -> None:
    """What was asked of an address, and the mail that asked."""
    asked = select(AddressConfirmation.uid).where(which)
    blank_mails(AddressConfirmation, OutgoingMail.about_uid.in_(asked))
    db.session.execute(delete(AddressConfirmation).where(which))


def empty_booking(booking: Booking) -> None:
    booking.name = booking.address = booking.address_key = booking.network = ""
    booking.submission_key = None


def blank_mails_about(registration: Registration) -> None:
    """Also those about the booking: each of them names all its people."""
    blank_mails(Registration, OutgoingMail.about_uid == registration.uid)
    blank_mails(Booking, OutgoingMail.about_uid == registration.booking.uid)


def blank_sent_mails(now: datetime) -> None:  # noqa: ARG001 - every job of the worker is given the time
    """Of mail to whom was erased, only kind, state and times are kept once it is sent."""
    erased = select(Registration.uid).where(Registration.erased_at.is_not(None))
    names_them = exists().where(
        Booking.uid == OutgoingMail.about_uid,
        Registration.booking_id == Booking.id,
        Registration.erased_at >= OutgoingMail.queued_at,
    )
    blank_mails(Registration, OutgoingMail.about_uid.in_(erased))
    blank_mails(Booking, names_them)


def drop_held_mails(booking: Booking) -> None:
    """What waits in an outbox for the others of the booking may name them too, and is made anew."""
    everybody = [each.uid for each in booking.registrations]
    db.session.execute(
        delete(OutgoingMail)
        .where(
            OutgoingMail.about_kind == Registration.__tablename__,
            OutgoingMail.about_uid.in_(everybody),
            OutgoingMail.is_held.is_(True),
        )
        .execution_options(synchronize_session=False)
    )


def blank_mails(about: type[Base], which: ColumnElement[bool]) -> None:
    db.session.execute(
        update(OutgoingMail)
        .where(
            OutgoingMail.about_kind == about.__tablename__,
            which,
            OutgoingMail.to_address != "",
            OutgoingMail.state.not_in((QUEUED, SENDING)),
        )
        .values(**dict.fromkeys(TEXTS_OF_A_MAIL, ""), links={}, calendar=None)
        .execution_options(synchronize_session=False)
    )
