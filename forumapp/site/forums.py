"""Forums: the list with its filters, and the page of each."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.paging import page_of, rows_of
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import delegations_at, forum_ids_of, visible_delegations
from forumapp.forums.models import Forum
from forumapp.forums.queries import (
    ForumFilter,
    cities_of_forums,
    coming_forums,
    confirmed_lines,
    filtered,
    forum_pages,
    in_year,
    past_forums,
    public_appearances,
    visible_forums,
    visible_predecessor,
    visible_themes,
)
from forumapp.forums.rules import BANNER_FIELDS, net_changes
from forumapp.publishing.browsing import forum_shelves, forum_years
from forumapp.site.finding import (
    find,
    find_filter,
    page_number,
    query_without,
    wanted_city,
    wanted_day,
    wanted_text,
    wanted_year,
)
from forumapp.site.linked_data import forum_data, list_data
from forumapp.site.standing import registration_standing
from forumapp.themes.models import Theme
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address, current_language

pages = Blueprint("forums", __name__)


@pages.get("/forums/")
@open_to_everybody
def list_forums() -> ResponseReturnValue:
    wanted, year = wanted_forums(), wanted_year()
    past = request.args.get("past") == "1" and not year
    forums = past_forums(g.now) if past else coming_forums(g.now)
    if year:
        forums = in_year(visible_forums(g.now), year)
    page = page_of(filtered(forums, wanted), page_number())
    asked = query_without("page", "past", "year")
    filters = {**asked, **days_of(year)} if year else asked
    return render_template(
        "site/forums/list_forums.html",
        page=page,
        linked_data=list_data(page.rows),
        past=past,
        year=year,
        shelves={
            "year": forum_years(visible_forums(g.now)),
            **forum_shelves(past_forums(g.now) if past else coming_forums(g.now), g.now),
        },
        filters=filters,
        themes=rows_of(visible_themes(g.now)),
        cities=cities_of_forums(g.now),
        delegations=rows_of(visible_delegations(g.now)),
        page_address=lambda number: address(
            "forums",
            **asked,
            year=str(year or ""),
            past="1" if past else "",
            page=str(number) if number > 1 else "",
        ),
    )


def days_of(year: int) -> dict[str, str]:
    """A year in the filters that calendars have too."""
    return {"from": f"{year}-01-01", "to": f"{year}-12-31"}


@pages.get("/forums/<slug:slug>")
@open_to_everybody
def show_forum(slug: str) -> ResponseReturnValue:
    forum = find(Forum, slug, forum_pages(g.now), "forum")
    conference = (
        forum.conference if forum.conference and forum.conference.is_visible(g.now) else None
    )
    about = visible_announcements(g.now).where(Announcement.forum_id == forum.id)
    return render_template(
        "site/forums/show_forum.html",
        forum=forum,
        conference=conference,
        lines=confirmed_lines(forum),
        appearances=public_appearances(forum),
        delegations=delegations_at(forum, g.now),
        announcements=rows_of(about),
        changes=[
            each
            for each in net_changes(forum.changes)
            if each.field in BANNER_FIELDS and each.field != "state"
        ],
        standing=registration_standing(forum, g.now, current_language()),
        follows=visible_predecessor(forum, g.now),
        linked_data=forum_data(forum),
    )


def wanted_forums() -> ForumFilter:
    """The filters of the address: q, theme, city, delegation, from, to."""
    theme = find_filter("theme", Theme, visible_themes(g.now))
    delegation = find_filter("delegation", Delegation, visible_delegations(g.now))
    return ForumFilter(
        words=wanted_text("q"),
        theme=theme.slug if theme else "",
        city=wanted_city(),
        first_day=wanted_day("from"),
        last_day=wanted_day("to"),
        among=forum_ids_of(delegation.slug, g.now) if delegation else None,
    )
