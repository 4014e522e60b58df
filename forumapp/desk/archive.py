"""An archive of old releases at the desk: uploaded, read, looked at file by file, then imported."""

import zipfile
from datetime import datetime
from functools import partial
from io import BytesIO

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from werkzeug.datastructures import FileStorage

from forumapp.announcements.models.archive import ArchiveEntry, ArchiveImport
from forumapp.announcements.queries.archives import archives, entries_of, entry_counts
from forumapp.announcements.queries.proposals import proposals_among
from forumapp.announcements.rules.archive import (
    ARCHIVE_STATES,
    DONE,
    ENTRY_STATES,
    IMPORTING,
    MOST_FILES,
    READING,
    READY,
    STOPPED,
)
from forumapp.announcements.rules.furniture import FURNITURE_NAMES
from forumapp.announcements.rules.old_addresses import read_table
from forumapp.announcements.services import archiving
from forumapp.core.errors import NotAllowed, Refused
from forumapp.core.paging import rows_of, the_record
from forumapp.core.text import _
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS, PUBLISH_ANNOUNCEMENTS
from forumapp.web.fields import ZoneField, id_of
from forumapp.web.forms import accept, render_form, spoken
from forumapp.web.guards import actor, may, needs
from forumapp.web.listing import read_listing
from forumapp.web.uploaded_tables import MOST_BYTES, read_upload

pages = Blueprint("archive", __name__, url_prefix="/announcements/import")

MOST_SHOWN = 100
LATEST = 20


class UploadForm(FlaskForm):
    files = MultipleFileField(
        lazy_gettext("Saved releases"), [FileRequired(lazy_gettext("Choose at least one file."))]
    )
    table = FileField(
        lazy_gettext("Table of old addresses"), render_kw={"accept": ".csv,.txt,.tsv,.xlsx"}
    )
    release_zone = ZoneField(lazy_gettext("Time zone of the printed release times"))


@pages.route("/", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
def upload_archive() -> ResponseReturnValue:
    """A few releases are read at once; of many, the worker reads the rest."""
    form = UploadForm(release_zone=current_app.config["RELEASE_ZONE"])
    archive = accept(form, lambda: taken_in(form))
    if archive is None:
        return render_form(
            "desk/archive/upload_archive.html",
            form,
            archives=rows_of(archives(), limit=LATEST),
            states=ARCHIVE_STATES,
            most_mb=current_app.config["UPLOAD_LIMIT_MB"],
        )
    archiving.go_on_with(archive, now=g.now)
    return to_archive(archive)


@pages.get("/<int:archive_id>/")
@needs(EDIT_ANNOUNCEMENTS)
def show_archive(archive_id: int) -> ResponseReturnValue:
    archive = the_record(ArchiveImport, archive_id)
    listing = read_listing(partial(entries_of, archive_id), "state", size=MOST_SHOWN)
    return render_template(
        "desk/archive/show_archive.html",
        archive=archive,
        listing=listing,
        counts=entry_counts(archive),
        proposals=proposals_by_entry(listing.rows),
        states=ARCHIVE_STATES,
        entry_states=ENTRY_STATES,
        is_working=archive.state in (READING, IMPORTING),
        is_ready=archive.state == READY,
        is_stopped=archive.state == STOPPED,
        is_done=archive.state == DONE,
        furniture=FURNITURE_NAMES,
        released_at=released_at,
        why=why,
    )


@pages.post("/<int:archive_id>/choose")
@needs(EDIT_ANNOUNCEMENTS)
def choose_entries(archive_id: int) -> ResponseReturnValue:
    """Leave the ticked files out, or take them in again."""
    archive = the_record(ArchiveImport, archive_id)
    chosen = {number for each in request.form.getlist("chosen") if (number := id_of(each))}
    leaves_out = request.form.get("do") != "take"
    count = archiving.choose_entries(archive, chosen, leaves_out=leaves_out)
    if leaves_out:
        flash(ngettext("%(num)s file is left out.", "%(num)s files are left out.", count))
    else:
        flash(
            ngettext("%(num)s file is taken in again.", "%(num)s files are taken in again.", count)
        )
    return to_archive(archive)


@pages.post("/<int:archive_id>/start")
@needs(EDIT_ANNOUNCEMENTS)
def import_archive(archive_id: int) -> ResponseReturnValue:
    publishes = request.form.get("publishes") == "yes"
    if publishes and not may(PUBLISH_ANNOUNCEMENTS):
        raise NotAllowed
    archive = the_record(ArchiveImport, archive_id)
    archiving.import_archive(archive, publishes=publishes, by=actor(), now=g.now)
    archiving.go_on_with(archive, now=g.now)
    return to_archive(archive)


@pages.post("/<int:archive_id>/stop")
@needs(EDIT_ANNOUNCEMENTS)
def stop_archive(archive_id: int) -> ResponseReturnValue:
    archive = the_record(ArchiveImport, archive_id)
    archiving.stop_archive(archive, now=g.now)
    flash(gettext("Stopped. What is imported stays; you can go on at any time."))
    return to_archive(archive)


@pages.post("/<int:archive_id>/resume")
@needs(EDIT_ANNOUNCEMENTS)
def resume_archive(archive_id: int) -> ResponseReturnValue:
    archive = the_record(ArchiveImport, archive_id)
    archiving.resume_archive(archive)
    archiving.go_on_with(archive, now=g.now)
    return to_archive(archive)


def taken_in(form: UploadForm) -> ArchiveImport:
    table = form.table.data
    rows = read_upload(table.stream.read(MOST_BYTES + 1)) if table and table.filename else []
    data, name = packed_upload(form.files.data)
    return archiving.take_in_archive(
        data,
        name,
        zone=form.release_zone.data or "",
        addresses=read_table(rows),
        by=actor(),
        now=g.now,
    )


def packed_upload(files: list[FileStorage]) -> tuple[bytes, str]:
    """A zip as it was uploaded; any other files are put into one, so that all go one way."""
    names = [name_of(file) for file in files]
    if len(files) == 1 and names[0].lower().endswith(".zip"):
        return files[0].stream.read(), names[0]
    if len(files) > MOST_FILES:
        raise Refused(
            _("This archive has more than {most} files. Divide it."),
            field="files",
            most=f"{MOST_FILES:,}",
        )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, file) in enumerate(zip(names, files, strict=True)):
            own = f"{number}-{name}" if name in names[:number] else name
            archive.writestr(own, file.stream.read())
    more = ngettext("and %(num)s more", "and %(num)s more", len(names) - 1)
    return packed.getvalue(), names[0] if len(names) == 1 else f"{names[0]}, {more}"


def name_of(file: FileStorage) -> str:
    """Without folders: what an upload calls itself is no path of ours."""
    return (file.filename or "").replace("\\", "/").rpartition("/")[2] or "release"


def proposals_by_entry(entries: list[ArchiveEntry]) -> dict[int, list[object]]:
    proposed = proposals_among([entry.proposed for entry in entries])
    return {entry.id: list(each) for entry, each in zip(entries, proposed, strict=True)}


def released_at(entry: ArchiveEntry) -> datetime | None:
    """The release time as printed, a wall time."""
    return datetime.fromisoformat(entry.released) if entry.released else None


def why(entry: ArchiveEntry) -> str:
    """What is wrong with a file, in the reader's language; nothing if nothing is."""
    if not entry.problem:
        return ""
    sentence, values = entry.problem
    return spoken(Refused(sentence, **values))


def to_archive(archive: ArchiveImport) -> ResponseReturnValue:
    return redirect(url_for("desk.archive.show_archive", archive_id=archive.id), 303)
