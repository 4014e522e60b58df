"""Previews: what is not public yet, shown by a link for a time. Looking changes nothing."""

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, send_file
from flask.typing import ResponseReturnValue

from forumapp.announcements.queries.previews import (
    document_of_preview,
    pictures_of_preview,
    preview_by_token,
    previewed,
)
from forumapp.core.errors import NotFound
from forumapp.files.services.pictures import picture_file
from forumapp.files.services.stored import path_of
from forumapp.forums.models import Forum
from forumapp.web.announcements import announcement_page
from forumapp.web.forums import forum_before_release
from forumapp.web.guards import open_by_link
from forumapp.web.languages import address

pages = Blueprint("previews", __name__)
files = Blueprint("preview_files", __name__)


@pages.get("/previews/<token:token>")
@open_by_link
def show_preview(token: str) -> ResponseReturnValue:
    """The page as its readers will see it; once it is public, its own address."""
    preview = preview_by_token(token, g.now)
    record = previewed(preview)
    is_forum = isinstance(record, Forum)
    if record.is_visible(g.now):
        return redirect(address("forum" if is_forum else "announcement", slug=record.slug), 303)
    g.preview_token = token
    if isinstance(record, Forum):
        return render_template(
            "site/previews/show_forum.html", preview=preview, **forum_before_release(record, g.now)
        )
    return render_template(
        "site/previews/show_announcement.html",
        preview=preview,
        **announcement_page(record, g.now, before_release=True),
    )


@files.get("/previews/<token:token>/media/<hash>/<size>")
@open_by_link
def show_picture(token: str, hash: str, size: str) -> ResponseReturnValue:  # noqa: A002 - the address's own word
    """A picture of the page; no other of ours."""
    preview = preview_by_token(token, g.now)
    file = picture_file(hash, size) if hash in pictures_of_preview(preview) else None
    if file is None:
        raise NotFound
    return send_file(file, mimetype="image/webp")


@files.get("/previews/<token:token>/documents/<uuid:uid>")
@open_by_link
def show_document(token: str, uid: UUID) -> ResponseReturnValue:
    """A document of the announcement, to be taken along."""
    file = document_of_preview(preview_by_token(token, g.now), uid)
    if not path_of(file).is_file():
        raise NotFound
    return send_file(
        path_of(file), mimetype=file.media_type, download_name=file.name, as_attachment=True
    )
