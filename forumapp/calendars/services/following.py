"""Written entries follow the records by the mapping, so that no service can forget them.

Like the public revision: the session notes which rows change and, before it commits, the entries of
every record that names one of them are written. A person renamed in the desk is renamed in the
calendar of each forum where they speak, in the same transaction. What very many entries name (a
theme, a venue, and the institution all of them) would hold everybody up: the worker finds the
outdated ones and writes them soon after. What may no longer be seen never waits for that: a
person, whose consent may be gone, and a journey or conference, which may be withdrawn.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import event, inspect, or_, select
from sqlalchemy.orm import Session

from forumapp.calendars.services import refresh
from forumapp.calendars.services.keep import forget_entries
from forumapp.core.clock import now_utc
from forumapp.core.db import db
from forumapp.delegations.models import (
    Delegation,
    DelegationForum,
    ItineraryItem,
)
from forumapp.files.models import Picture
from forumapp.forums.models import (
    Appearance,
    Conference,
    Forum,
    ForumSession,
    OrganizerLine,
    conference_theme,
    forum_theme,
)
from forumapp.organizations.models import Organization
from forumapp.people.models import Person, PersonConsent
from forumapp.themes.models import Theme
from forumapp.venues.models import Room, Venue

NOTED = "rows_named_by_entries"
SERIES = "series_in_another_order"
PLACE_IN_SERIES = ("conference", "conference_id", "starts_at", "state", "release_at")
MANY = 50
"""Forums whose entries are written while somebody waits; of more, the worker writes them."""


@dataclass(slots=True)
class Due:
    """The records whose entries are to be written; of `looks` only what they name looks otherwise."""

    forums: set[int] = field(default_factory=set)
    looks: set[int] = field(default_factory=set)
    delegations: set[int] = field(default_factory=set)
    conferences: set[int] = field(default_factory=set)


def follow_changes() -> None:
    """Start to follow; asked again, it does nothing more."""
    if not event.contains(Session, "before_flush", note_changes):
        event.listen(Session, "before_flush", note_changes)
        # Before the public revision is written: what is written here belongs to the same one.
        event.listen(Session, "before_commit", write_due_entries, insert=True)
        event.listen(Session, "after_rollback", forget_changes)


def note_changes(session: Session, _context: object, _instances: object) -> None:
    noted: list[Any] = session.info.setdefault(NOTED, [])
    series: list[Conference] = session.info.setdefault(SERIES, [])
    touched = (*session.new, *session.deleted, *filter(session.is_modified, session.dirty))
    noted += [row for row in touched if type(row) in NAMED_BY]
    for row in touched:
        if isinstance(row, Forum) and _stands_otherwise(row):
            series += _series_of(session, row)


def _stands_otherwise(forum: Forum) -> bool:
    """Is another forum of its series the first or the next one now?"""
    state = inspect(forum)
    is_moved = any(state.attrs[name].history.has_changes() for name in PLACE_IN_SERIES)
    return is_moved or not state.persistent or forum in db.session.deleted


def _series_of(session: Session, forum: Forum) -> list[Conference]:
    """Also the series that it leaves, which is known only before it is written."""
    joined = inspect(forum).attrs.conference.history
    ids = {forum.conference_id, *inspect(forum).attrs.conference_id.history.sum()}
    gatherings = {*joined.sum(), *(session.get(Conference, each) for each in ids if each)}
    return [each for each in gatherings if each is not None and each.kind == "series"]


def write_due_entries(session: Session) -> None:
    if session.in_nested_transaction():  # what a savepoint keeps is written with all the rest
        return
    session.flush()
    noted = [row for row in session.info.pop(NOTED, []) if _is_or_was_saved(row)]
    series = [row.id for row in session.info.pop(SERIES, []) if _is_or_was_saved(row)]
    if not noted:
        return
    now = now_utc()
    _lock_people(noted)
    for kind, model in refresh.RECORDS.items():
        forget_entries(kind, [r.id for r in noted if type(r) is model and inspect(r).deleted])
    due = due_for(noted)
    due.looks |= _ids(select(Forum.id).where(Forum.conference_id.in_(series)))
    write(due, now)
    session.flush()
    # The sequences written above are nobody's change of the records.
    _forget(session)


def _lock_people(noted: Iterable[Any]) -> None:
    """Whoever names a person and whoever withdraws that person's consent wait for each other.

    Else, on PostgreSQL, neither would see what the other is about to write.
    """
    ids = {row.person_id for row in noted if isinstance(row, Appearance | PersonConsent)}
    if ids:
        people = select(Person.id).where(Person.id.in_(ids)).order_by(Person.id)
        db.session.execute(people.with_for_update(key_share=True)).all()


def due_for(noted: Iterable[Any]) -> Due:
    """The records whose entries name one of these rows."""
    due = Due()
    for kind, rows in _by_type(noted).items():
        NAMED_BY[kind](due, rows)
    return due


def write(due: Due, now: datetime) -> None:
    looks = due.looks - due.forums
    if len(looks) > MANY:
        refresh.mark_forums(looks)
    else:
        due.forums |= looks
    refresh.refresh_forums(due.forums, now=now)
    refresh.refresh_delegations(due.delegations, now=now)
    refresh.refresh_conferences(due.conferences, now=now)


def _is_or_was_saved(row: Any) -> bool:
    """Not what a savepoint took back, nor what left the session."""
    state = inspect(row)
    return bool(state.persistent or state.deleted)


def forget_changes(session: Session) -> None:
    if not session.in_nested_transaction():  # what a savepoint takes back is not all
        _forget(session)


def _forget(session: Session) -> None:
    session.info.pop(NOTED, None)
    session.info.pop(SERIES, None)


def _by_type(noted: Iterable[Any]) -> dict[type, list[Any]]:
    rows = defaultdict(list)
    for row in noted:
        rows[type(row)].append(row)
    return rows


# ------------------------------------- which entries name a row of each model


def _of_forums(due: Due, rows: list[Any]) -> None:
    ids = {row.id for row in rows}
    due.forums |= ids | refresh.followers_of(ids)
    visitors = select(DelegationForum.delegation_id).where(DelegationForum.forum_id.in_(ids))
    due.delegations |= _ids(visitors)


def _of_visits(due: Due, rows: list[Any]) -> None:
    due.forums |= {row.forum_id for row in rows if row.forum_id}
    due.delegations |= {row.delegation_id for row in rows if row.delegation_id}


def _of_parts_of_forums(due: Due, rows: list[Any]) -> None:
    due.forums |= {row.forum_id for row in rows if row.forum_id}


def _of_lines(due: Due, rows: list[Any]) -> None:
    due.forums |= {row.forum_id for row in rows if row.forum_id}
    due.conferences |= {row.conference_id for row in rows if row.conference_id}


def _of_conferences(due: Due, rows: list[Any]) -> None:
    ids = {row.id for row in rows}
    due.conferences |= ids | _ids(select(Conference.id).where(Conference.parent_id.in_(ids)))
    due.forums |= _ids(select(Forum.id).where(Forum.conference_id.in_(ids)))


def _of_delegations(due: Due, rows: list[Any]) -> None:
    ids = {row.id for row in rows}
    due.delegations |= ids
    visits = select(DelegationForum.forum_id).where(DelegationForum.delegation_id.in_(ids))
    due.forums |= _ids(visits)


def _of_items(due: Due, rows: list[Any]) -> None:
    due.delegations |= {row.delegation_id for row in rows if row.delegation_id}


def _of_people(due: Due, rows: list[Any]) -> None:
    ids = {row.id for row in rows}
    due.forums |= _ids(select(Appearance.forum_id).where(Appearance.person_id.in_(ids)))


def _of_consents(due: Due, rows: list[Any]) -> None:
    ids = {row.person_id for row in rows}
    due.forums |= _ids(select(Appearance.forum_id).where(Appearance.person_id.in_(ids)))


def _of_organizations(due: Due, rows: list[Any]) -> None:
    ids = {row.id for row in rows}
    lines = OrganizerLine.organization_id.in_(ids)
    due.looks |= _ids(select(OrganizerLine.forum_id).where(lines))
    due.conferences |= _ids(select(OrganizerLine.conference_id).where(lines))


def _of_themes(due: Due, rows: list[Any]) -> None:
    ids = {row.id for row in rows}
    forums = _ids(select(forum_theme.c.forum_id).where(forum_theme.c.theme_id.in_(ids)))
    due.looks |= forums
    visitors = select(DelegationForum.delegation_id).where(DelegationForum.forum_id.in_(forums))
    due.delegations |= _ids(visitors)
    conferences = conference_theme.c.theme_id.in_(ids)
    due.conferences |= _ids(select(conference_theme.c.conference_id).where(conferences))


def _of_venues(due: Due, rows: list[Any]) -> None:
    ids = {row.id for row in rows}
    due.looks |= _ids(select(Forum.id).where(Forum.venue_id.in_(ids)))
    items = ItineraryItem.venue_id.in_(ids)
    due.delegations |= _ids(select(ItineraryItem.delegation_id).where(items))


def _of_rooms(due: Due, rows: list[Any]) -> None:
    ids = {row.id for row in rows}
    sessions = select(ForumSession.forum_id).where(ForumSession.room_id.in_(ids))
    due.looks |= _ids(select(Forum.id).where(or_(Forum.room_id.in_(ids), Forum.id.in_(sessions))))


def _of_pictures(due: Due, rows: list[Any]) -> None:
    ids = {row.id for row in rows}
    due.looks |= _ids(select(Forum.id).where(Forum.picture_id.in_(ids)))


def _ids(selected: Any) -> set[int]:
    return set(db.session.scalars(selected)) - {None}


NAMED_BY: dict[type, Callable[[Due, list[Any]], None]] = {
    Forum: _of_forums,
    ForumSession: _of_parts_of_forums,
    Appearance: _of_parts_of_forums,
    DelegationForum: _of_visits,
    OrganizerLine: _of_lines,
    Conference: _of_conferences,
    Delegation: _of_delegations,
    ItineraryItem: _of_items,
    Person: _of_people,
    PersonConsent: _of_consents,
    Organization: _of_organizations,
    Theme: _of_themes,
    Venue: _of_venues,
    Room: _of_rooms,
    Picture: _of_pictures,
}
