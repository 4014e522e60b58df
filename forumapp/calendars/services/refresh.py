"""Entries are written when their record changes, in the same transaction, never when they are read.

SEQUENCE follows the bytes: where an entry comes out otherwise than it was last written and nobody
has raised the record's `sequence` yet, it rises here. So every published change has a number, be it
a venue's new street or a speaker's new name.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, update

from forumapp.calendars.models import StoredEntry
from forumapp.calendars.queries.facts import (
    conferences_with_themes,
    delegations_with_items,
    facts_of_forums,
    the_house,
)
from forumapp.calendars.rules.forum import ForumFacts, forum_entry, session_entry
from forumapp.calendars.rules.house import House
from forumapp.calendars.rules.journey import conference_entry, delegation_entry, item_entry
from forumapp.core.clock import zone_of
from forumapp.core.db import db
from forumapp.core.settings import setting
from forumapp.core.visibility import DRAFT
from forumapp.delegations.models import Delegation, ItineraryItem
from forumapp.forums.models import Conference, Forum, ForumSession
from forumapp.ical.entry import PROFILES, Entry, Moment, Profile, write_entry, zones_of

AT_ONCE = 100
"""How many records are held in memory together."""

EntryIn = Callable[[str], Entry | None]
"""An entry in a language, or None where the record has none."""
Variant = tuple[str, Profile]


def refresh_entries(record: Forum | Delegation | Conference, *, now: datetime) -> None:
    """Write the entries of a record and of what belongs to it as they are now.

    `sequence` and `changed_at` of the record are right afterwards.
    """
    db.session.flush()
    if isinstance(record, Forum):
        refresh_forums([record.id], now=now)
    elif isinstance(record, Delegation):
        refresh_delegations([record.id], now=now)
    else:
        refresh_conferences([record.id], now=now)


def refresh_forums(ids: Collection[int], *, now: datetime) -> None:
    house = the_house()
    for some in _pieces(ids):
        for facts in facts_of_forums(some, now):
            if facts.forum.state == DRAFT:
                forget_entries("forum", [facts.forum.id])
                forget_entries("session", [session.id for session in facts.forum.sessions])
            else:
                _refresh_forum(facts, house, now)


def _refresh_forum(facts: ForumFacts, house: House, now: datetime) -> None:
    forum = facts.forum
    _date(forum, *forum.sessions, now=now)
    _keep("forum", forum, lambda language: forum_entry(facts, language, house), now)
    for session in forum.sessions:
        _keep("session", session, partial(_session_in, facts, session, house), now)


def _session_in(facts: ForumFacts, session: ForumSession, house: House, language: str) -> Entry:
    return session_entry(facts, session, language, house)


def refresh_delegations(ids: Collection[int], *, now: datetime) -> None:
    house = the_house()
    for some in _pieces(ids):
        for delegation in delegations_with_items(some):
            if delegation.state == DRAFT:
                forget_entries("delegation", [delegation.id])
                forget_entries("item", [item.id for item in delegation.items])
            else:
                _refresh_delegation(delegation, house, now)


def _refresh_delegation(delegation: Delegation, house: House, now: datetime) -> None:
    _date(delegation, *delegation.items, now=now)
    _keep(
        "delegation",
        delegation,
        lambda language: delegation_entry(delegation, language, house),
        now,
    )
    for item in delegation.items:
        _keep("item", item, partial(_item_in, item, delegation, house), now)


def _item_in(item: ItineraryItem, delegation: Delegation, house: House, language: str) -> Entry:
    return item_entry(item, delegation, language, house)


def refresh_conferences(ids: Collection[int], *, now: datetime) -> None:
    house = the_house()
    for some in _pieces(ids):
        for conference in conferences_with_themes(some):
            if conference.state == DRAFT:
                forget_entries("conference", [conference.id])
            else:
                _refresh_conference(conference, house, now)


def _refresh_conference(conference: Conference, house: House, now: datetime) -> None:
    _date(conference, now=now)
    _keep(
        "conference",
        conference,
        lambda language: conference_entry(conference, language, house),
        now,
    )


def refresh_everything(*, now: datetime) -> None:
    """Write every entry anew: after a change of the settings, the zone data, or the institution."""
    refresh_forums(list(db.session.scalars(select(Forum.id))), now=now)
    refresh_delegations(list(db.session.scalars(select(Delegation.id))), now=now)
    refresh_conferences(list(db.session.scalars(select(Conference.id))), now=now)


def refresh_neighbours_of_released(*, now: datetime, since: timedelta = timedelta(days=2)) -> None:
    """A delegation or conference that time alone made visible is named by its forums from then on."""
    released = Delegation.release_at.between(now - since, now)
    visits = select(Delegation).where(released)
    ids = {link.forum_id for delegation in db.session.scalars(visits) for link in delegation.forums}
    conferences = select(Conference.id).where(Conference.release_at.between(now - since, now))
    ids |= set(db.session.scalars(select(Forum.id).where(Forum.conference_id.in_(conferences))))
    refresh_forums(ids, now=now)


def forget_entries(kind: str, ids: Collection[int]) -> None:
    """Drop the written entries of records that are no more, or not public yet."""
    if ids:
        gone = StoredEntry.kind == kind, StoredEntry.record_id.in_(ids)
        for row in db.session.scalars(select(StoredEntry).where(*gone)):
            db.session.delete(row)


def _keep(kind: str, record: Any, entry_in: EntryIn, now: datetime) -> None:
    """Store the bytes of a record's entry in every language and profile, where they changed."""
    rows = {
        (row.language, row.profile): row
        for row in db.session.scalars(
            select(StoredEntry).where(StoredEntry.kind == kind, StoredEntry.record_id == record.id)
        )
    }
    written = _written(entry_in)
    if _is_unnumbered_change(rows, written, record):
        _raise_sequence(record, now)
        written = _written(entry_in)
    for variant, (entry, body) in written.items():
        row = rows.pop(variant, None)
        if row is None:
            language, profile = variant
            row = StoredEntry(kind=kind, record_id=record.id, language=language, profile=profile)
            db.session.add(row)
        if row.body != body:
            _store(row, record, entry, body)
    for row in rows.values():
        db.session.delete(row)


