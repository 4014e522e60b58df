"""From what a form holds to plain values, and from a forum to what its form shows."""

from datetime import datetime, time
from typing import Any

from forumapp.core.clock import is_doubled
from forumapp.core.translated import Translated
from forumapp.desk.forums.forms import ForumForm, MoveForm
from forumapp.forums.models import Forum
from forumapp.forums.services.plans import (
    AppearancePlan,
    ForumPlan,
    MovePlan,
    OrganizerPlan,
    SessionPlan,
)
from forumapp.venues.rules import ACCESS_FACTS
from forumapp.web.fields import uid_of

PLAIN = (
    *("title", "kind", "zone", "lead", "description", "access", "online_url"),
    *ACCESS_FACTS,
    *("online_url_is_public", "date_is_assumed", "attendance_mode", "capacity_limit"),
    *("registration_mode", "contact_name", "contact_email", "slug", "picture_alternative"),
)
"""Fields of the form that are the plan's as they stand."""


def plan_of(form: ForumForm, picture_id: int | None = None) -> ForumPlan:
    """What the organizer wrote. Rows in which nothing is chosen are left out."""
    sessions = [row for row in rows_of(form.sessions) if not row.is_blank]
    keys = [row.key.data for row in sessions]
    return ForumPlan(
        **{name: form[name].data for name in PLAIN},
        starts=form.starts.data,
        starts_fold=form.starts.fold,
        ends=form.ends.on(form.starts.data),
        ends_fold=form.ends.fold,
        conference_id=form.conference.data,
        follows_id=form.follows.data,
        venue_id=form.venue.data,
        room_id=form.room.data,
        languages=tuple(form.languages.data),
        theme_ids=tuple(form.themes.data),
        organizers=tuple(
            OrganizerPlan(row.organization.data, row.role.data)
            for row in rows_of(form.organizers)
            if row.organization.data
        ),
        sessions=tuple(session_plan(row, form.starts.data) for row in sessions),
        appearances=tuple(
            AppearancePlan(
                row.person.data,
                row.role.data,
                row.capacity.data,
                keys.index(row.session.data) if row.session.data in keys else None,
            )
            for row in rows_of(form.speakers)
            if row.person.data
        ),
        registration_opens=form.registration_opens.data,
        registration_opens_fold=form.registration_opens.fold,
        registration_closes=form.registration_closes.data,
        registration_closes_fold=form.registration_closes.fold,
        picture_id=None if form.picture_removed.data else picture_id,
        picture_data=form.picture.data or None,
        key=uid_of(form.key.data),
    )


def session_plan(row: Any, day: datetime) -> SessionPlan:
    """A session without a day is on the forum's first one."""
    starts = row.starts.on(day)
    return SessionPlan(
        title=row.title.data,
        starts=starts,
        ends=row.ends.on(starts),
        kind=row.kind.data,
        description=row.description.data,
        room_id=row.room.data,
        id=int(row.key.data) if row.key.data.isdecimal() else None,
        starts_fold=row.starts.fold,
        ends_fold=row.ends.fold,
    )


def rows_of(rows: Any) -> list[Any]:
    return [entry.form for entry in rows.entries]


def shown_in_form(forum: Forum, delegation_ids: list[int]) -> dict[str, Any]:
    """The forum as its form shows it."""
    plain = {name: getattr(forum, name) for name in PLAIN if name != "picture_alternative"}
    return {
        **plain,
        "version": forum.version,
        "starts": forum.starts,
        "ends": same_day(forum.ends, forum.starts),
        "zone": shown_zone(forum),
        "conference": forum.conference_id,
        "follows": forum.follows.id if forum.follows else None,
        "venue": forum.venue_id,
        "room": forum.room_id,
        "languages": forum.languages,
        "themes": [theme.id for theme in forum.themes],
        "delegations": delegation_ids,
        "organizers": [
            {"organization": line.organization_id, "role": line.role}
            for line in forum.organizer_lines
        ],
        "speakers": [
            {
                "person": each.person_id,
                "role": each.role,
                "capacity": each.capacity,
                "session": str(each.session_id or ""),
            }
            for each in forum.appearances
        ],
        "sessions": [
            {
                "key": str(each.id),
                "title": each.title,
                "kind": each.kind,
                "starts": same_day(each.starts, forum.starts),
                "ends": same_day(each.ends, each.starts),
                "room": each.room_id,
                "description": each.description,
            }
            for each in forum.sessions
        ],
        "registration_opens": forum.registration_opens,
        "registration_closes": forum.registration_closes,
        "picture_alternative": forum.picture.alternative if forum.picture else Translated(),
    }


def shown_zone(forum: Forum) -> str:
    """Nothing where it is the venue's own: so it follows when another venue is chosen."""
    return "" if forum.venue and forum.venue.zone == forum.zone else forum.zone


def same_day(wall: datetime, other: datetime) -> datetime | time:
    """A time of day where the day is that of `other`: so it follows when the other day changes."""
    return wall.time() if wall.date() == other.date() else wall


def show_folds(form: Any, forum: Forum) -> None:
    """Of a time that clocks show twice, which one is meant so far."""
    for name in ("starts", "ends", "registration_opens", "registration_closes"):
        wall = getattr(forum, name)
        if name in form and wall and is_doubled(wall, forum.zone):
            form[name].fold = getattr(forum, f"{name}_fold")
    rows = rows_of(form.sessions) if "sessions" in form else []
    for row, session in zip(rows, forum.sessions, strict=False):
        for name in ("starts", "ends"):
            if is_doubled(getattr(session, name), forum.zone):
                row[name].fold = getattr(session, f"{name}_fold")


def shown_to_move(forum: Forum) -> dict[str, Any]:
    return {
        "starts": forum.starts,
        "ends": same_day(forum.ends, forum.starts),
        "zone": shown_zone(forum),
        "venue": forum.venue_id,
        "room": forum.room_id,
    }


def move_plan_of(form: MoveForm, forum: Forum) -> MovePlan:
    """The new time and place; an end that nobody touched follows the start."""
    ends = form.ends.on(form.starts.data)
    untouched = form.ends.typed_time == f"{forum.ends:%H:%M}" and ends in (
        forum.ends,
        datetime.combine(form.starts.data, forum.ends.time()),
    )
    return MovePlan(
        starts=form.starts.data,
        starts_fold=form.starts.fold,
        ends=None if untouched else ends,
        ends_fold=form.ends.fold,
        zone=form.zone.data,
        venue_id=form.venue.data,
        room_id=form.room.data,
    )
