"""What is to be translated: one list of work over everything that the public reads."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.parity import texts_of, texts_of_announcement, texts_of_forum
from forumapp.announcements.rules.parity import find_gaps
from forumapp.core.languages import own_name
from forumapp.core.text import _
from forumapp.desk.history import KINDS as RECORD_KINDS
from forumapp.desk.history import PLACES
from forumapp.desk.today import gaps_in_words
from forumapp.forums.models import Forum
from forumapp.identity.rules import READ_DRAFTS
from forumapp.publishing.parity import KINDS, SESSION, work_of_translators
from forumapp.publishing.queries import Untranslated
from forumapp.web.fields import id_of
from forumapp.web.forms import languages
from forumapp.web.guards import needs

pages = Blueprint("translations", __name__, url_prefix="/translations")

ROWS = 50
NAMES = {**RECORD_KINDS, SESSION: _("Point of a programme")}


@pages.get("/")
@needs(READ_DRAFTS)
def list_translations() -> ResponseReturnValue:
    kind = _among(KINDS, "kind")
    language = _among(languages(), "language")
    work = work_of_translators(languages(), kind=kind, language=language)
    last = max(1, -(-len(work) // ROWS))
    page = min(max(id_of(request.args.get("page")) or 1, 1), last)
    return render_template(
        "desk/translations/list_translations.html",
        work=work[(page - 1) * ROWS : page * ROWS],
        total=len(work),
        page=page,
        last=last,
        values={"kind": kind, "language": language},
        kinds=[(each, gettext(NAMES[each])) for each in KINDS],
        spoken=[(each, own_name(each)) for each in languages()],
        names=NAMES,
        gaps=gaps_in_words,
        href=href,
        page_address=lambda number: url_for(
            "desk.translations.list_translations", kind=kind, language=language, page=number
        ),
    )


def href(text: Untranslated) -> str:
    """Where the first of the missing or older texts is written."""
    if text.kind == "institution":
        form = url_for("desk.institution.edit_institution")
    else:
        form = (
            f"/desk/{PLACES['forum' if text.kind == SESSION else text.kind]}/{text.record_id}/edit"
        )
    for found in (text.missing, text.older):
        for language, names in found.items():
            return form if text.kind == SESSION else f"{form}#{names[0]}-{language}"
    return form


def gaps_of_record(record: Any) -> list[str]:
    """What one record lacks, one sentence per language and gap."""
    texts = (
        texts_of_forum(record)
        if isinstance(record, Forum)
        else texts_of_announcement(record)
        if isinstance(record, Announcement)
        else texts_of(record)
    )
    return gaps_in_words(find_gaps(texts, languages()))


def _among(known: tuple[str, ...], argument: str) -> str:
    asked = request.args.get(argument, "")
    return asked if asked in known else ""
