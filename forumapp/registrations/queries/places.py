"""Reading how a forum takes registrations: its settings, its groups of places, its codes."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.places import AccessCode, PlaceGroup, RegistrationSettings
from forumapp.registrations.queries.codes import has_code_with_places, has_usable_code
from forumapp.registrations.rules.places import GroupRoom, Room
from forumapp.registrations.rules.states import (
    BY_CODE,
    BY_GROUP,
    FULL,
    INVITATION,
    WAITING,
    WAITLISTED,
    availability,
    holding_states,
    places_left,
)


def settings_of(forum: Forum) -> RegistrationSettings:
    """What the organizer set, else the defaults (in a row that is not saved)."""
    row = db.session.scalar(
        select(RegistrationSettings).where(RegistrationSettings.forum_id == forum.id)
    )
    return row or RegistrationSettings(forum_id=forum.id, **default_settings())


def default_settings() -> dict[str, object]:
    """The columns' own defaults, which a row has only once it is saved."""
    columns = RegistrationSettings.__table__.columns
    return {
        column.key: column.default.arg if column.default else None
        for column in columns
        if column.key not in ("id", "forum_id", "version")
    }


def groups_of(forum_id: int) -> list[PlaceGroup]:
    """A forum's groups of places, in the order that the organizer gave them."""
    rows = select(PlaceGroup).where(PlaceGroup.forum_id == forum_id)
    return list(db.session.scalars(rows.order_by(PlaceGroup.position, PlaceGroup.id)))


def open_groups_of(forum_id: int) -> list[PlaceGroup]:
    """Those that attendees choose from in the form."""
    return [group for group in groups_of(forum_id) if group.is_open]


def open_group_has_places(forum_id: int) -> bool:
    """Whether a place is left in a group that is chosen in the form, whatever else is full."""
    return any(
        each.is_set_aside and each.taken < each.capacity_limit for each in open_groups_of(forum_id)
    )


def way_of_some(forum: Forum, now: datetime) -> str:
    """How some get a place where not everybody can: `BY_GROUP`, `BY_CODE`, or nobody ("")."""
    standing = availability(forum, now)
    if standing in (FULL, WAITING) and open_group_has_places(forum.id):
        return BY_GROUP
    if standing in (FULL, WAITING) and has_code_with_places(forum.id, now):
        return BY_CODE
    return BY_CODE if standing == INVITATION and has_usable_code(forum.id, now) else ""


def places_set_aside(forum_id: int) -> int:
    """How many of the forum's taken places are set aside for groups, whoever has them already."""
    return sum(each.capacity_limit for each in groups_of(forum_id) if each.is_set_aside)


def codes_of(forum_id: int) -> list[AccessCode]:
    rows = select(AccessCode).where(AccessCode.forum_id == forum_id)
    return list(db.session.scalars(rows.order_by(AccessCode.created_at, AccessCode.id)))


def room_in(forum: Forum, groups: list[PlaceGroup]) -> Room:
    """What is free, by the counts as these rows have them."""
    return Room(
        places_left(forum.capacity_limit, forum.taken),
        {
            group.id: GroupRoom(group.capacity_limit - group.taken, group.is_set_aside)
            for group in groups
        },
    )


def waiting_groups(forum_id: int) -> list[int | None]:
    """The groups of those who wait for a place (None: of no group)."""
    rows = select(Registration.place_group_id).where(
        Registration.forum_id == forum_id, Registration.state == WAITLISTED
    )
    return list(db.session.scalars(rows.distinct()))


def holders_by_group(forum: Forum) -> dict[int | None, int]:
    """How many people hold a place, by group."""
    states = holding_states(pending_holds=settings_of(forum).pending_holds_place)
    counted = (
        select(Registration.place_group_id, func.count())
        .where(Registration.forum_id == forum.id, Registration.state.in_(states))
        .group_by(Registration.place_group_id)
    )
    return dict(db.session.execute(counted).all())


def waiting_people(forum_id: int) -> int:
    counted = select(func.count(Registration.id)).where(
        Registration.forum_id == forum_id, Registration.state == WAITLISTED
    )
    return db.session.scalar(counted) or 0


def forums_with_registrations() -> Select[Forum]:
    """Those of which a count may be wrong."""
    registered = select(Registration.id).where(Registration.forum_id == Forum.id).exists()
    has_counts = or_(Forum.taken > 0, Forum.waiting > 0)
    return select(Forum).where(or_(registered, has_counts)).order_by(Forum.id)
