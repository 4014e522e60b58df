"""What the web itself asks of a site: sitemap, robots, search description, pictures. Without language."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.errors import Gone, NotFound
from forumapp.core.paging import rows_of
from forumapp.delegations.queries import visible_delegations
from forumapp.files.services.pictures import picture_file
from forumapp.forums.queries import (
    visible_conferences,
    visible_forums,
    visible_organizations,
    visible_speakers,
    visible_themes,
)
from forumapp.identity.rules import READ_DRAFTS
from forumapp.institution.rules import is_colour
from forumapp.publishing.queries import is_picture_public
from forumapp.web.guards import may, open_to_everybody
from forumapp.web.languages import address

LISTS = (
    *("home", "forums", "conferences", "announcements", "delegations", "themes", "speakers"),
    *("organizations", "calendar", "privacy", "accessibility", "contact"),
)
PAGES: dict[str, Callable[[datetime], Select[Any]]] = {
    "forum": visible_forums,
    "announcement": visible_announcements,
    "conference": visible_conferences,
    "delegation": visible_delegations,
    "theme": visible_themes,
    "speaker": visible_speakers,
    "organization": visible_organizations,
}
ONE_DAY, ONE_YEAR = 86_400, 31_536_000
pages = Blueprint("web", __name__)


@pages.get("/sitemap.xml")
@open_to_everybody
def show_sitemap() -> ResponseReturnValue:
    body = render_template("site/web/show_sitemap.xml", places=list(public_places()))
    return Response(body, mimetype="application/xml")


def public_places() -> Iterator[dict[str, str]]:
    """The path of each public page by language."""
    languages = current_app.config["LANGUAGES"]
    for kind in LISTS:
        yield {language: address(kind, language) for language in languages}
    for kind, shown in PAGES.items():
        for record in rows_of(shown(g.now)):
            yield {language: address(kind, language, slug=record.slug) for language in languages}


@pages.get("/robots.txt")
@open_to_everybody
def show_robots() -> ResponseReturnValue:
    return Response(render_template("site/web/show_robots.txt"), mimetype="text/plain")


@pages.get("/opensearch.xml")
@open_to_everybody
def show_opensearch() -> ResponseReturnValue:
    body = render_template("site/web/show_opensearch.xml")
    return Response(body, mimetype="application/opensearchdescription+xml")


@pages.get("/media/<hash>/<size>")
@open_to_everybody
def show_picture(hash: str, size: str) -> ResponseReturnValue:  # noqa: A002 - the address's own word
    """A picture in one of its sizes, while a public page shows it; the desk sees the others too.

    Caches keep it for a day, so that a portrait is gone soon after its consent.
    """
    file = picture_file(hash, size)
    if file is None:
        raise NotFound
    if is_picture_public(hash, g.now):
        return send_file(file, mimetype="image/webp", max_age=ONE_DAY)
    if not may(READ_DRAFTS):
        raise Gone
    answer = send_file(file, mimetype="image/webp")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.get("/accent/<colour>.css")
@open_to_everybody
def show_accent(colour: str) -> ResponseReturnValue:
    """The institution's own colour in the place of the seal; a stylesheet, because pages hold no styles."""
    if not is_colour(f"#{colour}"):
        raise NotFound
    body = render_template("site/web/show_accent.css", colour=f"#{colour}")
    headers = {"Cache-Control": f"public, max-age={ONE_YEAR}, immutable"}
    return Response(body, mimetype="text/css", headers=headers)