def _written(entry_in: EntryIn) -> dict[Variant, tuple[Entry, bytes]]:
    entries = {language: entry_in(language) for language in setting("LANGUAGES")}
    return {
        (language, profile): (entry, write_entry(entry, profile))
        for language, entry in entries.items()
        if entry is not None
        for profile in PROFILES
    }


def _is_unnumbered_change(
    rows: dict[tuple[str, str], StoredEntry],
    written: dict[Variant, tuple[Entry, bytes]],
    record: Any,
) -> bool:
    return any(
        row.sequence == record.sequence and row.body != written[variant][1]
        for variant, row in rows.items()
        if variant in written
    )


def _raise_sequence(record: Any, now: datetime) -> None:
    _set(record, sequence=record.sequence + 1, changed_at=max(now, record.changed_at))


def _date(*records: Any, now: datetime) -> None:
    """What is public for the first time is dated, unless its service did so."""
    for record in records:
        if record.changed_at is None:
            _set(record, changed_at=now, first_published_at=record.first_published_at or now)


def _set(record: Any, **values: Any) -> None:
    """Change a record's calendar facts without raising its `version`: no editor's work is outdated."""
    model = type(record)
    db.session.execute(update(model).where(model.id == record.id).values(**values))


def _store(row: StoredEntry, record: Any, entry: Entry, body: bytes) -> None:
    row.uid = record.uid
    row.sequence = entry.sequence
    row.changed_at = entry.changed
    row.starts_at, row.ends_at = _instants(entry, record)
    row.is_cancelled = entry.standing in ("cancelled", "postponed")
    row.zones = list(zones_of(entry))
    row.body = body


def _instants(entry: Entry, record: Any) -> tuple[datetime, datetime]:
    """First and last instant of an entry; of days, the midnights of the record's zone."""
    if isinstance(entry.start, Moment) and isinstance(entry.end, Moment):
        return entry.start.instant, entry.end.instant
    return _midnight(entry.start, record.zone), _midnight(
        entry.end, record.zone, after=timedelta(days=1)
    )


def _midnight(day: Any, zone: str, *, after: timedelta = timedelta()) -> datetime:
    return datetime.combine(day + after, time(), zone_of(zone)).astimezone(UTC)


def _pieces(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
