"""Reading who of a delegation is registered for its forums."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.visibility import visible
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import visited_by
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Booking, Registration
from forumapp.registrations.rules.delegations import Standing, address_key_of, standings
from forumapp.registrations.rules.states import ACTIVE_STATES


def forums_to_register_for(delegation: Delegation, now: datetime) -> list[Forum]:
    """Its forums that the public knows of and that one registers for, the earliest first."""
    rows = (
        select(Forum)
        .where(visited_by(delegation), visible(Forum, now), Forum.registration_mode != "none")
        .options(joinedload(Forum.venue), joinedload(Forum.room))
        .order_by(Forum.starts_at, Forum.id)
    )
    return list(db.session.scalars(rows))


def forum_to_register_for(delegation: Delegation, forum_id: int, now: datetime) -> Forum:
    """One of these, or `NotFound`."""
    for forum in forums_to_register_for(delegation, now):
        if forum.id == forum_id:
            return forum
    raise NotFound


def standings_at(delegation: Delegation, forum: Forum) -> list[Standing]:
    """How each of its members stands at a forum."""
    return standings_at_all(delegation, [forum])[forum.id]


def standings_at_all(delegation: Delegation, forums: Iterable[Forum]) -> dict[int, list[Standing]]:
    """The same at several forums, by their ids; one query."""
    rows: dict[int, list[Registration]] = {forum.id: [] for forum in forums}
    for registration in registrations_of_delegation(delegation, rows):
        rows[registration.forum_id].append(registration)
    return {forum_id: standings(delegation, own) for forum_id, own in rows.items()}


def registrations_of_delegation(
    delegation: Delegation, forum_ids: Iterable[int]
) -> list[Registration]:
    """Those that it made, those of its members, and those that stand by a member's own address."""
    keys = {address_key_of(member) for member in delegation.members} - {""}
    rows = (
        select(Registration)
        .join(Booking)
        .where(
            Registration.forum_id.in_(list(forum_ids)),
            Registration.erased_at.is_(None),
            or_(
                Booking.delegation_id == delegation.id,
                Registration.member_id.in_([member.id for member in delegation.members]),
                Registration.address_key.in_(keys),
            ),
        )
        .options(joinedload(Registration.booking))
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(rows))


def addresses_in_use(forum: Forum, keys: Iterable[str]) -> set[str]:
    """Of these addresses, those under which somebody is registered for the forum."""
    rows = select(Registration.address_key).where(
        Registration.forum_id == forum.id,
        Registration.address_key.in_(list(keys)),
        Registration.state.in_(ACTIVE_STATES),
    )
    return {key for key in db.session.scalars(rows) if key}
