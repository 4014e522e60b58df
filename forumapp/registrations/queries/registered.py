"""Reading bookings and registrations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import token_hash
from forumapp.forums.models import Forum
from forumapp.institution.models import ConsentText
from forumapp.institution.queries import current_consent_texts
from forumapp.institution.rules import ATTENDEE_PURPOSES, REQUIRED_PURPOSE
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.rules.states import (
    ACTIVE_STATES,
    PENDING,
    RATE_WINDOW,
)


def registration_by_reply(token: str) -> Registration | None:
    """The registration to whose own address calendars answer with this token."""
    if not token:
        return None
    return db.session.scalar(
        select(Registration).where(Registration.reply_hash == token_hash(token))
    )


def registrations_by_uid(uids: Iterable[UUID]) -> dict[UUID, Registration]:
    """Those that there are, each by its uid."""
    rows = db.session.scalars(select(Registration).where(Registration.uid.in_(list(uids))))
    return {row.uid: row for row in rows}


def booking_of_submission(key: str) -> Booking | None:
    """The booking that a submission made when it came before."""
    return db.session.scalar(select(Booking).where(Booking.submission_key == key))


def active_registration(forum_id: int, address_key: str) -> Registration | None:
    """The one registration that an address has at a forum."""
    return db.session.scalar(
        select(Registration).where(
            Registration.forum_id == forum_id,
            Registration.address_key == address_key,
            Registration.state.in_(ACTIVE_STATES),
        )
    )


def active_member(forum_id: int, member_id: int) -> Registration | None:
    """The one registration that a member of a delegation has at a forum."""
    return db.session.scalar(
        select(Registration).where(
            Registration.forum_id == forum_id,
            Registration.member_id == member_id,
            Registration.state.in_(ACTIVE_STATES),
        )
    )


def active_twin(registration: Registration) -> Registration | None:
    """Another registration of the same person that stands, whether by address or by membership."""
    at, key, member_id = registration.forum_id, registration.address_key, registration.member_id
    by_address = active_registration(at, key) if key else None
    return by_address or (active_member(at, member_id) if member_id else None)


def bookings_of_address(address_key: str, since: datetime) -> int:
    """How many bookings an address has made since a moment."""
    counted = select(func.count(Booking.id)).where(
        Booking.address_key == address_key, Booking.created_at > since
    )
    return db.session.scalar(counted) or 0


def recent(now: datetime) -> datetime:
    """The beginning of the time over which limits count."""
    return now - RATE_WINDOW


def registrations_of(forum_id: int) -> Select[Registration]:
    """A forum's registrations, newest first."""
    return (
        select(Registration)
        .where(Registration.forum_id == forum_id)
        .order_by(Registration.registered_at.desc(), Registration.id.desc())
    )


VOLUNTARY_PURPOSES = tuple(p for p in ATTENDEE_PURPOSES if p != REQUIRED_PURPOSE)


def voluntary_texts(registration: Registration) -> list[ConsentText]:
    """The wording of each voluntary consent: the one agreed to where one stands, else the newest."""
    standing = {(c.purpose, c.wording_version) for c in registration.consents if not c.withdrawn_at}
    agreed = db.session.scalars(
        select(ConsentText).where(
            tuple_(ConsentText.purpose, ConsentText.version).in_(list(standing))
        )
    )
    own = {text.purpose: text for text in agreed}
    return [own.get(text.purpose, text) for text in current_consent_texts(VOLUNTARY_PURPOSES)]


def the_registration(registration_id: int) -> Registration:
    registration = db.session.scalar(
        select(Registration)
        .where(Registration.id == registration_id)
        .options(
            joinedload(Registration.booking),
            joinedload(Registration.forum),
            selectinload(Registration.consents),
        )
    )
    if registration is None:
        raise NotFound
    return registration


def pending_by_forum(forum_ids: Iterable[int]) -> dict[int, int]:
    """How many people wait for a decision at each of these forums; those with none are left out."""
    counted = (
        select(Registration.forum_id, func.count())
        .where(Registration.forum_id.in_(list(forum_ids)), Registration.state == PENDING)
        .group_by(Registration.forum_id)
    )
    return dict(db.session.execute(counted).all())


def active_count(forum: Forum) -> int:
    """How many people a change of this forum concerns."""
    counted = select(func.count(Registration.id)).where(
        Registration.forum_id == forum.id, Registration.state.in_(ACTIVE_STATES)
    )
    return db.session.scalar(counted) or 0


@dataclass(frozen=True, slots=True)
class Owed:
    """People at one forum who have been told up to the same SEQUENCE, older than the forum's."""

    forum_id: int
    told_sequence: int


ON_THEIR_WAY = timedelta(hours=1)
"""So long before a forum begins, a change is told at once."""


def owed_groups(now: datetime, quiet: timedelta) -> list[Owed]:
    """Whom a change of a forum concerns, once it is out and nobody has changed it for the quiet time."""
    rows = db.session.execute(
        select(Registration.forum_id, Registration.told_sequence)
        .join(Forum, Forum.id == Registration.forum_id)
        .where(
            Registration.state.in_(ACTIVE_STATES),
            Registration.told_sequence < Forum.sequence,
            or_(
                Forum.changed_at <= now - quiet,
                Forum.starts_at.between(now, now + ON_THEIR_WAY),
            ),
            Forum.release_at <= now - quiet,
            Forum.ends_at > now,
        )
        .distinct()
        .order_by(Registration.forum_id, Registration.told_sequence)
    )
    return [Owed(forum_id, sent) for forum_id, sent in rows if sent is not None]


def in_group(owed: Owed) -> ColumnElement[bool]:
    return and_(
        Registration.forum_id == owed.forum_id,
        Registration.told_sequence == owed.told_sequence,
        Registration.state.in_(ACTIVE_STATES),
    )


def members_of(owed: Owed, limit: int) -> list[Registration]:
    """The first people of such a group."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(in_group(owed))
            .options(joinedload(Registration.booking))
            .order_by(Registration.id)
            .limit(limit)
        )
    )


def returned_registrations(now: datetime) -> Select[Registration]:
    """Registrations for coming forums to which mail came back."""
    return (
        select(Registration)
        .join(Forum, Forum.id == Registration.forum_id)
        .where(
            Registration.bounced_at.is_not(None),
            Registration.state.in_(ACTIVE_STATES),
            Forum.ends_at > now,
        )
        .options(joinedload(Registration.booking), joinedload(Registration.forum))
        .order_by(Forum.starts_at, Registration.name_key, Registration.id)
    )
