"""What stands beside a shared link: the picture drawn for each page, and where the head names it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from babel.core import get_global
from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.countries import country_name
from forumapp.core.errors import NotFound
from forumapp.core.text import _, say
from forumapp.core.translated import Translated
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import visible_delegations
from forumapp.files.services.drawings import TooBusy, kept_drawing
from forumapp.forums.models import Conference, Forum
from forumapp.forums.queries import visible_conferences, visible_forums, visible_themes
from forumapp.institution.rules import is_colour
from forumapp.printing.sharing import HEIGHT, WIDTH, SharingPicture, digest_of, draw
from forumapp.site import showing
from forumapp.site.finding import find
from forumapp.themes.models import Theme
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address, current_language
from forumapp.web.rendering import current_institution
from forumapp.web.shared_caches import let_caches_keep

pages = Blueprint("sharing", __name__)

MAX_AGE = 3600
PATIENCE = 5.0
"""Seconds that somebody waits while other pictures are drawn."""
SIZE = (WIDTH, HEIGHT)
DRAWN: dict[str, tuple[Any, Callable[[datetime], Select[Any]]]] = {
    "forum": (Forum, visible_forums),
    "announcement": (Announcement, visible_announcements),
    "conference": (Conference, visible_conferences),
    "delegation": (Delegation, visible_delegations),
    "theme": (Theme, visible_themes),
}
"""Each record's kind, its model and which of them the public sees."""
OF_THE_SITE = {"kind": "site", "slug": "home"}
"""The picture of every page that has none of its own."""


@pages.get("/cards/<kind>/<slug:slug>.png")
@open_to_everybody
def show_card(kind: str, slug: str) -> ResponseReturnValue:
    """The picture of a page, while the public sees that page."""
    picture = picture_of(kind, slug)
    digest = digest_of(picture)
    response = Response(mimetype="image/png")
    response.set_etag(digest)
    let_caches_keep(response, MAX_AGE)
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    try:
        response.data = kept_drawing(digest, lambda: draw(picture), patience=PATIENCE)
    except TooBusy:
        return Response(status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})
    return response


def picture_of(kind: str, slug: str) -> SharingPicture:
    """What the picture says; raises `NotFound`, or redirects, as the page itself does."""
    language = current_language()
    if {"kind": kind, "slug": slug} == OF_THE_SITE:
        own = current_institution()
        return in_frame(title=(own.tagline or own.name).text(language))
    if kind not in DRAWN:
        raise NotFound
    model, shown = DRAWN[kind]
    record = find(model, slug, shown(g.now), "card.png", kind=kind)
    return in_frame(**SAID[kind](record, language))


def in_frame(**said: Any) -> SharingPicture:
    """In the institution's own frame."""
    own, language = current_institution(), current_language()
    frame: dict[str, Any] = {
        "language": language,
        "institution": own.name.text(language),
        "seal": own.seal,
    }
    if is_colour(own.accent):
        frame["accent"] = own.accent
    return SharingPicture(**frame, **said)


def of_forum(forum: Forum, language: str) -> dict[str, Any]:
    day = showing.forum_day(forum, language)
    kind = say(showing.words.forum_kinds[forum.kind], {}, language)
    stopped = {"cancelled": _("Cancelled"), "postponed": _("Postponed")}.get(forum.state)
    return {
        "title": forum.title.text(language),
        "kicker": joined([kind, say(stopped, {}, language) if stopped else ""], language),
        "day": (day.number, day.month, day.lines),
        "place": showing.city_and_country(forum.venue, language) if forum.venue else "",
    }


def of_announcement(announcement: Announcement, language: str) -> dict[str, Any]:
    day = showing.release_day(announcement, language)
    return {
        "title": announcement.headline.text(language),
        "kicker": say(showing.words.announcement_kinds[announcement.kind], {}, language),
        "day": (day.number, day.month, ()),
    }


def of_conference(conference: Conference, language: str) -> dict[str, Any]:
    begins = conference.starts_on
    day = showing.days(begins, conference.ends_on or begins, language) if begins else None
    return {
        "title": conference.name.text(language),
        "kicker": say(showing.words.conference_kinds[conference.kind], {}, language),
        "day": (day.number, day.month, ()) if day else ("", "", ()),
        "place": showing.city_and_country(conference, language),
    }


def of_delegation(delegation: Delegation, language: str) -> dict[str, Any]:
    day = showing.days(delegation.starts_on, delegation.ends_on, language)
    return {
        "title": delegation.name.text(language),
        "kicker": say(_("Delegation"), {}, language),
        "day": (day.number, day.month, ()),
        "place": country_name(delegation.country, language),
    }


def of_theme(theme: Theme, language: str) -> dict[str, Any]:
    return {
        "title": theme.title.text(language),
        "kicker": say(_("Theme"), {}, language),
        "place": showing.goal_numbers(theme.sdg_goals),
    }


SAID: dict[str, Callable[[Any, str], dict[str, Any]]] = {
    "forum": of_forum,
    "announcement": of_announcement,
    "conference": of_conference,
    "delegation": of_delegation,
    "theme": of_theme,
}


def joined(parts: list[str], language: str) -> str:
    return ("·" if language == "zh" else " · ").join(part for part in parts if part)


def card_of_page() -> str:
    """The path of the picture of the page that is being shown."""
    _surface, _dot, endpoint = (request.endpoint or "").partition(".")
    slug = (request.view_args or {}).get("slug")
    kinds = {f"{kind}s.show_{kind}": kind for kind in DRAWN}
    if slug and endpoint in kinds:
        return address("card.png", kind=kinds[endpoint], slug=slug)
    return address("card.png", **OF_THE_SITE)


def locale_of(language: str) -> str:
    """A language as social networks write it: en_US, zh_CN."""
    whole = get_global("likely_subtags").get(language, language).split("_")
    return f"{whole[0]}_{whole[-1]}" if len(whole) > 1 else language


def description(text: str | Translated, most: int = 200) -> str:
    """A text as one line for the head of a page: what is longer ends after a whole word or character."""
    said = text.text(current_language()) if isinstance(text, Translated) else text
    line = " ".join(said.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    head, _space, rest = cut.rpartition(" ")
    return f"{(head if head and len(rest) < 30 else cut).rstrip(' ,;:、，；：')}…"
