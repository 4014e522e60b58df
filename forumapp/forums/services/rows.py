"""The rows of a forum: organizer lines, sessions and appearances, set as a whole in their order."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.clock import instant_of, is_doubled
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.forums.models import Appearance, Conference, Forum, ForumSession, OrganizerLine
from forumapp.forums.rules import APPEARANCE_ROLES, ORGANIZER_ROLES, SESSION_KINDS
from forumapp.forums.services.plans import AppearancePlan, OrganizerPlan, SessionPlan
from forumapp.forums.services.times import set_end, set_start
from forumapp.organizations.models import Organization
from forumapp.people.models import Person


def set_organizer_lines(
    forum: Forum | Conference, plans: Sequence[OrganizerPlan], *, by: Actor, now: datetime
) -> None:
    """Lines that stay keep their confirmation; an organization in a new role confirms anew.

    Our own organization confirms itself by being named.
    """
    ids = {plan.organization_id for plan in plans}
    bodies = {
        row.id: row
        for row in db.session.scalars(select(Organization).where(Organization.id.in_(ids)))
    }
    known = {(line.organization_id, line.role): line for line in forum.organizer_lines}
    lines: list[OrganizerLine] = []
    for position, plan in enumerate(plans):
        body = bodies.get(plan.organization_id)
        if body is None or plan.role not in ORGANIZER_ROLES:
            raise Refused(
                _("This choice is not there any more. Choose another one."), field="organizers"
            )
        line = known.pop((body.id, plan.role), None) or _new_line(body, plan.role, by=by, now=now)
        if line in lines or any(_same(line, other) for other in lines):
            raise Refused(
                _(
                    "{organization} stands there twice in the same role. Remove one of the two lines."
                ),
                field="organizers",
                organization=body.name,
            )
        line.position = position
        lines.append(line)
    forum.organizer_lines = lines


def _new_line(body: Organization, role: str, *, by: Actor, now: datetime) -> OrganizerLine:
    line = OrganizerLine(organization_id=body.id, organization=body, role=role, confirmed_by="")
    if body.is_own:
        line.confirmed_at, line.confirmed_by, line.confirmed_how = now, by.label, "own"
    return line


def _same(one: OrganizerLine, other: OrganizerLine) -> bool:
    return (one.organization_id, one.role) == (other.organization_id, other.role)


def set_sessions(forum: Forum, plans: Sequence[SessionPlan], *, now: datetime) -> None:
    """Sessions that stay keep their UID. Each lies within the forum's time, in its zone."""
    known = {session.id: session for session in forum.sessions}
    rooms = {room.id: room for room in (forum.venue.rooms if forum.venue else [])}
    sessions = []
    for position, plan in enumerate(plans):
        session = known.pop(plan.id, None) if plan.id else None
        session = session or ForumSession(title=Translated(), description=Translated(), sequence=0)
        session.title = session.title.revised(plan.title, now)
        session.description = session.description.revised(plan.description, now)
        session.kind = plan.kind if plan.kind in SESSION_KINDS else "session"
        session.room = rooms.get(plan.room_id) if plan.room_id else None
        session.position = position
        if not session.title:
            raise Refused(
                _("Give each session a title, in one language at least."), field="sessions"
            )
        _set_times(forum, session, plan)
        _refuse_outside(forum, session)
        sessions.append(session)
    forum.sessions = sessions


def _set_times(forum: Forum, session: ForumSession, plan: SessionPlan) -> None:
    try:
        set_start(session, plan.starts, forum.zone, _fold(forum, plan.starts, plan.starts_fold))
        set_end(session, plan.ends, forum.zone, _fold(forum, plan.ends, plan.ends_fold))
    except Refused as refusal:
        raise type(refusal)(refusal.sentence, field="sessions", **refusal.values) from refusal


def _fold(forum: Forum, wall: datetime, fold: int | None) -> int | None:
    """Of a time that clocks show twice, the one that lies within the forum; where both do, it is asked."""
    if fold is not None or not is_doubled(wall, forum.zone):
        return fold
    inside = [
        each
        for each in (0, 1)
        if forum.starts_at <= instant_of(wall, forum.zone, fold=each) <= forum.ends_at
    ]
    return None if len(inside) == 2 else next(iter(inside), 0)


def _refuse_outside(forum: Forum, session: ForumSession) -> None:
    if session.starts_at < forum.starts_at or session.ends_at > forum.ends_at:
        raise Refused(
            _(
                "“{session}” lies outside the forum, which lasts from {start} to {end}. "
                "Change the session’s time or the forum’s."
            ),
            field="sessions",
            session=session.title,
            start=f"{forum.starts:%H:%M}",
            end=f"{forum.ends:%H:%M}",
        )


def set_appearances(forum: Forum, plans: Sequence[AppearancePlan], *, now: datetime) -> None:
    """People in their order; each at most once per session in the same role."""
    ids = {plan.person_id for plan in plans}
    people = {row.id: row for row in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    known: dict[int, list[Appearance]] = {}
    for appearance in forum.appearances:
        known.setdefault(appearance.person_id, []).append(appearance)
    appearances = []
    for position, plan in enumerate(plans):
        person = people.get(plan.person_id)
        if person is None or plan.role not in APPEARANCE_ROLES:
            raise Refused(
                _("This choice is not there any more. Choose another one."), field="speakers"
            )
        kept = known.get(person.id)
        appearance = kept.pop(0) if kept else Appearance(capacity=Translated())
        appearance.person_id, appearance.person = person.id, person
        appearance.role = plan.role
        appearance.capacity = appearance.capacity.revised(plan.capacity, now)
        appearance.session = _session_of(forum, plan)
        appearance.position = position
        appearances.append(appearance)
    forum.appearances = appearances


def _session_of(forum: Forum, plan: AppearancePlan) -> ForumSession | None:
    if plan.session is None or not 0 <= plan.session < len(forum.sessions):
        return None
    return forum.sessions[plan.session]
