"""Delegations as the public sees them: who travels, where and why; nothing of the private itinerary."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.paging import page_of, rows_of
from forumapp.delegations.models import Delegation
from forumapp.delegations.queries import (
    delegation_pages,
    public_items,
    public_members,
    visible_delegations,
    visited_by,
)
from forumapp.forums.models import Forum
from forumapp.forums.queries import visible_forums, visible_speakers
from forumapp.people.models import Person
from forumapp.site.announcements import today_here
from forumapp.site.finding import find, page_number
from forumapp.site.linked_data import delegation_data
from forumapp.site.showing import journey_stage
from forumapp.web.guards import open_to_everybody
from forumapp.web.languages import address

pages = Blueprint("delegations", __name__)


@pages.get("/delegations/")
@open_to_everybody
def list_delegations() -> ResponseReturnValue:
    return render_template(
        "site/delegations/list_delegations.html",
        page=page_of(visible_delegations(g.now), page_number()),
        today=today_here(),
        page_address=lambda number: address("delegations", page=str(number)),
    )


@pages.get("/delegations/<slug:slug>")
@open_to_everybody
def show_delegation(slug: str) -> ResponseReturnValue:
    delegation = find(Delegation, slug, delegation_pages(g.now), "delegation")
    members = public_members(delegation)
    speakers = visible_speakers(g.now).where(
        Person.id.in_([member.person_id for member in members])
    )
    about = visible_announcements(g.now).where(Announcement.delegation_id == delegation.id)
    forums = rows_of(
        visible_forums(g.now)
        .where(visited_by(delegation))
        .order_by(Forum.starts_at)
        .options(selectinload(Forum.themes))
    )
    return render_template(
        "site/delegations/show_delegation.html",
        delegation=delegation,
        stage=journey_stage(delegation, today_here()),
        members=members,
        speaker_ids={person.id for person in rows_of(speakers)},
        items=public_items(delegation),
        forums=forums,
        linked_data=delegation_data(delegation, forums),
        announcements=rows_of(about, limit=20),
    )
