"""Storing the bytes of one record's entries, in every language and profile.

SEQUENCE follows the bytes: where an entry comes out otherwise than it was last written and nobody
has raised the record's `sequence` yet, it rises here. So every published change has a number, be it
a venue's new street or a speaker's new name. A forum's deadlines are numbered as the forum itself.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from forumapp.calendars.models import StoredEntry
from forumapp.calendars.rules.house import House
from forumapp.core.clock import zone_of
from forumapp.core.db import db
from forumapp.core.settings import setting
from forumapp.ical.entry import PROFILES, Entry, Moment, Profile, write_entry, zones_of

EntryIn = Callable[[str], Entry | None]
"""An entry in a language, or None where the record has none."""
Variant = tuple[str, str, Profile]
"""Kind, language and profile."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """For whom, with what (the digest of `facts.made_with`) and when entries are written."""

    house: House
    made_with: str
    now: datetime


def keep(record: Any, entries: Mapping[str, EntryIn], occasion: Occasion) -> None:
    """Write and store a record's entries by their kinds.

    All kinds that the record numbers are to be given together: one number is raised for all.
    """
    stored = (
        select(StoredEntry)
        .where(StoredEntry.kind.in_(entries), StoredEntry.record_id == record.id)
        # The entries of many records go to the database together; reading their facts flushed before.
        .execution_options(autoflush=False)
    )
    rows = {(row.kind, row.language, row.profile): row for row in db.session.scalars(stored)}
    written = _written(entries)
    if _is_unnumbered_change(rows, written, record):
        later = max(occasion.now, record.changed_at)
        _set(record, sequence=record.sequence + 1, changed_at=later)
        written = _written(entries)
    for variant, (entry, body) in written.items():
        row = rows.pop(variant, None) or _new_row(record, variant)
        _store(row, record, entry, body)
        row.made_with, row.made_at = occasion.made_with, occasion.now
    for row in rows.values():
        db.session.delete(row)


def date_first_publication(*records: Any, now: datetime) -> None:
    """What is public for the first time is dated, unless its service did so."""
    for record in records:
        if record.changed_at is None:
            _set(record, changed_at=now, first_published_at=record.first_published_at or now)


def forget_entries(kind: str, ids: Collection[int]) -> None:
    """Drop the written entries of records that are no more, or not public yet."""
    if ids:
        gone = StoredEntry.kind == kind, StoredEntry.record_id.in_(ids)
        for row in db.session.scalars(select(StoredEntry).where(*gone)):
            db.session.delete(row)


def _written(entries: Mapping[str, EntryIn]) -> dict[Variant, tuple[Entry, bytes]]:
    return {
        (kind, language, profile): (entry, write_entry(entry, profile))
        for kind, entry_in in entries.items()
        for language in setting("LANGUAGES")
        if (entry := entry_in(language)) is not None
        for profile in PROFILES
    }


def _is_unnumbered_change(
    rows: Mapping[tuple[str, str, str], StoredEntry],
    written: dict[Variant, tuple[Entry, bytes]],
    record: Any,
) -> bool:
    return any(
        row.sequence == record.sequence and row.body != written[variant][1]
        for variant, row in rows.items()
        if variant in written
    )


def _set(record: Any, **values: Any) -> None:
    """Change a record's calendar facts without raising its `version`: no editor's work is outdated."""
    model = type(record)
    db.session.execute(update(model).where(model.id == record.id).values(**values))


def _new_row(record: Any, variant: Variant) -> StoredEntry:
    kind, language, profile = variant
    row = StoredEntry(kind=kind, record_id=record.id, language=language, profile=profile)
    db.session.add(row)
    return row


def _store(row: StoredEntry, record: Any, entry: Entry, body: bytes) -> None:
    row.uid = UUID(entry.uid)
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
    day_after = timedelta(days=1)
    return _midnight(entry.start, record.zone), _midnight(entry.end + day_after, record.zone)  # type: ignore[operator]


def _midnight(day: Any, zone: str) -> datetime:
    return datetime.combine(day, time(), zone_of(zone)).astimezone(UTC)
