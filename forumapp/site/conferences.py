"""Conferences and series: the parents of forums."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from forumapp.core.paging import page_of, rows_of
from forumapp.forums.models import Conference
from forumapp.forums.queries import (
    coming_forums,
    conference_pages,
    conferences_by_date,
    confirmed_lines,
    in_conference,
    past_forums,
)
from forumapp.site.finding import find, page_number
from forumapp.site.linked_data import conference_data
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address

pages = Blueprint("conferences", __name__)


@pages.get("/conferences/")
@open_to_everybody
def list_conferences() -> ResponseReturnValue:
    return render_template(
        "site/conferences/list_conferences.html",
        page=page_of(conferences_by_date(g.now), page_number()),
        page_address=lambda number: address("conferences", page=str(number)),
    )


@pages.get("/conferences/<slug:slug>")
@open_to_everybody
def show_conference(slug: str) -> ResponseReturnValue:
    conference = find(Conference, slug, conference_pages(g.now), "conference")
    parent = (
        conference.parent if conference.parent and conference.parent.is_visible(g.now) else None
    )
    here = in_conference(conference)
    coming = rows_of(coming_forums(g.now).where(here))
    past = rows_of(past_forums(g.now).where(here), limit=50)
    return render_template(
        "site/conferences/show_conference.html",
        conference=conference,
        parent=parent,
        lines=confirmed_lines(conference),
        coming=coming,
        past=past,
        linked_data=conference_data(conference, parent, [*reversed(past), *coming]),
    )
