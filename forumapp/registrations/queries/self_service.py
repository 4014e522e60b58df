"""Reading what self service needs: who came from where, and what an address has to come."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.rules.states import ACTIVE_STATES, EXPIRED

MOST_LINKS = 30
"""So many registrations are named in one mail."""


def bookings_of_network(network: str, since: datetime) -> int:
    """How many bookings came from a network since a moment."""
    counted = select(func.count(Booking.id)).where(
        Booking.network == network, Booking.created_at > since
    )
    return db.session.scalar(counted) or 0


def coming_registrations_of(address_key: str, now: datetime) -> list[Registration]:
    """What an address has at forums that are not over, soonest first: of each
    booking its own registration, or the first of those that it arranged for others.
    """
    is_own = Registration.address_key == address_key
    rows = db.session.scalars(
        select(Registration)
        .join(Booking, Booking.id == Registration.booking_id)
        .join(Forum, Forum.id == Registration.forum_id)
        .where(
            or_(is_own, Booking.address_key == address_key),
            Registration.state.in_((*ACTIVE_STATES, EXPIRED)),
            Registration.erased_at.is_(None),
            Forum.ends_at > now,
        )
        .options(
            joinedload(Registration.booking),
            joinedload(Registration.forum).joinedload(Forum.venue),
        )
        .order_by(Forum.starts_at, Registration.booking_id, is_own.desc(), Registration.id)
    )
    first_of_bookings: dict[int, Registration] = {}
    for registration in rows:
        first_of_bookings.setdefault(registration.booking_id, registration)
    return list(first_of_bookings.values())[:MOST_LINKS]
