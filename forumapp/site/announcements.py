"""Announcements: the list, and the page of each."""

from datetime import date
from itertools import groupby

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.listing import (
    AnnouncementFilter,
    listed_announcements,
    themes_of_announcements,
    years_of_announcements,
)
from forumapp.announcements.queries.page import announcement_pages
from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS
from forumapp.core.clock import wall_of
from forumapp.core.paging import page_of, rows_of
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import visible_delegations
from forumapp.publishing.browsing import announcement_shelves
from forumapp.site.finding import (
    find,
    find_filter,
    page_number,
    query_without,
    wanted_city,
    wanted_text,
    wanted_year,
)
from forumapp.site.linked_data import announcement_data
from forumapp.site.showing import release_wall
from forumapp.themes.models import Theme
from forumapp.web.announcements import announcement_page
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address
from forumapp.web.rendering import current_institution

pages = Blueprint("announcements", __name__)


@pages.get("/announcements/")
@open_to_everybody
def list_announcements() -> ResponseReturnValue:
    wanted = wanted_announcements()
    filters = query_without("page")
    page = page_of(listed_announcements(wanted, g.now), page_number())
    return render_template(
        "site/announcements/list_announcements.html",
        page=page,
        by_year=[
            (year, list(rows))
            for year, rows in groupby(page.rows, lambda row: release_wall(row).year)
        ],
        wanted=wanted,
        filters=filters,
        kinds=ANNOUNCEMENT_KINDS,
        shelves=announcement_shelves(g.now),
        years=[(year, str(year)) for year in years_of_announcements(g.now)],
        themes=rows_of(themes_of_announcements(g.now)),
        page_address=lambda number: address(
            "announcements", **filters, page=str(number) if number > 1 else ""
        ),
    )


def wanted_announcements() -> AnnouncementFilter:
    """The filters of the address: kind, year, theme, city, delegation; an unknown kind or year is none."""
    kind = wanted_text("kind")
    return AnnouncementFilter(
        kind=kind if kind in ANNOUNCEMENT_KINDS else "",
        year=wanted_year(),
        theme=find_filter("theme", Theme, themes_of_announcements(g.now)),
        city=wanted_city(),
        delegation=find_filter("delegation", Delegation, visible_delegations(g.now)),
    )


@pages.get("/announcements/<slug:slug>")
@open_to_everybody
def show_announcement(slug: str) -> ResponseReturnValue:
    announcement = find(Announcement, slug, announcement_pages(g.now), "announcement")
    context = announcement_page(announcement, g.now)
    return render_template(
        "site/announcements/show_announcement.html",
        **context,
        linked_data=announcement_data(announcement, context["forum"]),
    )


def today_here() -> date:
    """Today where the institution is."""
    return wall_of(g.now, current_institution().zone).date()
