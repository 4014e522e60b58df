"""An archive of old releases: taken in as a zip, read with progress, looked at, imported with progress.

Each run of the worker deals with as many files as fit into a short time, in one transaction; stopped at
any moment, it goes on where it was, and nothing is made twice.
"""

import logging
import time
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from io import BytesIO

from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from forumapp.announcements.models.archive import ArchiveEntry, ArchiveImport
from forumapp.announcements.queries.announcements import imported_as
from forumapp.announcements.queries.archives import (
    archive_at_work,
    idle_archives,
    twin_of,
    waiting_entries,
)
from forumapp.announcements.queries.known_names import known_names
from forumapp.announcements.rules.archive import (
    DONE,
    IMPORTED,
    IMPORTING,
    KNOWN,
    LEFT,
    NEW,
    READING,
    READY,
    REFUSED,
    STOPPED,
    Beside,
    refuse_unfit,
)
from forumapp.announcements.rules.naming import Names
from forumapp.announcements.rules.old_addresses import AddressTable, normalised
from forumapp.announcements.rules.release import Release, read_release
from forumapp.announcements.rules.release_text import LARGEST
from forumapp.announcements.services.addressing import keep_old_address
from forumapp.announcements.services.archive_files import ZipFiles, release_names
from forumapp.announcements.services.importing import import_release, surroundings_of
from forumapp.core.actor import Actor
from forumapp.core.clock import zone_of
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.paging import rows_of
from forumapp.core.text import Readable, _
from forumapp.files.services.stored import CheckedFile, keep_file, path_of
from forumapp.history.queries import history_of
from forumapp.history.services import record_change

log = logging.getLogger(__name__)

SECONDS_AT_ONCE = 0.5
"""So long one transaction works: other writers wait no longer."""
FILES_AT_ONCE = 200
KEPT_FOR = timedelta(days=30)
ZIP = "application/zip"
LONGEST_NAME = 200
LONGEST_TEXT = 500

STARTED = _("import started")
WILL_NOT = _("This file could not be dealt with; the reason is in the log of the program.")
NOT_IN_THIS_STATE = _("This cannot be done in its present state. Look at its page again.")


def take_in_archive(
    data: bytes,
    name: str,
    *,
    zone: str,
    addresses: Iterable[tuple[str, str]] = (),
    by: Actor,
    now: datetime,
) -> ArchiveImport:
    """Keep a zip of old releases, to be read. `addresses`: old address, and the headline or file there.

    Raises `Refused` for what is no zip, or no archive of releases, or would burst.
    """
    zone_of(zone)
    with ZipFiles(BytesIO(data)) as files:
        names = release_names(files)
    if not names:
        raise Refused(_("There is no text and no page in this archive."), field="files")
    archive = ArchiveImport(
        name=name[:LONGEST_NAME],
        zone=zone,
        state=READING,
        total=len(names),
        progress=0,
        publishes=False,
        addresses=[list(pair) for pair in addresses],
        file=keep_file(CheckedFile(name[:LONGEST_NAME], ZIP, data), now=now),
        created_by=by.label,
        created_at=now,
    )
    archive.entries = [
        ArchiveEntry(position=position, name=name, state="unread")
        for position, name in enumerate(names, 1)
    ]
    db.session.add(archive)
    db.session.flush()
    return archive


def work_on_archives(now: datetime) -> None:
    """The worker's share: the oldest archive that waits is gone on with, for a short time."""
    archive = archive_at_work()
    if archive is not None:
        go_on_with(archive, now=now)


def go_on_with(archive: ArchiveImport, *, seconds: float = SECONDS_AT_ONCE, now: datetime) -> None:
    """Read or import its next files; when none is left, it comes to its next state."""
    end = time.monotonic() + seconds
    try:
        with _files_of(archive) as files:
            step = _Step(archive, files, now)
            for entry in waiting_entries(archive, FILES_AT_ONCE):
                step.take(entry)
                if time.monotonic() > end:
                    break
    except Refused:  # the zip has gone: there is nothing to go on with
        archive.state, archive.ended_at = STOPPED, now
        return
    if not waiting_entries(archive, 1):
        _finish(archive, now)


def choose_entries(archive: ArchiveImport, chosen: Collection[int], *, leaves_out: bool) -> int:
    """Leave files out of the import, or take them in again; how many."""
    _refuse_unless(archive, READY)
    before, after = (NEW, LEFT) if leaves_out else (LEFT, NEW)
    changed = [each for each in archive.entries if each.id in chosen and each.state == before]
    for entry in changed:
        entry.state = after
    return len(changed)


def import_archive(archive: ArchiveImport, *, publishes: bool, by: Actor, now: datetime) -> None:
    """Let what is new in it become reports: drafts, or public since their own release times.

    History names whoever lets it, with the import and with all that comes of it.
    """
    _refuse_unless(archive, READY)
    record_change(archive, STARTED, by=by, now=now)
    archive.state, archive.publishes, archive.progress = IMPORTING, publishes, 0
    archive.total = sum(entry.state == NEW for entry in archive.entries)
    for entry in archive.entries:
        if entry.state == KNOWN and entry.announcement is not None:
            for address in entry.old_address.split():
                keep_old_address(entry.announcement, address)


def stop_archive(archive: ArchiveImport, *, now: datetime) -> None:
    """Stop after the files that are being dealt with; what is imported stays."""
    _refuse_unless(archive, READING, READY, IMPORTING)
    archive.state, archive.ended_at = STOPPED, now


