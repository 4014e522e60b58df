"""Reading invitations."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.tokens import token_hash
from forumapp.core.visibility import CANCELLED, PUBLISHED, WITHDRAWN
from forumapp.forums.models import Forum
from forumapp.invitations.models import Invitation
from forumapp.invitations.rules.states import (
    ACCEPTED,
    BOUNCED,
    DRAFT,
    REMINDERS_APART,
    SENT,
)
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.queries.registered import ON_THEIR_WAY
from forumapp.registrations.rules.states import ACTIVE_STATES


def invitation_by_token(token: str) -> Invitation:
    """The invitation whose link this is, with its forum and what became of it."""
    invitation = db.session.scalar(
        select(Invitation)
        .where(Invitation.link_hash == token_hash(token), Invitation.erased_at.is_(None))
        .options(
            joinedload(Invitation.forum).joinedload(Forum.venue),
            joinedload(Invitation.forum).joinedload(Forum.room),
            joinedload(Invitation.booking).selectinload(Booking.registrations),
        )
    )
    if invitation is None:
        raise NotFound
    return invitation


def the_invitation(forum_id: int, invitation_id: int) -> Invitation:
    """The invitation, where it is of this forum."""
    invitation = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.forum_id == forum_id)
        .options(
            joinedload(Invitation.forum),
            joinedload(Invitation.place_group),
            joinedload(Invitation.booking).selectinload(Booking.registrations),
        )
    )
    if invitation is None:
        raise NotFound
    return invitation


def invitations_of(forum_id: int, q: str = "", state: str = "") -> Select[Invitation]:
    """A forum's invitations by name; `q` is looked for in what identifies a person."""
    rows = (
        select(Invitation)
        .where(Invitation.forum_id == forum_id)
        .options(
            joinedload(Invitation.place_group),
            joinedload(Invitation.booking).selectinload(Booking.registrations),
        )
        .order_by(Invitation.name, Invitation.id)
    )
    if state:
        rows = rows.where(Invitation.state == state)
    if q:
        columns = (Invitation.name, Invitation.organization, Invitation.address)
        rows = rows.where(or_(*(column.icontains(q, autoescape=True) for column in columns)))
    return rows


def invitation_counts(forum_id: int) -> dict[str, int]:
    """How many invitations of a forum stand in each state."""
    counted = (
        select(Invitation.state, func.count())
        .where(Invitation.forum_id == forum_id)
        .group_by(Invitation.state)
    )
    return dict(db.session.execute(counted).all())


def unsent(forum_id: int, now: datetime, chosen: Iterable[int] | None = None) -> Select[Invitation]:
    """Those that were not sent, are not on their way, and can be answered yet; among `chosen`, where
    that is given.
    """
    return among(
        select(Invitation).where(
            Invitation.forum_id == forum_id,
            Invitation.state == DRAFT,
            Invitation.owed_mail == "",
            or_(Invitation.answer_by.is_(None), Invitation.answer_by > now),
        ),
        chosen,
    )


def to_remind(
    forum_id: int, now: datetime, chosen: Iterable[int] | None = None
) -> Select[Invitation]:
    """Who has an invitation, can answer it yet, and has not; nobody twice a day."""
    before = now - REMINDERS_APART
    return among(
        select(Invitation).where(
            Invitation.forum_id == forum_id,
            Invitation.state == SENT,
            Invitation.owed_mail == "",
            or_(Invitation.answer_by.is_(None), Invitation.answer_by > now),
            Invitation.sent_at <= before,
            or_(Invitation.reminded_at.is_(None), Invitation.reminded_at <= before),
        ),
        chosen,
    )


def count_of(rows: Select[Invitation]) -> int:
    counted = select(func.count()).select_from(rows.order_by(None).subquery())
    return db.session.scalar(counted) or 0


def invited_to_what_is_off(settled: ColumnElement[bool]) -> Select[Invitation]:
    """Who was written to, has no registration by which they hear it, and does not know yet."""
    off = select(Forum.id).where(Forum.state.in_((CANCELLED, WITHDRAWN)), settled)
    return select(Invitation).where(
        Invitation.forum_id.in_(off), awaits_the_forum(), ~Invitation.knows_it_is_off
    )


