"""Atom feeds (RFC 4287): of all announcements, of each narrowed list of them, and of a theme."""

import re
from collections.abc import Mapping
from uuid import NAMESPACE_URL, UUID, uuid5

from flask import Blueprint, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from forumapp.announcements.queries.announcements import about_theme
from forumapp.announcements.queries.listing import AnnouncementFilter, listed_announcements
from forumapp.announcements.queries.page import announcement_pages, public_quotes
from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS
from forumapp.core.links import absolute
from forumapp.core.paging import rows_of
from forumapp.core.text import say
from forumapp.forums.queries import cities_of_forums, visible_themes
from forumapp.site.announcements import wanted_announcements
from forumapp.site.finding import find
from forumapp.themes.models import Theme
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import current_language
from forumapp.web.rendering import current_institution
from forumapp.web.shared_caches import let_caches_keep
from forumapp.web.xml import render_xml

FEED_LENGTH = 50
MAX_AGE = 900
_OWN_ADDRESS = re.compile(r'(?<=\s)(href|src)="/(?!/)')
pages = Blueprint("feeds", __name__)


@pages.get("/announcements.atom")
@open_to_everybody
def feed_announcements() -> ResponseReturnValue:
    """The newest of the list that has the same filters."""
    wanted = wanted_announcements()
    names = filter_names(wanted)
    chosen = announcement_pages(g.now).where(
        listed_announcements(wanted, g.now).whereclause  # type: ignore[arg-type]
    )
    return atom(
        "site/feeds/feed_announcements.xml",
        title=feed_title(wanted),
        uid=feed_uid(own_uid(), names),
        names=names,
        announcements=rows_of(chosen, limit=FEED_LENGTH),
    )


@pages.get("/themes/<slug:slug>.atom")
@open_to_everybody
def feed_theme(slug: str) -> ResponseReturnValue:
    theme = find(Theme, slug, visible_themes(g.now), "theme.atom")
    newest = announcement_pages(g.now).where(about_theme(theme, g.now))
    return atom(
        "site/feeds/feed_theme.xml",
        theme=theme,
        uid=feed_uid(theme.uid, {}),
        announcements=rows_of(newest, limit=FEED_LENGTH),
    )


def filter_names(wanted: AnnouncementFilter) -> dict[str, str]:
    names = {
        "kind": wanted.kind,
        "year": str(wanted.year or ""),
        "theme": wanted.theme.slug if wanted.theme else "",
        "city": wanted.city,
        "delegation": wanted.delegation.slug if wanted.delegation else "",
    }
    return {name: value for name, value in names.items() if value}


def feed_title(wanted: AnnouncementFilter) -> str:
    """“Announcements: Report, 2026, Inclusive cities”."""
    language = current_language()
    parts = [
        say(ANNOUNCEMENT_KINDS[wanted.kind], {}, language) if wanted.kind else "",
        str(wanted.year or ""),
        wanted.theme.title.text(language) if wanted.theme else "",
        city_name(wanted.city, language) if wanted.city else "",
        wanted.delegation.name.text(language) if wanted.delegation else "",
    ]
    narrowed = ("、" if language == "zh" else ", ").join(part for part in parts if part)
    colon = "：" if language == "zh" else ": "
    return gettext("Announcements") + (f"{colon}{narrowed}" if narrowed else "")


def city_name(key: str, language: str) -> str:
    return next(
        (each.city.text(language) for each in cities_of_forums(g.now) if each.city_key == key), key
    )


def own_uid() -> UUID:
    """That of the institution; of one that nobody has named yet, that of its address."""
    return current_institution().uid or uuid5(NAMESPACE_URL, current_app.config["PUBLIC_URL"])


def feed_uid(of: UUID, names: Mapping[str, str]) -> UUID:
    """Of one list in one language, the same for good: an installation may move, a theme be renamed."""
    return uuid5(of, f"{current_language()} {sorted(names.items())}")


def atom(template: str, **context: object) -> ResponseReturnValue:
    """A feed as a reader program expects it, answered with 304 where nothing is new."""
    body = render_xml(template, **context, public_quotes=public_quotes, whole=whole)
    response = Response(body, mimetype="application/atom+xml")
    response.add_etag()
    let_caches_keep(response, MAX_AGE)
    return response.make_conditional(request)


def whole(html: Markup) -> str:
    """HTML for another place: with whole addresses, as text."""
    front = absolute(current_app.config["PUBLIC_URL"], "/")
    return _OWN_ADDRESS.sub(rf'\1="{front}', str(html).strip())
