"""The editor: an announcement in every language, with its pictures, quotes and documents, and a preview."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import announcement_at_desk
from forumapp.announcements.queries.editor import (
    capacity_at,
    files_by_uid,
    pictures_by_id,
    unnamed_people,
)
from forumapp.announcements.services import documents, editing
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.transaction import undo
from forumapp.core.translated import Translated
from forumapp.desk.announcements.blueprint import pages
from forumapp.desk.announcements.forms import (
    MOST_ROWS,
    AnnouncementForm,
    EditAnnouncementForm,
    PreviewForm,
    choose_again,
)
from forumapp.desk.announcements.plans import keep_fold, plan_of, rows_of, shown_in_form
from forumapp.files.services.pictures import store_picture
from forumapp.files.services.stored import check_file, keep_file
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS
from forumapp.web.fields import id_of, uid_of
from forumapp.web.forms import accept, put_refusal, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.rendering import current_institution
from forumapp.web.requests import only_reads
from forumapp.web.rows import asked_rearrangement, rearranged

ASKING = ("upload", "refresh", "preview")
"""Buttons that show the form again and save nothing."""


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
def create_announcement() -> ResponseReturnValue:
    form = AnnouncementForm(formdata=sent(), release_zone=current_institution().zone)
    template = "desk/announcements/create_announcement.html"
    if is_only_asking():
        return show_asked(template, form)
    made = accept_with_files(
        form, lambda: editing.create_announcement(plan_of(form), by=actor(), now=g.now)
    )
    return back_to(made, gettext("Saved.")) if made else show_editor(template, form)


@pages.route("/<int:announcement_id>/edit", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
def edit_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = announcement_at_desk(announcement_id)
    form = EditAnnouncementForm(formdata=sent(), data=shown_in_form(announcement))
    keep_fold(form, announcement)
    template = "desk/announcements/edit_announcement.html"
    if is_only_asking():
        return show_asked(template, form, announcement)
    saved = accept_with_files(
        form,
        lambda: editing.edit_announcement(
            announcement, plan_of(form), version=form.version.data, by=actor(), now=g.now
        ),
    )
    if saved:
        return back_to(saved, gettext("Saved."))
    return show_editor(template, form, announcement)


@pages.post("/preview")
@only_reads
@needs(EDIT_ANNOUNCEMENTS)
def preview_text() -> ResponseReturnValue:
    """What is being typed, as readers will see it; asked again and again while somebody writes."""
    form = PreviewForm()
    return render_template("desk/announcements/preview_text.html", form=form, typed=typed_in(form))


def sent() -> CombinedMultiDict[str, Any] | None:
    """The form as it was sent, its rows rearranged if a button asked for that."""
    if request.method != "POST":
        return None
    typed: MultiDict[str, str] = request.form
    if asked := asked_rearrangement():
        typed = rearranged(typed, asked)
    return CombinedMultiDict([typed, request.files])


def is_only_asking() -> bool:
    """The form was sent to show it otherwise (rows, new files, a preview), not to be saved."""
    return request.method == "POST" and (
        asked_rearrangement() is not None or request.form.get("do") in ASKING
    )


def show_asked(
    template: str, form: AnnouncementForm, announcement: Announcement | None = None
) -> ResponseReturnValue:
    if request.form.get("do") == "upload":
        try:
            keep_files(form)
        except Refused as refusal:
            undo()
            drop_unkept(form)
            put_refusal(form, refusal)
    for row in rows_of(form.quotes):
        if row.person_id.data and not any(row.capacity.data.values()):
            row.capacity.process(None, capacity_at(form.forum_id.data, row.person_id.data))
    return show_editor(template, form, announcement)


def show_editor(
    template: str, form: AnnouncementForm, announcement: Announcement | None = None
) -> ResponseReturnValue:
    asked = asked_rearrangement()
    quoted = [row.person_id.data for row in rows_of(form.quotes) if row.person_id.data]
    shown = [id_of(row.picture_id.data) for row in rows_of(form.pictures)]
    offered = [uid_of(row.file_uid.data) for row in rows_of(form.documents)]
    return render_form(
        template,
        form,
        announcement=announcement,
        typed=typed_in(form),
        fresh_row=asked.rows if asked and asked.verb == "add" else "",
        kept_pictures=pictures_by_id([each for each in shown if each]),
        kept_files=files_by_uid([each for each in offered if each]),
        unnamed=unnamed_people(quoted),
    )


def typed_in(form: PreviewForm) -> dict[str, Translated]:
    """The texts of the form as they would be kept."""
    return {name: Translated(form[name].data) for name in ("headline", "lead", "body", "dateline")}


def accept_with_files(
    form: AnnouncementForm, act: Callable[[], Announcement]
) -> Announcement | None:
    """Save with the files that were sent along. Where it is refused they have to be chosen again."""

    def keep_and_act() -> Announcement:
        keep_files(form)
        return act()

    saved = accept(form, keep_and_act)
    if saved is None and form.is_submitted():
        drop_unkept(form)
        for field in (form.new_pictures, form.new_documents):
            if field.data:
                field.errors = [*field.errors, choose_again()]
    return saved


def keep_files(form: AnnouncementForm) -> None:
    """Files that were sent become rows of the form; the first picture of all leads."""
    refuse_too_many(form.pictures, form.new_pictures)
    refuse_too_many(form.documents, form.new_documents)
    for file in form.new_pictures.data or ():
        picture = store_picture(file.read(), Translated(), field="new_pictures", now=g.now)
        if not form.pictures.entries:
            form.lead_picture.data = str(picture.id)
        form.pictures.append_entry(
            {"picture_id": str(picture.id), "alternative": picture.alternative}
        ).form.is_fresh = True
    for file in form.new_documents.data or ():
        checked = check_file(
            file.read(), file.filename or "", kinds=documents.KINDS, field="new_documents"
        )
        kept = keep_file(checked, now=g.now)
        form.documents.append_entry({"file_uid": str(kept.uid)}).form.is_fresh = True


def refuse_too_many(rows: Any, files: Any) -> None:
    if len(rows.entries) + len(files.data or ()) > MOST_ROWS:
        raise Refused(
            _("There may be {most} of them at most. Choose fewer files."),
            field=files.name,
            most=MOST_ROWS,
        )


def drop_unkept(form: AnnouncementForm) -> None:
    """Rows of files that were not kept after all."""
    for rows in (form.pictures, form.documents):
        while rows.entries and getattr(rows.entries[-1].form, "is_fresh", False):
            rows.pop_entry()


def back_to(announcement: Announcement, told: str) -> ResponseReturnValue:
    flash(told)
    here = url_for("desk.announcements.show_announcement", announcement_id=announcement.id)
    return redirect(here, 303)
