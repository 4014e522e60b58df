"""Calendars: every public `.ics` address, in each language and both profiles."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from forumapp.calendars.queries import feeds
from forumapp.calendars.queries.facts import the_house
from forumapp.calendars.queries.feeds import Asked, Feed, pieces_of, state_of_the_public
from forumapp.core import links
from forumapp.core.settings import setting
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
from forumapp.site.finding import find, wanted_day, wanted_text
from forumapp.site.forums import wanted_forums
from forumapp.themes.models import Theme
from forumapp.web.calendars import MAX_AGE, PUBLIC, answer, edition, never_empty
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address, current_language
from forumapp.web.shared_caches import let_caches_keep_until

pages = Blueprint("calendars", __name__)

FILTERS = ("q", "theme", "city", "delegation", "from", "to")
DAYS = ("from", "to")
ENDLESS = {"q", "from", "to"}
"""Filters whose values nobody can count: what they leave is not kept."""
OPTIONS = {"deadlines": "1", "cancelled": "0"}
"""What every feed may be asked besides, and the one value that is not as if it were not there."""
PROFILES: dict[str, Profile] = {"ics": "core", "full.ics": "full"}
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def calendar_at(pattern: str) -> Callable[[View], View]:
    """The addresses of a calendar in both profiles: `….ics` and `….full.ics`."""

    def register(view: View) -> View:
        guarded = open_to_everybody(never_empty(view))
        for ending in PROFILES:
            pages.add_url_rule(
                f"{pattern}.{ending}", view_func=guarded, defaults={"ending": ending}
            )
        return view

    return register


@calendar_at("/forums/<slug:slug>")
def download_forum(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        forum = find(Forum, slug, visible_forums(g.now), f"forum.{ending}")
        return feeds.calendar_of_forum(forum, asked(ending, "forum", slug))

    return calendar(build, download=f"{slug}.ics")


@calendar_at("/forums/<slug:slug>/sessions")
def feed_sessions(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        forum = find(Forum, slug, visible_forums(g.now), f"sessions.{ending}")
        return feeds.calendar_of_sessions(forum, asked(ending, "forum", slug))

    return calendar(build)


@calendar_at("/conferences/<slug:slug>")
def feed_conference(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        conference = find(Conference, slug, visible_conferences(g.now), f"conference.{ending}")
        return feeds.calendar_of_conference(conference, asked(ending, "conference", slug))

    return calendar(build)


@calendar_at("/delegations/<slug:slug>")
def feed_delegation(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        delegation = find(Delegation, slug, visible_delegations(g.now), f"delegation.{ending}")
        return feeds.calendar_of_delegation(delegation, asked(ending, "delegation", slug))

    return calendar(build)


@calendar_at("/themes/<slug:slug>")
def feed_theme(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        theme = find(Theme, slug, visible_themes(g.now), f"theme.{ending}")
        return feeds.calendar_of_theme(theme, asked(ending, "theme", slug))

    return calendar(build)


@calendar_at("/speakers/<slug:slug>")
def feed_speaker(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        person = find(Person, slug, visible_speakers(g.now), f"speaker.{ending}")
        return feeds.calendar_of_speaker(person, asked(ending, "speaker", slug))

    return calendar(build)


@calendar_at("/organizations/<slug:slug>")
def feed_organization(slug: str, ending: str) -> ResponseReturnValue:
    def build() -> Feed:
        shown = visible_organizations(g.now)
        organization = find(Organization, slug, shown, f"organization.{ending}")
        return feeds.calendar_of_organization(organization, asked(ending, "organization", slug))

    return calendar(build)


@calendar_at("/calendar")
def feed_everything(ending: str) -> ResponseReturnValue:
    filters = wanted_filters()

    def build() -> Feed:
        wanted = asked(ending, "calendar", filters=filters)
        if not filters:
            return feeds.calendar_of_everything(wanted)
        among = filtered(visible_forums(g.now), wanted_forums())
        return feeds.calendar_of_some(wanted, among, filters)

    return calendar(build, filters=filters)


def asked(
    ending: str, page: str, slug: str = "", *, filters: dict[str, str] | None = None
) -> Asked:
    """What this request wants, in the words of the feature."""
    names = {"slug": slug} if slug else filters or {}
    options = wanted_options()
    return Asked(
        source=absolute(own_address(filters)),
        page=absolute(address(page, **names)),
        house=the_house(),
        language=current_language(),
        profile=PROFILES[ending],
        now=g.now,
        cancelled="cancelled" not in options,
        deadlines="deadlines" in options,
    )


def own_address(filters: dict[str, str] | None = None) -> str:
    """This calendar's address, the same however its parameters were ordered or written."""
    query = urlencode({**(filters or {}), **wanted_options()})
    return f"{request.path}?{query}" if query else request.path


def wanted_filters() -> dict[str, str]:
    """The filters of `/forums/` that this address sets and that are no nonsense, in one order."""
    days = {name: day.isoformat() for name in DAYS if (day := wanted_day(name))}
    values = {name: days.get(name, "") if name in DAYS else wanted_text(name) for name in FILTERS}
    return {name: value for name, value in values.items() if value}


def wanted_options() -> dict[str, str]:
    return {name: value for name, value in OPTIONS.items() if request.args.get(name) == value}


def absolute(at: str) -> str:
    return links.absolute(setting("PUBLIC_URL"), at)


def calendar(
    build: Callable[[], Feed], *, filters: dict[str, str] | None = None, download: str = ""
) -> Response:
    """The answer to a request for a public calendar."""
    state = state_of_the_public(g.now)
    wanted = edition(own_address(filters), current_language(), state.mark, state.changed_at)
    disposition = "inline"
    if download:
        disposition = f"attachment; filename=\"{download}\"; filename*=UTF-8''{quote(download)}"
    response = answer(
        wanted,
        lambda: pieces_of(build()),
        {**PUBLIC, "Content-Disposition": disposition},
        is_kept=not ENDLESS.intersection(filters or {}),
    )
    return let_caches_keep_until(state.next_release, response, MAX_AGE)
