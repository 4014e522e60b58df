"""What a link opens: a booking with all its people, or one person of it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from forumapp.core.db import db
from forumapp.core.errors import Gone, NotFound
from forumapp.core.tokens import token_hash
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Booking, Registration


@dataclass(frozen=True, slots=True)
class Opened:
    """`is_whole`: by the link of who arranged the booking, or it has only this one person."""

    booking: Booking
    registrations: list[Registration]
    is_whole: bool


def opened_by(token: str) -> Opened:
    """Whom this link acts for. Raises `NotFound`, or `Gone` where everybody is erased."""
    digest = token_hash(token)
    arranged = select(Booking).where(Booking.link_hash == digest)
    own = select(Registration.booking_id).where(Registration.link_hash == digest)
    booking = db.session.scalar(arranged.options(*_loaded())) or db.session.scalar(
        select(Booking).where(Booking.id == own.scalar_subquery()).options(*_loaded())
    )
    if booking is None:
        raise NotFound
    is_booking = booking.link_hash == digest
    people = [
        each
        for each in booking.registrations
        if each.erased_at is None and (is_booking or each.link_hash == digest)
    ]
    if not people:
        raise Gone
    return Opened(booking, people, is_booking or len(booking.registrations) == 1)


def the_one(token: str) -> Registration:
    """The one person whom this link acts for; a link for several is for none of these pages."""
    people = opened_by(token).registrations
    if len(people) > 1:
        raise NotFound
    return people[0]


def _loaded() -> list[ORMOption]:
    return [
        joinedload(Booking.forum).joinedload(Forum.venue),
        joinedload(Booking.forum).joinedload(Forum.room),
        selectinload(Booking.registrations).selectinload(Registration.consents),
        selectinload(Booking.registrations).joinedload(Registration.place_group),
    ]
