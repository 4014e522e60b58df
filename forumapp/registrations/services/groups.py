"""Groups of places inside a forum: so many for some of its people, set aside for them or not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.facts import Texts, refuse_stale, require_text
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.models.places import AccessCode, PlaceGroup
from forumapp.registrations.rules.states import ACTIVE_STATES, places_left
from forumapp.registrations.services.places import change_counts, lock_forum, lock_groups
from forumapp.registrations.services.waiting import offer_free_places


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    name: Texts
    capacity_limit: int
    is_set_aside: bool = False
    is_open: bool = False


def add_group(forum: Forum, plan: GroupPlan, *, by: Actor, now: datetime) -> PlaceGroup:
    """A new group of places; set aside, as many of the forum's must be free."""
    lock_forum(forum)
    groups = lock_groups(forum)
    group = PlaceGroup(
        forum_id=forum.id,
        name=Translated(),
        capacity_limit=0,
        taken=0,
        is_set_aside=False,
        is_open=False,
        position=1 + max((each.position for each in groups), default=0),
    )
    fill_group(forum, group, plan, now)
    db.session.add(group)
    record_change(
        forum,
        _("group of places added"),
        by=by,
        now=now,
        group=group.name.text("en"),
        capacity_limit=group.capacity_limit,
    )
    return group


def edit_group(
    group: PlaceGroup, plan: GroupPlan, *, version: int | None = None, by: Actor, now: datetime
) -> PlaceGroup:
    """Another name or number; places that become free thereby are offered to who waits."""
    forum = group.forum
    lock_forum(forum)
    lock_groups(forum)
    refuse_stale(group, version)
    before = group.capacity_limit
    fill_group(forum, group, plan, now)
    record_change(
        forum,
        _("group of places edited"),
        by=by,
        now=now,
        group=group.name.text("en"),
        capacity_limit=[before, group.capacity_limit],
    )
    db.session.flush()
    offer_free_places(forum, now=now)
    return group


def fill_group(forum: Forum, group: PlaceGroup, plan: GroupPlan, now: datetime) -> None:
    require_text(plan.name, "name")
    if plan.capacity_limit < group.taken:
        raise Refused(
            _(
                "{taken} places are taken already. Allow at least {taken}, "
                "or cancel registrations first."
            ),
            field="capacity_limit",
            taken=group.taken,
        )
    needed = counted_in_forum(plan.is_set_aside, plan.capacity_limit, group.taken)
    counted = counted_in_forum(group.is_set_aside, group.capacity_limit, group.taken)
    free = places_left(forum.capacity_limit, forum.taken)
    if free is not None and needed - counted > free:
        raise Refused(
            _(
                "The forum has {free} free places; these would take {needed} more. "
                "Raise the forum’s places first."
            ),
            field="capacity_limit",
            free=free,
            needed=needed - counted,
        )
    change_counts(forum, taken=needed - counted)
    group.name = group.name.revised(plan.name, now)
    group.capacity_limit = plan.capacity_limit
    group.is_set_aside, group.is_open = plan.is_set_aside, plan.is_open


def counted_in_forum(is_set_aside: bool, limit: int, taken: int) -> int:
    """How many of the forum's places a group takes: all that are set aside, else those that are had."""
    return limit if is_set_aside else taken


def delete_group(group: PlaceGroup, *, by: Actor, now: datetime) -> None:
    """Its places are everybody's again. Not while somebody has one, waits for one, or is let in to one."""
    forum = group.forum
    lock_forum(forum)
    lock_groups(forum)
    refuse_while_used(group)
    change_counts(forum, taken=-counted_in_forum(group.is_set_aside, group.capacity_limit, 0))
    for model in (Registration, AccessCode):
        db.session.execute(
            update(model)
            .where(model.place_group_id == group.id)
            .values(place_group_id=None)
            .execution_options(synchronize_session="fetch")
        )
    record_change(forum, _("group of places removed"), by=by, now=now, group=group.name.text("en"))
    try:
        with db.session.begin_nested():
            db.session.delete(group)
    except IntegrityError as used:
        raise Refused(_("Invitations lead to these places. Give them others first.")) from used
    offer_free_places(forum, now=now)


def refuse_while_used(group: PlaceGroup) -> None:
    people = db.session.scalar(
        select(func.count(Registration.id)).where(
            Registration.place_group_id == group.id, Registration.state.in_(ACTIVE_STATES)
        )
    )
    if people:
        raise Refused(
            _("{people} people have or want these places. Cancel their registrations first."),
            people=people,
        )
    codes = db.session.scalar(
        select(func.count(AccessCode.id)).where(
            AccessCode.place_group_id == group.id, AccessCode.stopped_at.is_(None)
        )
    )
    if codes:
        raise Refused(_("A code leads to these places. Stop the code first."))
