"""Forums: the list with its filters, and the page of each."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.errors import NotFound
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
    past_forums,
    public_appearances,
    visible_predecessor,
    visible_themes,
)
from forumapp.forums.rules import BANNER_FIELDS, net_changes
from forumapp.registrations.queries.places import way_of_some
from forumapp.site.finding import (
    find,
    find_filter,
    page_number,
    query_without,
    wanted_day,
    wanted_text,
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
    wanted = wanted_forums()
    past = request.args.get("past") == "1"
    forums = past_forums(g.now) if past else coming_forums(g.now)
    page = page_of(filtered(forums, wanted), page_number())
    filters = query_without("page", "past")
    return render_template(
        "site/forums/list_forums.html",
        page=page,
        linked_data=list_data(page.rows),
        past=past,
        filters=filters,
        themes=rows_of(visible_themes(g.now)),
        cities=cities_of_forums(g.now),
        delegations=rows_of(visible_delegations(g.now)),
        page_address=lambda number: address(
            "forums", **filters, past="1" if past else "", page=str(number) if number > 1 else ""
        ),
    )


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
        standing=registration_standing(forum, g.now, current_language(), way_of_some(forum, g.now)),
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


def wanted_city() -> str:
    """A city in which some forum is held; any other is not found."""
    city = wanted_text("city")
    if city and city not in {venue.city_key for venue in cities_of_forums(g.now)}:
        raise NotFound
    return city
