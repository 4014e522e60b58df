"""Search over everything the public may see."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.paging import rows_of
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import visible_delegations
from forumapp.forums.models import Conference, Forum
from forumapp.forums.queries import (
    visible_conferences,
    visible_forums,
    visible_organizations,
    visible_speakers,
    visible_themes,
)
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.search.queries import ranked_matches
from forumapp.site.finding import wanted_text
from forumapp.themes.models import Theme
from forumapp.web.guards import open_to_everybody

MOST = 200
SHOWN: dict[str, tuple[Any, Callable[[datetime], Select[Any]]]] = {
    "forum": (Forum, visible_forums),
    "announcement": (Announcement, visible_announcements),
    "conference": (Conference, visible_conferences),
    "delegation": (Delegation, visible_delegations),
    "person": (Person, visible_speakers),
    "organization": (Organization, visible_organizations),
    "theme": (Theme, visible_themes),
}
pages = Blueprint("search", __name__)


@pages.get("/search")
@open_to_everybody
def show_search() -> ResponseReturnValue:
    words = wanted_text("q")
    return render_template("site/search/show_search.html", words=words, hits=visible_hits(words))


def visible_hits(words: str) -> list[tuple[str, Any]]:
    """(kind, record), best first, of what the public may see. One query a kind that was found."""
    matches = ranked_matches(words, list(SHOWN), limit=MOST)
    found: dict[tuple[str, int], Any] = {}
    for kind in dict.fromkeys(kind for kind, _id in matches):
        model, shown = SHOWN[kind]
        ids = [record_id for of_kind, record_id in matches if of_kind == kind]
        for record in rows_of(shown(g.now).where(model.id.in_(ids))):
            found[kind, record.id] = record
    return [
        (kind, found[kind, record_id]) for kind, record_id in matches if (kind, record_id) in found
    ]
