"""Old releases at the desk: chosen, shown as they were read, and only then written as draft reports."""

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from werkzeug.datastructures import FileStorage

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import imported_as
from forumapp.announcements.rules.furniture import FURNITURE_NAMES
from forumapp.announcements.rules.release import Release, read_release
from forumapp.announcements.rules.release_text import LARGEST
from forumapp.announcements.services.importing import import_release
from forumapp.core.errors import Refused
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS
from forumapp.web.carrying import MOST_CARRIED, packed, unpacked
from forumapp.web.fields import ZoneField
from forumapp.web.forms import render_form, spoken
from forumapp.web.guards import actor, needs
from forumapp.web.requests import only_reads

pages = Blueprint("releases", __name__, url_prefix="/announcements/import")


class UploadForm(FlaskForm):
    files = MultipleFileField(_("Saved releases"), [FileRequired(_("Choose at least one file."))])
    release_zone = ZoneField(_("Time zone of the printed release times"))


@dataclass(frozen=True, slots=True)
class Reading:
    """An uploaded file as it was read: a release, or why it is none; `known` if it was imported before."""

    name: str
    refusal: str = ""
    release: Release | None = None
    known: Announcement | None = None
    packed: str = ""


@pages.route("/", methods=["GET", "POST"])
@only_reads
@needs(EDIT_ANNOUNCEMENTS)
def upload_releases() -> ResponseReturnValue:
    """Nothing is written here: what was read is shown, and carried to `confirm_releases`."""
    form = UploadForm(release_zone=current_app.config["RELEASE_ZONE"])
    if not form.validate_on_submit():
        return render_form("desk/releases/upload_releases.html", form)
    readings = [_reading(file) for file in form.files.data]
    new = [reading for reading in readings if reading.release and not reading.known]
    if sum(len(reading.packed) for reading in new) > MOST_CARRIED:
        form.files.errors = [gettext("These files are too large together. Choose fewer at once.")]
        return render_form("desk/releases/upload_releases.html", form)
    return render_template(
        "desk/releases/preview_releases.html",
        readings=readings,
        new=new,
        zone=form.release_zone.data,
        furniture=FURNITURE_NAMES,
    )


@pages.post("/confirm")
@needs(EDIT_ANNOUNCEMENTS)
def confirm_releases() -> ResponseReturnValue:
    """Make draft reports of what the preview showed: of all or, if one is refused, of none."""
    names, carried = request.form.getlist("name"), request.form.getlist("packed")
    zone = request.form.get("zone", "")
    made = [
        import_release(unpacked(text, LARGEST), name, zone=zone, by=actor(), now=g.now).announcement
        for name, text in zip(names, carried, strict=False)
    ]
    flash(ngettext("%(num)d draft report made.", "%(num)d draft reports made.", len(made)))
    if len(made) == 1:
        page = url_for("desk.announcements.show_announcement", announcement_id=made[0].id)
        return redirect(page, 303)
    return redirect(url_for("desk.announcements.list_announcements", kind="report"), 303)


def _reading(file: FileStorage) -> Reading:
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    data = file.stream.read(LARGEST + 1)
    try:
        release = read_release(data, name)
    except Refused as refusal:
        return Reading(name, refusal=spoken(refusal))
    return Reading(name, "", release, imported_as(release.digest), packed(data))
