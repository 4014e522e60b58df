"""The sitemap: every public page in each language; in parts where one file may not hold them all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, g
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.errors import NotFound
from forumapp.core.paging import columns_of
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
from forumapp.themes.models import Theme
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address
from forumapp.web.xml import render_xml

MOST = 50_000
"""Addresses that one file may hold (sitemaps.org)."""
LISTS = (
    *("home", "forums", "conferences", "announcements", "delegations", "themes", "speakers"),
    *("organizations", "calendar", "privacy", "accessibility", "contact"),
)
PAGES: dict[str, tuple[Any, Callable[[datetime], Select[Any]]]] = {
    "forum": (Forum, visible_forums),
    "announcement": (Announcement, visible_announcements),
    "conference": (Conference, visible_conferences),
    "delegation": (Delegation, visible_delegations),
    "theme": (Theme, visible_themes),
    "speaker": (Person, visible_speakers),
    "organization": (Organization, visible_organizations),
}
pages = Blueprint("sitemaps", __name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A public page: its path by language, and when it last changed, where that is known."""

    paths: dict[str, str]
    changed_at: datetime | None = None


@pages.get("/sitemap.xml")
@open_to_everybody
def show_sitemap() -> ResponseReturnValue:
    """The pages themselves, or the list of the parts."""
    places = list(public_places())
    parts = -(-len(places) // most_places())
    if parts > 1:
        return xml("site/sitemaps/list_parts.xml", parts=range(1, parts + 1))
    return sitemap_of(places)


@pages.get("/sitemaps/<int:number>.xml")
@open_to_everybody
def show_part(number: int) -> ResponseReturnValue:
    first = (number - 1) * most_places()
    places = list(public_places())[max(0, first) : max(0, first) + most_places()]
    if number < 1 or not places:
        raise NotFound
    return sitemap_of(places)


def sitemap_of(places: Sequence[Place]) -> Response:
    return xml("site/sitemaps/show_sitemap.xml", places=places)


def xml(template: str, **context: object) -> Response:
    return Response(render_xml(template, **context), mimetype="application/xml")


def most_places() -> int:
    """Pages in one file: each has an address in every language."""
    return max(1, MOST // len(current_app.config["LANGUAGES"]))


def public_places() -> Iterator[Place]:
    languages = current_app.config["LANGUAGES"]
    for kind in LISTS:
        yield Place({language: address(kind, language) for language in languages})
    for kind, (model, shown) in PAGES.items():
        dated = (model.changed_at, model.release_at) if hasattr(model, "release_at") else ()
        for slug, *changes in columns_of(shown(g.now), model.slug, *dated):
            paths = {language: address(kind, language, slug=slug) for language in languages}
            yield Place(paths, max(filter(None, changes), default=None))
