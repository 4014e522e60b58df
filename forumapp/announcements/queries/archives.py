"""Reading archives of old releases: which there are, and what is to be done with each."""

from datetime import datetime

from sqlalchemy import Select, func, select

from forumapp.announcements.models.archive import ArchiveEntry, ArchiveImport
from forumapp.announcements.rules.archive import IMPORTING, NEW, READING, READY, STOPPED, UNREAD
from forumapp.core.db import db

WAITING = {READING: UNREAD, IMPORTING: NEW}
"""The state of the entries with which an archive in this state deals next."""


def archives() -> Select[ArchiveImport]:
    """The newest first."""
    return select(ArchiveImport).order_by(ArchiveImport.id.desc())


def archive_at_work() -> ArchiveImport | None:
    """The oldest that waits for the worker and that nobody else is working on."""
    return db.session.scalar(
        select(ArchiveImport)
        .where(ArchiveImport.state.in_(WAITING))
        .order_by(ArchiveImport.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def idle_archives(before: datetime) -> list[ArchiveImport]:
    """Those that were taken in before that moment, wait for somebody, and have their files still."""
    return list(
        db.session.scalars(
            select(ArchiveImport)
            .where(
                ArchiveImport.state.in_((READY, STOPPED)),
                ArchiveImport.file_id.is_not(None),
                ArchiveImport.created_at < before,
            )
            .with_for_update(skip_locked=True)
        )
    )


def waiting_entries(archive: ArchiveImport, most: int) -> list[ArchiveEntry]:
    """The next of those that the archive's state deals with."""
    return list(
        db.session.scalars(
            select(ArchiveEntry)
            .where(
                ArchiveEntry.archive_import_id == archive.id,
                ArchiveEntry.state == WAITING[archive.state],
            )
            .order_by(ArchiveEntry.position)
            .limit(most)
        )
    )


def entries_of(archive_id: int, *, state: str = "", q: str = "") -> Select[ArchiveEntry]:
    """The files of an archive, of one state or of all."""
    rows = select(ArchiveEntry).where(ArchiveEntry.archive_import_id == archive_id)
    if state:
        rows = rows.where(ArchiveEntry.state == state)
    if q:
        rows = rows.where(
            ArchiveEntry.headline.icontains(q, autoescape=True)
            | ArchiveEntry.name.icontains(q, autoescape=True)
        )
    return rows.order_by(ArchiveEntry.position)


def entry_counts(archive: ArchiveImport) -> dict[str, int]:
    """How many files are in each state."""
    rows = db.session.execute(
        select(ArchiveEntry.state, func.count(ArchiveEntry.id).label("files"))
        .where(ArchiveEntry.archive_import_id == archive.id)
        .group_by(ArchiveEntry.state)
    )
    return {row.state: row.files for row in rows}


def twin_of(entry: ArchiveEntry) -> ArchiveEntry | None:
    """An earlier file of the same archive that says the same."""
    return db.session.scalar(
        select(ArchiveEntry)
        .where(
            ArchiveEntry.archive_import_id == entry.archive_import_id,
            ArchiveEntry.digest == entry.digest,
            ArchiveEntry.position < entry.position,
        )
        .order_by(ArchiveEntry.position)
        .limit(1)
    )
