"""Search over everything the public may see, in all languages at once, whole or as one types."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.markdown import plain_text
from forumapp.core.paging import Page, rows_of
from forumapp.core.text import _
from forumapp.core.titles import whole_title
from forumapp.core.translated import Translated
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
from forumapp.search.queries import near_matches, ranked_matches
from forumapp.search.rules import Piece, excerpt, found_in, highlighted, nearest_words
from forumapp.site.finding import page_number, wanted_text
from forumapp.themes.models import Theme
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address, current_language
from forumapp.web.xml import render_xml

MOST = 200
"""Pages that one search finds at most."""
SIZE = 20
SUGGESTED, NEAR = 8, 10
FEWEST_LETTERS = 2
"""Latin letters from which on something is suggested; one Chinese character is enough."""
SNIPPET = {"zh": 90}
USUAL_SNIPPET = 200
COMING, NEW = 1.35, 1.25
"""How much better what is ahead, and what was announced lately, is than the same in the past."""
NEW_FOR = timedelta(days=365)
pages = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is found of one kind: which of them, its name and texts, its page in `core.links`."""

    model: Any
    shown: Callable[[datetime], Select[Any]]
    page: str
    one: str
    many: str
    title: str
    texts: tuple[str, ...]


KINDS = {
    "forum": Kind(
        *(Forum, visible_forums, "forum", _("Forum"), _("Forums"), "title"), ("lead", "description")
    ),
    "announcement": Kind(
        *(Announcement, visible_announcements, "announcement", _("Announcement")),
        *(_("Announcements"), "headline", ("lead", "body")),
    ),
    "conference": Kind(
        *(Conference, visible_conferences, "conference", _("Conference"), _("Conferences")),
        *("name", ("summary", "description")),
    ),
    "delegation": Kind(
        *(Delegation, visible_delegations, "delegation", _("Delegation"), _("Delegations")),
        *("name", ("purpose", "description")),
    ),
    "person": Kind(
        *(Person, visible_speakers, "speaker", _("Speaker"), _("Speakers"), "name"),
        ("position", "biography"),
    ),
    "organization": Kind(
        *(Organization, visible_organizations, "organization", _("Organization")),
        *(_("Organizations"), "name", ("description",)),
    ),
    "theme": Kind(
        *(Theme, visible_themes, "theme", _("Theme"), _("Themes"), "title"), ("summary",)
    ),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A public record that was found: its title and a passage, in pieces, each with its language."""

    kind: str
    record: Any
    href: str
    title: list[Piece]
    title_language: str
    passage: list[Piece]
    passage_language: str


@pages.get("/search")
@open_to_everybody
def show_search() -> ResponseReturnValue:
    words = wanted_text("q")
    kind = wanted_text("kind") if wanted_text("kind") in KINDS else ""
    found = visible_records(ranked_matches(words, visible_ids(g.now), limit=MOST))
    counts = Counter(of_kind for of_kind, _record in found)
    page = page_in([each for each in found if not kind or each[0] == kind], page_number())
    near, meant = ([], "") if found or not words else nearly(words)
    return render_template(
        "site/search/show_search.html",
        words=words,
        kind=kind,
        kinds=KINDS,
        counts=counts,
        page=page,
        hits=[hit(*each, words) for each in page.rows],
        near=[hit(*each, words) for each in near],
        meant=meant,
        themes=rows_of(visible_themes(g.now), limit=12) if words and not found else [],
        is_whole=sum(counts.values()) < MOST,
        page_address=lambda number: address("search", q=words, kind=kind, page=str(number)),
    )


@pages.get("/opensearch.xml")
@open_to_everybody
def describe_search() -> ResponseReturnValue:
    """How a browser searches here, in the language of the page that names it."""
    body = render_xml("site/search/describe_search.xml")
    return Response(body, mimetype="application/opensearchdescription+xml")


@pages.get("/search/suggestions")
@open_to_everybody
def suggest_pages() -> ResponseReturnValue:
    """The best pages for what is being typed, as a list to choose from."""
    words = wanted_text("q")
    found = []
    if len(words) >= FEWEST_LETTERS or not words.isascii():
        found = visible_records(ranked_matches(words, visible_ids(g.now), limit=SUGGESTED * 5))
    return render_template(
        "site/search/suggest_pages.html",
        kinds=KINDS,
        hits=[hit(*each, words) for each in found[:SUGGESTED]],
    )


def visible_ids(now: datetime) -> dict[str, Select[int]]:
    """What may be found of each kind: what is hidden takes no place among the best."""
    return {
        kind: each.shown(now).with_only_columns(each.model.id).order_by(None)
        for kind, each in KINDS.items()
    }


def visible_records(matches: dict[tuple[str, int], float]) -> list[tuple[str, Any]]:
    """(kind, record), the best and most timely first. One query a kind that was found."""
    found: list[tuple[float, str, Any]] = []
    for kind in dict.fromkeys(kind for kind, _id in matches):
        ids = [record_id for of_kind, record_id in matches if of_kind == kind]
        model = KINDS[kind].model
        for record in rows_of(KINDS[kind].shown(g.now).where(model.id.in_(ids))):
            score = matches[kind, record.id] * timeliness(kind, record, g.now)
            found.append((score, kind, record))
    found.sort(key=lambda each: (-each[0], each[1], each[2].id))
    return [(kind, record) for _score, kind, record in found]


def timeliness(kind: str, record: Any, now: datetime) -> float:
    """What is ahead or new comes a little before what says the same of the past."""
    if kind == "forum" and record.ends_at > now:
        return COMING
    if kind == "announcement":
        age = (now - record.release_at) / NEW_FOR
        return 1 + (NEW - 1) * max(0.0, 1 - age)
    return 1.0


def page_in(found: list[tuple[str, Any]], number: int) -> Page[tuple[str, Any]]:
    last = max(1, -(-len(found) // SIZE))
    number = min(number, last)
    return Page(found[(number - 1) * SIZE : number * SIZE], number, last, len(found))


def nearly(words: str) -> tuple[list[tuple[str, Any]], str]:
    """Pages that hold something alike, and the words as they may have been meant: both of what is public.

    Words of what is not public are never offered.
    """
    findable = visible_ids(g.now)
    near = visible_records(near_matches(words, findable, limit=MOST))
    titles = [
        text for kind, record in near for text in texts_of(getattr(record, KINDS[kind].title))
    ]
    meant = nearest_words(words, titles)
    holding = visible_records(ranked_matches(meant, findable, limit=NEAR)) if meant else []
    return (holding or near)[:NEAR], meant if holding else ""


def texts_of(translated: Translated) -> list[str]:
    return [translated.exact(language) for language in translated.languages]


def hit(kind: str, record: Any, words: str) -> Hit:
    """What is shown of a record that was found."""
    own = KINDS[kind]
    title, title_language = best_text(getattr(record, own.title), words)
    passage, passage_language = best_passage([getattr(record, name) for name in own.texts], words)
    most = SNIPPET.get(passage_language, USUAL_SNIPPET)
    return Hit(
        kind,
        record,
        address(own.page, slug=record.slug),
        highlighted(whole_title(title), words),
        title_language,
        excerpt(passage, words, most=most),
        passage_language,
    )


def best_text(text: Translated, words: str) -> tuple[str, str]:
    """In the reader's language, unless only another one holds the words."""
    return next(
        ((said, language) for said, language in in_order(text) if found_in(said, words)),
        text.in_language(current_language()),
    )


def best_passage(texts: Iterable[Translated], words: str) -> tuple[str, str]:
    """The first text that holds a word, in the reader's language if there is one; else the first there is."""
    plain = [
        (plain_text(said, addresses=False), language)
        for text in texts
        for said, language in sorted(in_order(text), key=lambda each: each[1] != current_language())
    ]
    own = [each for each in plain if each[1] == current_language()]
    holding = [each for each in (*own, *plain) if found_in(each[0], words)]
    return next(iter((*holding, *own, *plain)), ("", current_language()))


def in_order(text: Translated) -> list[tuple[str, str]]:
    """A text in each of its languages, the reader's first."""
    languages = sorted(text.languages, key=lambda language: language != current_language())
    return [(text.exact(language), language) for language in languages]
