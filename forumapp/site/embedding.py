"""What a co-organizer shows on a site of their own: a forum, its button, a list; and oEmbed.

No page here reads or sets a cookie that anything depends on, and none has a form or a script.
"""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, abort, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import HTTPException

from forumapp.core.addresses import Moved, public_record
from forumapp.core.errors import Gone, NotFound
from forumapp.core.paging import rows_of
from forumapp.core.titles import whole_title
from forumapp.forums.models import Forum
from forumapp.forums.queries import (
    coming_forums,
    filtered,
    held_by,
    visible_forums,
    visible_organizations,
)
from forumapp.organizations.models import Organization
from forumapp.site.finding import find, find_filter, query_without
from forumapp.site.forums import wanted_forums
from forumapp.site.standing import registration_standing
from forumapp.web.embedding import HEIGHTS, WIDTH, embed_line, let_be_framed
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address, current_language, language_of_path
from forumapp.web.rendering import current_institution
from forumapp.web.xml import render_xml

pages = Blueprint("embedding", __name__)
frames = Blueprint("frames", __name__)
frames.after_request(let_be_framed)

MOST_FORUMS = 20
CACHE_SECONDS = 3600
FORMATS = ("json", "xml")
FILTERS = ("q", "theme", "city", "delegation", "organization", "from", "to")
EMBEDDED = {
    "forums.show_forum": "embed_forum",
    "forums.list_forums": "embed_calendar",
    "calendar.show_calendar": "embed_calendar",
}
"""The pages that oEmbed knows, and the part that stands for each."""


@frames.get("/embed/forums/<slug:slug>")
@open_to_everybody
def frame_forum(slug: str) -> ResponseReturnValue:
    forum = find(Forum, slug, visible_forums(g.now), "embed_forum")
    standing = registration_standing(forum, g.now, current_language())
    return render_template("site/embedding/frame_forum.html", forum=forum, standing=standing)


@frames.get("/embed/forums/<slug:slug>/button")
@open_to_everybody
def frame_button(slug: str) -> ResponseReturnValue:
    forum = find(Forum, slug, visible_forums(g.now), "embed_button")
    standing = registration_standing(forum, g.now, current_language())
    return render_template("site/embedding/frame_button.html", forum=forum, standing=standing)


@frames.get("/embed/calendar")
@open_to_everybody
def frame_calendar() -> ResponseReturnValue:
    """The coming forums that the filters of `/forums/` leave, or those that `organization` holds."""
    forums = filtered(coming_forums(g.now), wanted_forums())
    organization = find_filter("organization", Organization, visible_organizations(g.now))
    if organization is not None:
        forums = forums.where(held_by(organization))
        onward = address("organization", slug=organization.slug)
    else:
        onward = address("forums", **query_without("organization", "page", "past"))
    return render_template(
        "site/embedding/frame_calendar.html",
        forums=rows_of(forums.options(joinedload(Forum.venue)), limit=MOST_FORUMS),
        organization=organization,
        onward=onward,
    )


@frames.errorhandler(NotFound)
def frame_nothing(_error: NotFound) -> ResponseReturnValue:
    """In a frame, in place of the site's own page, which no other site may show."""
    return render_template("site/embedding/frame_nothing.html"), 404


@frames.errorhandler(Gone)
def frame_withdrawn(_error: Gone) -> ResponseReturnValue:
    return render_template("site/embedding/frame_nothing.html"), 410


@pages.get("/oembed")
@open_to_everybody
def answer_oembed() -> ResponseReturnValue:
    """What stands for a page of ours elsewhere (https://oembed.com, section 2.3.4.4: “rich”).

    404 for an address that is none of these pages, 501 for another format, 400 without an address.
    """
    wanted = request.args.get("format", FORMATS[0])
    if wanted not in FORMATS:
        abort(501)
    if "url" not in request.args:
        abort(400)
    told = description_of(request.args["url"])
    if wanted == "json":
        answer = jsonify(told)
    else:
        body = render_xml("site/embedding/answer_oembed.xml", told=told)
        answer = Response(body, mimetype="text/xml")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def description_of(url: str) -> dict[str, Any]:
    """Title, line and size of the page at a whole address; raises `NotFound`."""
    kind, language, slug, query = page_at(url)
    width, height = room_for(kind)
    names, title = query, current_institution().name.text(language)
    if slug:
        forum = forum_at(slug)
        names, title = {**query, "slug": forum.slug}, whole_title(forum.title.text(language))
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": current_institution().name.text(language),
        "provider_url": current_app.config["PUBLIC_URL"],
        "title": title,
        "cache_age": CACHE_SECONDS,
        "width": width,
        "height": height,
        "html": embed_line(kind, title, language, names, width=str(width), height=height),
    }


def forum_at(slug: str) -> Forum:
    """The public forum at a slug or a former one; a redirect would lead who asks to a page, not to oEmbed."""
    shown = visible_forums(g.now)
    try:
        return public_record(Forum, slug, shown)
    except Moved as moved:
        return public_record(Forum, moved.slug, shown)


def page_at(url: str) -> tuple[str, str, str, dict[str, str]]:
    """The part that stands for a page of ours, its language, slug and filters; raises `NotFound`."""
    try:
        asked, own = urlsplit(url), urlsplit(current_app.config["PUBLIC_URL"])
        is_ours = asked.scheme in ("http", "https") and asked.netloc == own.netloc
        matched = current_app.url_map.bind(own.netloc).match(asked.path) if is_ours else None
    except (ValueError, HTTPException):  # no address, or that of no page
        raise NotFound from None
    endpoint, names = matched or ("", {})
    kind = EMBEDDED.get(endpoint.partition(".")[2], "")
    if not kind:
        raise NotFound
    asks = parse_qsl(asked.query) if kind == "embed_calendar" else []
    query = {name: value for name, value in asks if name in FILTERS}
    return kind, language_of_path(asked.path) or current_language(), names.get("slug", ""), query


def room_for(kind: str) -> tuple[int, int]:
    """Width and height within `maxwidth` and `maxheight`; nonsense limits nothing."""
    width, height = (
        request.args.get(name, type=int) or limit
        for name, limit in (("maxwidth", WIDTH), ("maxheight", HEIGHTS[kind]))
    )
    return max(1, min(width, WIDTH)), max(1, min(height, HEIGHTS[kind]))