def resume_archive(archive: ArchiveImport) -> None:
    """Go on with one that was stopped: it is read to its end, and can then be imported."""
    _refuse_unless(archive, STOPPED)
    _files_of(archive).close()
    archive.state, archive.ended_at = READING, None
    archive.total = len(archive.entries)
    archive.progress = sum(entry.state != "unread" for entry in archive.entries)


def _files_of(archive: ArchiveImport) -> ZipFiles:
    if archive.file is None or not path_of(archive.file).is_file():
        raise Refused(_("Its files are not there any more. Upload the archive again."))
    return ZipFiles(path_of(archive.file))


def _refuse_unless(archive: ArchiveImport, *states: str) -> None:
    """As it stands now: the worker may have come further since it was read."""
    db.session.flush()
    db.session.refresh(archive, with_for_update=True)
    if archive.state not in states:
        raise Refused(NOT_IN_THIS_STATE)


def forget_archives(now: datetime) -> None:
    """The files of archives that nobody went on with for a long time are not kept."""
    for archive in idle_archives(now - KEPT_FOR):
        archive.state, archive.ended_at = STOPPED, now
        _forget_files(archive)


def _finish(archive: ArchiveImport, now: datetime) -> None:
    if archive.state == READING:
        archive.state = READY
        return
    archive.state, archive.ended_at = DONE, now
    _forget_files(archive)


def _forget_files(archive: ArchiveImport) -> None:
    """The bytes are swept away once no row names them."""
    file, archive.file = archive.file, None
    db.session.flush()
    if file is not None:
        db.session.delete(file)


def started_by(archive: ArchiveImport) -> Actor:
    """Who let it be imported, the last time; before that, who brought it."""
    for row in rows_of(history_of(ArchiveImport.__tablename__, archive.id)):
        if row.action == STARTED:
            return Actor(row.actor_kind, row.actor_label, row.account_id)
    return Actor("account", archive.created_by)


class _Step:
    """Deals with one file after another, each in a savepoint of its own."""

    def __init__(self, archive: ArchiveImport, files: ZipFiles, now: datetime) -> None:
        self.archive, self.files, self.now = archive, files, now
        self.beside = Beside(files.names)
        self.names: Names = known_names()
        self.by = started_by(archive)
        self.table = AddressTable(archive.addresses)

    def take(self, entry: ArchiveEntry) -> None:
        deal = self.read if self.archive.state == READING else self.make
        try:
            with db.session.begin_nested():
                deal(entry)
        except Refused as refusal:
            refuse_entry(entry, refusal)
        except (OperationalError, InterfaceError, IntegrityError):  # may go well another time
            raise
        except Exception:  # one file may not keep all the others waiting for ever
            log.exception("the file %s of the archive %s", entry.position, self.archive.id)
            refuse_entry(entry, Refused(WILL_NOT))
        self.archive.progress += 1

    def read(self, entry: ArchiveEntry) -> None:
        """Show what the file says; nothing is made of it yet."""
        refuse_unfit(entry.name)
        release = read_release(self.files.read(entry.name, LARGEST + 1), entry.name)
        describe(entry, release, self.beside)
        entry.proposed = [each.listed for each in self.names.named_in(release.text)]
        by_table = self.table.of(entry.name, release.headline)
        addresses = (*by_table, normalised(release.address))
        entry.old_address = " ".join(dict.fromkeys(filter(None, addresses)))
        entry.announcement = imported_as(release.digest)
        twin = twin_of(entry)
        if twin is not None and entry.announcement is None:
            entry.problem = [_("It says the same as “{file}”."), {"file": twin.name}]
        entry.state = KNOWN if entry.announcement is not None or twin is not None else NEW

    def make(self, entry: ArchiveEntry) -> None:
        imported = import_release(
            self.files.read(entry.name, LARGEST + 1),
            entry.name,
            zone=self.archive.zone,
            publishes=self.archive.publishes,
            beside=surroundings_of(
                self.files,
                entry.name,
                beside=self.beside,
                names=self.names,
                table=self.table,
            ),
            by=self.by,
            now=self.now,
        )
        entry.announcement = imported.announcement
        entry.state = IMPORTED if imported.is_new else KNOWN
        if imported.unpublished is not None:
            entry.problem = told(imported.unpublished)


def describe(entry: ArchiveEntry, release: Release, beside: Beside) -> None:
    """What the file says, for the preview."""
    entry.headline = release.headline
    entry.source = release.source[:LONGEST_TEXT]
    entry.released = "" if release.released is None else release.released.isoformat()
    if release.day_only:
        entry.released = entry.released.partition("T")[0]
    entry.language, entry.digest = release.language, release.digest
    entry.left_out = [[piece.kind, piece.text[:LONGEST_TEXT]] for piece in release.left_out]
    entry.not_understood = [text[:LONGEST_TEXT] for text in release.not_understood]
    found = (beside.picture_of(entry.name, named.address) for named in release.pictures)
    entry.pictures = list(dict.fromkeys(filter(None, found)))


def refuse_entry(entry: ArchiveEntry, refusal: Refused) -> None:
    entry.state, entry.problem = REFUSED, told(refusal)


def told(refusal: Refused) -> list[object]:
    """A refusal as an entry keeps it: its sentence, and its values as plain text."""
    values = {
        name: value.text("en") if isinstance(value, Readable) else str(value)
        for name, value in refusal.values.items()
    }
    return [refusal.sentence, values]
