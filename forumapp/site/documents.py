"""Documents that a form asks people to agree to, and those that come with announcements."""

from uuid import UUID

from flask import Blueprint, g, send_file
from flask.typing import ResponseReturnValue

from forumapp.announcements.queries import documents as announced
from forumapp.core.errors import NotFound
from forumapp.files.models import StoredFile
from forumapp.files.services.stored import path_of
from forumapp.identity.rules import READ_DRAFTS
from forumapp.questions import queries as asked
from forumapp.web.guards import may, open_to_everybody

pages = Blueprint("documents", __name__)


@pages.get("/documents/<uuid:uid>")
@open_to_everybody
def show_document(uid: UUID) -> ResponseReturnValue:
    """While a public form asks for it or a public announcement offers it; the desk sees the others too."""
    to_agree, to_take = _asked_for(uid), _announced(uid)
    file = to_agree or to_take
    if file is None or not path_of(file).is_file():
        raise NotFound
    answer = send_file(
        path_of(file),
        mimetype=file.media_type,
        download_name=file.name,
        as_attachment=to_agree is None,
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _asked_for(uid: UUID) -> StoredFile | None:
    return asked.any_document(uid) if may(READ_DRAFTS) else asked.public_document(uid, g.now)


def _announced(uid: UUID) -> StoredFile | None:
    return (
        announced.any_document(uid) if may(READ_DRAFTS) else announced.public_document(uid, g.now)
    )
