"""The list of forums, the page of one, and how it will look to the public."""

from functools import partial
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.announcements.queries.announcements import announcements_of, notice_of
from forumapp.announcements.rules.draft import NOTICE
from forumapp.announcements.services.drafting import drafted_texts, forum_facts
from forumapp.core.errors import NotFound
from forumapp.core.text import _
from forumapp.delegations.queries import delegations_visiting
from forumapp.desk.forums.blueprint import pages
from forumapp.desk.forums.forms import ConfirmForm, PublishForm
from forumapp.desk.history import latest_changes
from forumapp.duties.queries import duties_at
from forumapp.forums.models import Forum
from forumapp.forums.queries import (
    desk_forums,
    the_forum,
)
from forumapp.forums.rules import (
    APPEARANCE_ROLES,
    ATTENDANCE_MODES,
    CHANGE_FIELDS,
    CONFIRMED_HOW,
    FORUM_KINDS,
    ORGANIZER_ROLES,
    REGISTRATION_MODES,
    missing_for_release,
    standing,
    verbs,
)
from forumapp.identity.rules import READ_DRAFTS
from forumapp.registrations.queries.registered import active_count, pending_by_forum
from forumapp.venues.queries import cities
from forumapp.web.forms import languages, render_form
from forumapp.web.forums import forum_before_release
from forumapp.web.guards import needs
from forumapp.web.languages import current_language
from forumapp.web.listing import read_listing

STATES = {
    "draft": _("Draft"),
    "scheduled": _("Scheduled"),
    "published": _("Published"),
    "postponed": _("Postponed"),
    "cancelled": _("Cancelled"),
    "held": _("Held"),
    "withdrawn": _("Withdrawn"),
    "archived": _("Archived"),
}
"""What the list can be narrowed to, see `forums.queries.desk_forums`."""
WORDS = {
    "appearance_roles": APPEARANCE_ROLES,
    "attendance_modes": ATTENDANCE_MODES,
    "change_fields": CHANGE_FIELDS,
    "confirmed_how": CONFIRMED_HOW,
    "forum_kinds": FORUM_KINDS,
    "organizer_roles": ORGANIZER_ROLES,
    "registration_modes": REGISTRATION_MODES,
}


@pages.get("/")
@needs(READ_DRAFTS)
def list_forums() -> ResponseReturnValue:
    listing = read_listing(partial(desk_forums, now=g.now), "state", "time", "city")
    return render_template(
        "desk/forums/list_forums.html",
        listing=listing,
        pending=pending_by_forum([forum.id for forum in listing.rows]),
        states=[(state, gettext(name)) for state, name in STATES.items()],
        cities=cities(current_language()),
        standing=standing_now,
        words=WORDS,
    )


@pages.get("/<int:forum_id>/")
@needs(READ_DRAFTS)
def show_forum(forum_id: int) -> ResponseReturnValue:
    return forum_page(the_forum(forum_id))


def forum_page(
    forum: Forum, line_id: int | None = None, form: ConfirmForm | None = None
) -> ResponseReturnValue:
    """The page of a forum; `form` is the refused confirmation of one of its lines."""
    confirmations = {
        line.id: form
        if form and line.id == line_id
        else ConfirmForm(formdata=None, prefix=f"line{line.id}", data={"at": g.now.date()})
        for line in forum.organizer_lines
        if not line.is_confirmed
    }
    page = render_template(
        "desk/forums/show_forum.html",
        forum=forum,
        verbs=verbs(forum.state, forum.release_at, forum.ends_at, g.now),
        missing=missing_for_release(forum),
        delegations=delegations_visiting(forum),
        announcements=announcements_of(forum),
        duties=duties_at(forum),
        registered=active_count(forum),
        changes=latest_changes("forum", forum.id),
        confirmations=confirmations,
        standing=standing_now,
        words=WORDS,
    )
    return page, 422 if form else 200


@pages.get("/<int:forum_id>/preview")
@needs(READ_DRAFTS)
def preview_forum(forum_id: int) -> ResponseReturnValue:
    return preview_page(the_forum(forum_id), PublishForm(formdata=None))


def preview_page(forum: Forum, form: PublishForm) -> ResponseReturnValue:
    """What publishing will show, in every language, and the way to publish it."""
    return render_form(
        "desk/forums/preview_forum.html",
        form,
        forum=forum,
        missing=missing_for_release(forum),
        verbs=verbs(forum.state, forum.release_at, forum.ends_at, g.now),
        known=notice_of(forum),
        notice_texts=notice_texts(forum),
        standing=standing_now,
    )


@pages.get("/<int:forum_id>/preview/<language>")
@needs(READ_DRAFTS)
def preview_forum_page(forum_id: int, language: str) -> ResponseReturnValue:
    """The forum's page as readers of that language will see it, before anything is public."""
    if language not in languages():
        raise NotFound
    g.language = language
    return render_template(
        "desk/forums/preview_forum_page.html", **forum_before_release(the_forum(forum_id), g.now)
    )


def notice_texts(forum: Forum) -> dict[str, Any]:
    """Headline, lead, body and dateline by language: of the notice there is, else as it will be drafted."""
    notice = notice_of(forum)
    if notice is None:
        return dict(drafted_texts(NOTICE, forum_facts(forum, now=g.now)))
    names = ("headline", "lead", "body", "dateline")
    return {
        language: {name: getattr(notice, name).exact(language) for name in names}
        for language in languages()
    }


def standing_now(forum: Forum) -> str:
    return standing(forum.state, forum.release_at, forum.ends_at, g.now)
