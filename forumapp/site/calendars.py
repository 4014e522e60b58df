"""Calendars: every `.ics` address, in each language and both profiles, by the contract of HTTP.

A calendar is a function of its address and of the state of the public, so its ETag is known before
anything is read, and an unchanged one answers 304 without being built.
"""

import gzip
import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from importlib.metadata import version
from typing import TypeVar
from urllib.parse import quote

from flask import Blueprint, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from forumapp.calendars.queries import feeds
from forumapp.calendars.queries.facts import program_version, the_house
from forumapp.calendars.queries.feeds import Asked, Feed
from forumapp.core.errors import Gone, NotFound
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import visible_delegations
from forumapp.forums.models import Conference, Forum
from forumapp.forums.queries import (
    filtered,
    visible_conferences,
    visible_forums,
    visible_organizations,
    visible_speakers,
    visible_themes,
)
from forumapp.ical.entry import Profile
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.site.finding import find
from forumapp.site.forums import wanted_forums
from forumapp.themes.models import Theme
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address, current_language

log = logging.getLogger(__name__)
pages = Blueprint("calendars", __name__)

MAX_AGE = 900
RETRY_AFTER = 300
FILTERS = ("q", "theme", "city", "delegation", "from", "to")
PROFILES: dict[str, Profile] = {"ics": "core", "full.ics": "full"}
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def calendar_at(pattern: str) -> Callable[[View], View]:
    """The addresses of a calendar in both profiles: `….ics` and `….full.ics`."""

    def register(view: View) -> View:
        for ending in PROFILES:
            pages.add_url_rule(
                f"{pattern}.{ending}",
                view_func=open_to_everybody(view),
                defaults={"ending": ending},
            )
        return view

    return register


@calendar_at("/forums/<slug:slug>")
def download_forum(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        forum = find(Forum, slug, visible_forums(g.now), f"forum.{ending}")
        return feeds.calendar_of_forum(forum, asked(ending, "forum", slug))

    return answer(build, download=f"{slug}.ics")


@calendar_at("/forums/<slug:slug>/sessions")
def feed_sessions(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        forum = find(Forum, slug, visible_forums(g.now), f"sessions.{ending}")
        return feeds.calendar_of_sessions(forum, asked(ending, "forum", slug))

    return answer(build)


@calendar_at("/conferences/<slug:slug>")
def feed_conference(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        conference = find(Conference, slug, visible_conferences(g.now), f"conference.{ending}")
        return feeds.calendar_of_conference(conference, asked(ending, "conference", slug))

    return answer(build)


@calendar_at("/delegations/<slug:slug>")
def feed_delegation(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        delegation = find(Delegation, slug, visible_delegations(g.now), f"delegation.{ending}")
        return feeds.calendar_of_delegation(delegation, asked(ending, "delegation", slug))

    return answer(build)


@calendar_at("/themes/<slug:slug>")
def feed_theme(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        theme = find(Theme, slug, visible_themes(g.now), f"theme.{ending}")
        return feeds.calendar_of_theme(theme, asked(ending, "theme", slug))

    return answer(build)


@calendar_at("/speakers/<slug:slug>")
def feed_speaker(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        person = find(Person, slug, visible_speakers(g.now), f"speaker.{ending}")
        return feeds.calendar_of_speaker(person, asked(ending, "speaker", slug))

    return answer(build)


@calendar_at("/organizations/<slug:slug>")
def feed_organization(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        shown = visible_organizations(g.now)
        organization = find(Organization, slug, shown, f"organization.{ending}")
        return feeds.calendar_of_organization(organization, asked(ending, "organization", slug))

    return answer(build)


@calendar_at("/calendar")
def feed_everything(ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        filters = wanted_filters()
        among = filtered(visible_forums(g.now), wanted_forums()) if filters else None
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        return feeds.calendar_of_everything(asked(ending, "calendar"), among, filters=query)

    return answer(build)


def asked(ending: str, page: str, slug: str = "") -> Asked:
    """What this request wants, in the words of the feature."""
    names = {"slug": slug} if slug else wanted_filters()
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    return Asked(
        source=absolute(request.path + query),
        page=absolute(address(page, **names)),
        house=the_house(),
        language=current_language(),
        profile=PROFILES[ending],
        now=g.now,
        cancelled=request.args.get("cancelled") != "0",
    )


def wanted_filters() -> dict[str, str]:
    """The filters of `/forums/` that this address sets, in one order whichever way they are written."""
    return {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}


def absolute(at: str) -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + at


def answer(build: Callable[[], Feed], *, download: str = "") -> Response:
    """The calendar; 304 where the reader has it; 503, never an empty calendar, where it fails.

    An empty one would wipe what a client has. On 503 it keeps that and asks again.
    """
    state, changed_at = feeds.state_of_the_public(g.now)
    zipped = request.accept_encodings.quality("gzip") > 0
    etag = etag_of(state, zipped=zipped)
    if request.if_none_match.contains_weak(etag):
        return described(Response(status=304), etag, changed_at, download)
    try:
        calendar = b"".join(feeds.pieces_of(build()))
    except (HTTPException, NotFound, Gone, OperationalError):
        raise
    except Exception:
        log.exception("no calendar at %s", request.path)
        return Response("", 503, {"Retry-After": str(RETRY_AFTER)}, mimetype="text/plain")
    response = described(Response(calendar), etag, changed_at, download)
    if zipped:
        response.set_data(gzip.compress(calendar, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response


def described(response: Response, etag: str, changed_at: datetime, download: str) -> Response:
    """The headers that an answer with and without a body share."""
    response.set_etag(etag)
    response.last_modified = changed_at
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if download:
        named = f"filename=\"{download}\"; filename*=UTF-8''{quote(download)}"
        response.headers["Content-Disposition"] = f"attachment; {named}"
    else:
        response.headers["Content-Disposition"] = "inline"
    return response


def etag_of(state: str, *, zipped: bool) -> str:
    """All that the bytes depend on; the compressed ones are others."""
    parts = (
        request.full_path,
        current_language(),
        state,
        version("tzdata"),
        program_version(),
        "gzip" if zipped else "",
    )
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
