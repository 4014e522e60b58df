"""Reading waiting lists: who is in line, in which order, and whose offer has ended."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import token_hash
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.rules.places import Wanted
from forumapp.registrations.rules.states import WAITLISTED

TURN = (Booking.waiting_since, Booking.id)
"""The order of the line. A booking that has an open offer is not in it."""


def line_of(forum_id: int) -> Iterator[tuple[int, Wanted]]:
    """Each booking that waits, in its turn, and whom of it the places are for."""
    rows = db.session.execute(
        select(Booking.id, Registration.place_group_id, func.count().label("people"))
        .join(Registration, Registration.booking_id == Booking.id)
        .where(
            Booking.forum_id == forum_id,
            Booking.waiting_since.is_not(None),
            Booking.offer_expires_at.is_(None),
            Registration.state == WAITLISTED,
        )
        .group_by(*TURN, Registration.place_group_id)
        .order_by(*TURN)
    )
    for booking_id, parts in groupby(rows, key=attrgetter("id")):
        yield booking_id, {part.place_group_id: part.people for part in parts}


def waiting_bookings(forum_id: int) -> Select[Booking]:
    """Those in line or with an open offer, in their turn, with their people."""
    return (
        select(Booking)
        .where(Booking.forum_id == forum_id, Booking.waiting_since.is_not(None))
        .options(selectinload(Booking.registrations).joinedload(Registration.place_group))
        .order_by(*TURN)
    )


def position_of(booking: Booking) -> int | None:
    """Where somebody stands: one more than the people ahead; None for who does not wait."""
    since = booking.waiting_since
    if since is None:
        return None
    ahead = (
        select(func.count(Registration.id))
        .join(Booking, Booking.id == Registration.booking_id)
        .where(
            Registration.forum_id == booking.forum_id,
            Registration.state == WAITLISTED,
            or_(
                Booking.waiting_since < since,
                and_(Booking.waiting_since == since, Booking.id < booking.id),
            ),
        )
    )
    return 1 + (db.session.scalar(ahead) or 0)


def booking_by_offer(token: str) -> Booking:
    """The booking to which this link offers a place, or offered one last."""
    booking = db.session.scalar(
        select(Booking)
        .where(Booking.offer_hash == token_hash(token))
        .options(
            joinedload(Booking.forum).joinedload(Forum.venue),
            joinedload(Booking.forum).joinedload(Forum.room),
            selectinload(Booking.registrations),
        )
    )
    if booking is None:
        raise NotFound
    return booking


def ended_offers(now: datetime, limit: int) -> list[Booking]:
    """Offers whose time is over, or whose forum has begun."""
    rows = (
        select(Booking)
        .join(Forum, Forum.id == Booking.forum_id)
        .where(
            Booking.offer_expires_at.is_not(None),
            or_(Booking.offer_expires_at <= now, Forum.starts_at <= now),
        )
        .order_by(Booking.forum_id, *TURN)
        .limit(limit)
    )
    return list(db.session.scalars(rows))
