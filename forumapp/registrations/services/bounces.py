"""Mail that came back: which registrations it concerns, and an address set right."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from forumapp.core.actor import WORKER, Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.facts import require_mail_address
from forumapp.core.text import _
from forumapp.core.tokens import normalised_address
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.mail.models import OutgoingMail
from forumapp.mail.queries import came_back
from forumapp.registrations.mails import tickets
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.queries import registered
from forumapp.registrations.rules.states import ACTIVE_STATES, CONFIRMED, OFFERED
from forumapp.registrations.services.renewing import renew_booking_links, renew_links
from forumapp.registrations.services.states import lock, note_sent

PRESENT_ADDRESS = func.coalesce(Registration.address, Booking.address)


def mark_returned_mail(now: datetime) -> int:
    """A registration is marked while the last mail to its present address came back; how many changed.

    Mail about a booking concerns all who have no address of their own.
    """
    marked = 0
    for kind, owner in (
        (Registration.__tablename__, Registration),
        (Booking.__tablename__, Booking),
    ):
        rows = db.session.execute(
            came_back(kind)
            .with_only_columns(Registration, OutgoingMail)
            .join(owner, owner.uid == OutgoingMail.about_uid)
            .join(*((Booking,) if owner is Registration else (Registration,)))
            .join(Forum, Forum.id == Registration.forum_id)
            .where(
                OutgoingMail.to_address == PRESENT_ADDRESS,
                Registration.bounced_at.is_(None),
                Registration.erased_at.is_(None),
                Forum.ends_at > now,
            )
            .order_by(OutgoingMail.id)
        )
        for registration, mail in rows:
            mark(registration, mail, now)
            marked += 1
    return marked + clear_arrived()


def mark(registration: Registration, mail: OutgoingMail, now: datetime) -> None:
    registration.bounced_at, registration.bounce_detail = mail.bounced_at or now, mail.last_error
    record_change(
        registration, _("mail came back"), by=WORKER, now=now, label=registration.reference
    )


def clear_arrived() -> int:
    """Those are marked no longer whom a later mail has reached."""
    arrived = (
        select(Registration)
        .join(Booking)
        .where(Registration.bounced_at.is_not(None), ~still_comes_back())
    )
    rows = db.session.scalars(arrived).all()
    for registration in rows:
        unmark(registration)
    return len(rows)


def still_comes_back() -> ColumnElement[bool]:
    to_them = OutgoingMail.to_address == PRESENT_ADDRESS
    return or_(
        came_back(Registration.__tablename__)
        .where(OutgoingMail.about_uid == Registration.uid, to_them)
        .correlate(Registration, Booking)
        .exists(),
        came_back(Booking.__tablename__)
        .where(OutgoingMail.about_uid == Booking.uid, to_them)
        .correlate(Registration, Booking)
        .exists(),
    )


def unmark(registration: Registration) -> None:
    registration.bounced_at, registration.bounce_detail = None, ""


def correct_address(registration: Registration, address: str, *, by: Actor, now: datetime) -> None:
    """The organizer knows a better one: the old links act no more, and what they need is sent anew.

    Where it was the address of who arranged the booking, it is corrected there too, and for all of
    the booking whose mail goes there. Mail about a booking of one goes to that one, whoever arranged.
    """
    lock(registration)
    key = normalised_address(address)
    refuse_address(registration, address, key)
    booking, wrong = registration.booking, tickets.recipient(registration)
    concerned = [
        each
        for each in booking.registrations
        if each is registration or (booking.address == wrong and tickets.recipient(each) == wrong)
    ]
    reads_of_booking = booking.address == wrong or len(booking.registrations) == 1
    if registration.address is not None:
        registration.address, registration.address_key = address.strip(), key
    if booking.address == wrong:
        booking.address, booking.address_key = address.strip(), key
    if reads_of_booking:
        renew_booking_links(booking, now=now)
    for each in concerned:
        renew_links(each)
        unmark(each)
    record_change(
        registration, _("address corrected"), by=by, now=now, label=registration.reference
    )
    for each in concerned:
        send_anew(each, now)


def refuse_address(registration: Registration, address: str, key: str) -> None:
    if registration.state not in ACTIVE_STATES:
        raise Refused(_("This registration is no longer active: nothing is sent to it."))
    if not key:
        raise Refused(_("Give the new mail address."), field="address")
    require_mail_address(address.strip(), "address")
    other = registered.active_registration(registration.forum_id, key)
    if other is not None and other.id != registration.id:
        raise Refused(
            _("Another registration of this forum has this address: {reference}."),
            field="address",
            reference=other.reference,
        )


def send_anew(registration: Registration, now: datetime) -> None:
    """The invitation and the calendar entry where they have a place, else the link to where they stand.

    Whom a place is offered has the offer already.
    """
    if registration.state == CONFIRMED:
        registration.told_sequence = registration.forum.sequence
        note_sent(registration, tickets.REQUEST, now)
        tickets.send_confirmation(registration, now=now)
    elif registration.state != OFFERED or tickets.is_arranged_by_another(registration):
        tickets.send_existing_link(registration, now=now)
