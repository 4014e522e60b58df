"""Announcements: the list, the page of each, and the Atom feed."""

from datetime import date
from typing import TypeVar

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import announcement_pages, visible_announcements
from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS
from forumapp.core.clock import wall_of
from forumapp.core.paging import page_of, rows_of
from forumapp.core.visibility import Released
from forumapp.forums.queries import confirmed_lines
from forumapp.site.finding import find, page_number, wanted_text
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address
from forumapp.web.rendering import current_institution

Related = TypeVar("Related", bound=Released)
FEED_LENGTH = 50
pages = Blueprint("announcements", __name__)


@pages.get("/announcements/")
@open_to_everybody
def list_announcements() -> ResponseReturnValue:
    kind = wanted_text("kind") if wanted_text("kind") in ANNOUNCEMENT_KINDS else ""
    found = visible_announcements(g.now)
    if kind:
        found = found.where(Announcement.kind == kind)
    return render_template(
        "site/announcements/list_announcements.html",
        page=page_of(found, page_number()),
        kind=kind,
        kinds=ANNOUNCEMENT_KINDS,
        page_address=lambda number: address("announcements", kind=kind, page=str(number)),
    )


@pages.get("/announcements/<slug:slug>")
@open_to_everybody
def show_announcement(slug: str) -> ResponseReturnValue:
    announcement = find(Announcement, slug, announcement_pages(g.now), "announcement")
    forum = shown(announcement.forum)
    return render_template(
        "site/announcements/show_announcement.html",
        announcement=announcement,
        forum=forum,
        conference=shown(announcement.conference),
        delegation=shown(announcement.delegation),
        lines=confirmed_lines(forum) if forum else [],
    )


def shown(record: Related | None) -> Related | None:
    """A record that the announcement is about, if the public may see it."""
    return record if record is not None and record.is_visible(g.now) else None


@pages.get("/announcements.atom")
@open_to_everybody
def feed_announcements() -> ResponseReturnValue:
    newest = rows_of(visible_announcements(g.now), limit=FEED_LENGTH)
    return atom("site/announcements/feed_announcements.xml", announcements=newest)


def atom(template: str, **context: object) -> ResponseReturnValue:
    """A feed as a reader program expects it (RFC 4287), answered with 304 where nothing is new."""
    response = Response(render_template(template, **context), mimetype="application/atom+xml")
    response.add_etag()
    response.headers["Cache-Control"] = "public, max-age=900"
    return response.make_conditional(request)


def today_here() -> date:
    """Today where the institution is."""
    return wall_of(g.now, current_institution().zone).date()
