"""Documents that a form asks people to agree to."""

from uuid import UUID

from flask import Blueprint, g, send_file
from flask.typing import ResponseReturnValue

from forumapp.core.errors import NotFound
from forumapp.files.services.stored import path_of
from forumapp.identity.rules import READ_DRAFTS
from forumapp.questions.queries import any_document, public_document
from forumapp.web.guards import may, open_to_everybody

pages = Blueprint("documents", __name__)


@pages.get("/documents/<uuid:uid>")
@open_to_everybody
def show_document(uid: UUID) -> ResponseReturnValue:
    """While a public form asks for it; the desk sees the others too."""
    file = any_document(uid) if may(READ_DRAFTS) else public_document(uid, g.now)
    if file is None or not path_of(file).is_file():
        raise NotFound
    answer = send_file(path_of(file), mimetype=file.media_type, download_name=file.name)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