def invited_to_what_is_on_again(settled: ColumnElement[bool]) -> Select[Invitation]:
    """Who has heard that it will not be held."""
    on = select(Forum.id).where(Forum.state == PUBLISHED, settled)
    return select(Invitation).where(
        Invitation.forum_id.in_(on), awaits_the_forum(), Invitation.knows_it_is_off
    )


def awaits_the_forum() -> ColumnElement[bool]:
    is_accepted = and_(Invitation.state == ACCEPTED, Invitation.booking_id.is_(None))
    return and_(Invitation.erased_at.is_(None), or_(Invitation.state == SENT, is_accepted))


def has_settled(now: datetime, quiet: timedelta) -> ColumnElement[bool]:
    """Nobody has changed the forum for the quiet time, or it is near; and it is still to come."""
    return and_(
        or_(Forum.changed_at <= now - quiet, Forum.starts_at <= now + ON_THEIR_WAY),
        Forum.starts_at > now,
    )


def counts_by_language(rows: Select[Invitation]) -> dict[str, int]:
    """How many of them are written to in each language."""
    counted = rows.with_only_columns(Invitation.language, func.count()).order_by(None)
    return dict(db.session.execute(counted.group_by(Invitation.language)).all())


def first_in(language: str, rows: Select[Invitation]) -> Invitation:
    """The first of them who is written to in that language."""
    return db.session.scalars(rows.where(Invitation.language == language).limit(1)).one()


def among(rows: Select[Invitation], chosen: Iterable[int] | None) -> Select[Invitation]:
    rows = rows.order_by(Invitation.id)
    return rows if chosen is None else rows.where(Invitation.id.in_(list(chosen)))


def owed_mails(limit: int) -> list[Invitation]:
    """The next invitations to which a mail is owed; the rows are ours until the transaction ends."""
    return list(
        db.session.scalars(
            select(Invitation)
            .where(Invitation.owed_mail != "")
            .order_by(Invitation.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def known_addresses(forum_id: int) -> tuple[set[str], set[str]]:
    """The normalised addresses that are invited to a forum, and those that are registered for it."""
    invited = select(Invitation.address_key).where(
        Invitation.forum_id == forum_id, Invitation.address_key.is_not(None)
    )
    registered = select(Registration.address_key).where(
        Registration.forum_id == forum_id,
        Registration.address_key.is_not(None),
        Registration.state.in_(ACTIVE_STATES),
    )
    return set(db.session.scalars(invited)), set(db.session.scalars(registered))


def returned_invitations(now: datetime) -> Select[Invitation]:
    """Invitations to coming forums whose mail came back."""
    return (
        select(Invitation)
        .join(Forum)
        .where(Invitation.state == BOUNCED, Forum.ends_at > now)
        .options(joinedload(Invitation.forum))
        .order_by(Forum.starts_at, Invitation.name, Invitation.id)
    )


def mail_that_came_back(now: datetime) -> list[tuple[Forum, int]]:
    """Each coming forum whose registrations or invitations are not reached by mail, and how many."""
    registered = (
        select(Registration.forum_id, func.count().label("many"))
        .where(Registration.bounced_at.is_not(None), Registration.state.in_(ACTIVE_STATES))
        .group_by(Registration.forum_id)
        .subquery()
    )
    invited = (
        select(Invitation.forum_id, func.count().label("many"))
        .where(Invitation.state == BOUNCED)
        .group_by(Invitation.forum_id)
        .subquery()
    )
    many = func.coalesce(registered.c.many, 0) + func.coalesce(invited.c.many, 0)
    rows = db.session.execute(
        select(Forum, many)
        .outerjoin(registered, registered.c.forum_id == Forum.id)
        .outerjoin(invited, invited.c.forum_id == Forum.id)
        .where(and_(Forum.ends_at > now, many > 0))
        .order_by(Forum.starts_at, Forum.id)
    )
    return [(forum, count) for forum, count in rows]
