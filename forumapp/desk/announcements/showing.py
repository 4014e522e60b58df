"""The list of announcements, the page of each, and what its readers will see."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import (
    ARCHIVED,
    SCHEDULED,
    announcement_at_desk,
    desk_announcements,
)
from forumapp.announcements.queries.editor import hidden_quotes
from forumapp.announcements.queries.proposals import proposals_of
from forumapp.announcements.rules.furniture import FURNITURE_NAMES
from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS
from forumapp.announcements.services import editing
from forumapp.announcements.services.releasing import waits_unseen
from forumapp.announcements.services.stating import flagged
from forumapp.core.errors import NotFound
from forumapp.desk.announcements.blueprint import pages
from forumapp.desk.announcements.forms import PublishAnnouncementForm
from forumapp.desk.history import KINDS, latest_changes
from forumapp.identity.rules import READ_DRAFTS
from forumapp.web.announcements import announcement_page
from forumapp.web.forms import languages, render_form
from forumapp.web.guards import needs
from forumapp.web.listing import read_listing

STATES = ("draft", "reviewed", SCHEDULED, "published", "withdrawn", ARCHIVED)


@pages.get("/")
@needs(READ_DRAFTS)
def list_announcements() -> ResponseReturnValue:
    listing = read_listing(
        lambda **wanted: desk_announcements(g.now, **wanted), "kind", "state", "forum"
    )
    return render_template(
        "desk/announcements/list_announcements.html",
        listing=listing,
        kinds=ANNOUNCEMENT_KINDS,
        states=STATES,
    )


@pages.get("/<int:announcement_id>/")
@needs(READ_DRAFTS)
def show_announcement(announcement_id: int) -> ResponseReturnValue:
    announcement = announcement_at_desk(announcement_id)
    return status_page(announcement, PublishAnnouncementForm(obj=announcement))


@pages.get("/<int:announcement_id>/preview/<language>")
@needs(READ_DRAFTS)
def preview_announcement(announcement_id: int, language: str) -> ResponseReturnValue:
    """The public page as readers of that language will see it, before anything is public."""
    if language not in languages():
        raise NotFound
    announcement = announcement_at_desk(announcement_id)
    g.language = language
    return render_template(
        "site/announcements/show_announcement.html",
        **announcement_page(announcement, g.now, before_release=True),
    )


def status_page(announcement: Announcement, form: FlaskForm) -> ResponseReturnValue:
    return render_form(
        "desk/announcements/show_announcement.html",
        form,
        announcement=announcement,
        furniture=FURNITURE_NAMES,
        changes=latest_changes("announcement", announcement.id),
        flags=flagged(announcement, g.now),
        proposals=proposals_of(announcement),
        record_kinds=KINDS,
        waits_unseen=waits_unseen(announcement, g.now),
        hidden_quotes=hidden_quotes(announcement),
        follows_forum=editing.shares_forums_release(announcement),
    )
