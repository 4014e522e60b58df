"""Links by which somebody outside sees what is not public yet."""

from flask import Blueprint, current_app, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.previews import Preview
from forumapp.announcements.queries.previews import previewed, previews_of, secret_of
from forumapp.announcements.services.previewing import (
    MOST_DAYS,
    USUAL_DAYS,
    make_preview,
    revoke_preview,
)
from forumapp.core.links import absolute
from forumapp.core.paging import the_record
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.forums.models import Forum
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS
from forumapp.web.fields import LineField, WholeNumberField
from forumapp.web.forms import accept, languages, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.languages import address

pages = Blueprint("previews", __name__)


class PreviewForm(FlaskForm):
    for_whom = LineField(lazy_gettext("For whom"))
    days = WholeNumberField(lazy_gettext("Days"), default=USUAL_DAYS)


@pages.route("/announcements/<int:announcement_id>/previews", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
def share_announcement(announcement_id: int) -> ResponseReturnValue:
    return _share(the_record(Announcement, announcement_id))


@pages.route("/forums/<int:forum_id>/previews", methods=["GET", "POST"])
@needs(EDIT_ANNOUNCEMENTS)
def share_forum(forum_id: int) -> ResponseReturnValue:
    return _share(the_record(Forum, forum_id))


@pages.post("/previews/<int:preview_id>/revoke")
@needs(EDIT_ANNOUNCEMENTS)
def revoke(preview_id: int) -> ResponseReturnValue:
    preview = the_record(Preview, preview_id)
    revoke_preview(preview, by=actor(), now=g.now)
    flash(gettext("Revoked: the link shows nothing any more."))
    return redirect(_here(previewed(preview)), 303)


def _share(record: Announcement | Forum) -> ResponseReturnValue:
    form = PreviewForm()
    made = accept(
        form,
        lambda: make_preview(
            record,
            for_whom=form.for_whom.data or "",
            days=form.days.data or 0,
            by=actor(),
            now=g.now,
        ),
    )
    if made:
        flash(gettext("The link is made. Copy it, and give it to nobody else."))
        return redirect(_here(record), 303)
    is_forum = isinstance(record, Forum)
    return render_form(
        "desk/previews/share_record.html",
        form,
        record=record,
        title=(record.title if isinstance(record, Forum) else record.headline),
        page=url_for("desk.forums.show_forum", forum_id=record.id)
        if is_forum
        else url_for("desk.announcements.show_announcement", announcement_id=record.id),
        previews=previews_of(record),
        addresses=_addresses,
        most_days=MOST_DAYS,
    )


def _addresses(preview: Preview) -> list[tuple[str, str, str]]:
    """The link in each language: code, name, whole address."""
    public_url, token = current_app.config["PUBLIC_URL"], secret_of(preview)
    return [
        (
            code,
            LANGUAGE_NAMES.get(code, code),
            absolute(public_url, address("preview", code, token=token)),
        )
        for code in languages()
    ]


def _here(record: Announcement | Forum) -> str:
    if isinstance(record, Forum):
        return url_for("desk.previews.share_forum", forum_id=record.id)
    return url_for("desk.previews.share_announcement", announcement_id=record.id)
