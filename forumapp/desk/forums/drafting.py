"""The drafting screen: a forum as a whole, saved, previewed or published from one page."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from forumapp.core.clock import reckoned_instant, zone_names
from forumapp.core.tokens import new_uid
from forumapp.core.translated import Translated
from forumapp.core.visibility import DRAFT
from forumapp.core.when import zone_text
from forumapp.delegations.queries import delegation_ids_at
from forumapp.desk.forums.blueprint import pages
from forumapp.desk.forums.forms import ForumForm, MoveForm
from forumapp.desk.forums.plans import plan_of, rows_of, show_folds, shown_in_form
from forumapp.forums.models import Forum
from forumapp.forums.queries import forum_with_key, the_forum
from forumapp.identity.rules import EDIT_RECORDS, PUBLISH_FORUMS
from forumapp.organizations.queries import own_organization_id
from forumapp.publishing import forums as publishing
from forumapp.venues.queries import room_choices, zone_of_venue
from forumapp.web.fields import uid_of
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, may, needs
from forumapp.web.languages import current_language
from forumapp.web.rows import asked_rearrangement, rearranged


@pages.route("/new", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def draft_forum() -> ResponseReturnValue:
    form = forum_form(new_forum())
    if is_only_asking():
        return show_form("desk/forums/draft_forum.html", form)
    if form.is_submitted() and (made := forum_with_key(uid_of(form.key.data))):
        return sent_before(made)
    forum = accept(
        form,
        lambda: publishing.draft_forum(
            plan_of(form),
            delegation_ids=form.delegations.data,
            then_publish=wants_to_publish(),
            gaps_accepted=form.gaps_accepted.data,
            by=actor(),
            now=g.now,
        ),
    )
    return saved(forum) if forum else show_form("desk/forums/draft_forum.html", form)


@pages.route("/<int:forum_id>/edit", methods=["GET", "POST"])
@needs(EDIT_RECORDS)
def edit_forum(forum_id: int) -> ResponseReturnValue:
    forum = the_forum(forum_id)
    form = forum_form(shown_in_form(forum, delegation_ids_at(forum)))
    if not form.is_submitted():
        show_folds(form, forum)
    if is_only_asking():
        return show_form("desk/forums/edit_forum.html", form, forum)
    done = accept(
        form,
        lambda: publishing.edit_forum(
            forum,
            plan_of(form, forum.picture_id),
            delegation_ids=form.delegations.data,
            version=form.version.data,
            then_publish=wants_to_publish(),
            gaps_accepted=form.gaps_accepted.data,
            by=actor(),
            now=g.now,
        ),
    )
    return saved(done) if done else show_form("desk/forums/edit_forum.html", form, forum)


def new_forum() -> dict[str, Any]:
    """What a new form holds: our own organization as the first line, and a row for the first speaker."""
    return {
        "key": str(new_uid()),
        "organizers": [{"organization": own_organization_id(), "role": "organizer"}],
        "speakers": [{}],
        "languages": [],
    }


def forum_form(known: dict[str, Any]) -> ForumForm:
    """The form as it was sent, its rows rearranged if a button asked for that; else with what is known."""
    form = ForumForm(formdata=sent_form() if request.method == "POST" else None, data=known)
    offer_rooms_of(form.venue.data, form.room, *(row.room for row in rows_of(form.sessions)))
    return form


def sent_form() -> CombinedMultiDict[str, Any]:
    sent: MultiDict[str, str] = request.form
    if asked := asked_rearrangement():
        sent = rearranged(sent, asked)
    return CombinedMultiDict([sent, request.files])


def is_only_asking() -> bool:
    """The form was sent to show it otherwise (rows, rooms of another venue), not to be saved."""
    return request.method == "POST" and (
        asked_rearrangement() is not None or request.form.get("do") == "refresh"
    )


def wants_to_publish() -> bool:
    return request.form.get("do") == "publish" and may(PUBLISH_FORUMS)


def show_form(template: str, form: ForumForm, forum: Forum | None = None) -> ResponseReturnValue:
    offer_sessions(form)
    if forum:  # itself is no choice
        form.follows.archived |= {str(forum.id)}
    asked = asked_rearrangement()
    fresh_row = asked.rows if asked and asked.verb == "add" else ""
    if fresh_row == "sessions":
        follow_on(form)
    return render_form(
        template,
        form,
        forum=forum,
        zone_hint=zone_hint(form),
        fresh_row=fresh_row,
        several_days=form.ends.typed_day not in ("", form.starts.typed_day),
    )


def follow_on(form: ForumForm) -> None:
    """A new session begins when the one before it ends, the first one with the forum."""
    *earlier, fresh = rows_of(form.sessions)
    fresh.starts.typed_time = earlier[-1].ends.typed_time if earlier else form.starts.typed_time


def offer_rooms_of(venue_id: int | None, *fields: Any) -> None:
    """Let these fields choose among the rooms of a venue."""
    rooms = room_choices(venue_id, current_language()) if venue_id else []
    for field in fields:
        field.choices = [*field.choices[:1], *((str(room.id), room.name) for room in rooms)]


def offer_sessions(form: ForumForm) -> None:
    """People appear in a session of this very form, or in the forum as a whole."""
    name_new_sessions(rows_of(form.sessions))
    untitled = gettext("Session without title")
    named = [
        (row.key.data, Translated(row.title.data).text(current_language()) or untitled)
        for row in rows_of(form.sessions)
    ]
    for row in rows_of(form.speakers):
        row.session.choices = [("", gettext("The whole forum")), *named]


def name_new_sessions(rows: list[Any]) -> None:
    """A session without an id gets a key that no other row of this form has."""
    known = {row.key.data for row in rows}
    numbers = (f"new{number}" for number in range(1, len(rows) + len(known) + 1))
    fresh = (key for key in numbers if key not in known)
    for row in rows:
        row.key.data = row.key.data or next(fresh)


def zone_hint(form: ForumForm | MoveForm) -> str:
    """The zone in which the times are meant, as it reads on that day."""
    zone = form.zone.data or (zone_of_venue(form.venue.data) if form.venue.data else "")
    if zone not in zone_names():
        return ""
    starts = form.starts.data
    at = reckoned_instant(starts, zone, form.starts.fold or 0) if starts else g.now
    return zone_text(zone, at, current_language())


def saved(forum: Forum) -> ResponseReturnValue:
    wanted = request.form.get("do")
    if wanted == "preview":
        return redirect(url_for("desk.forums.preview_forum", forum_id=forum.id), 303)
    is_published = wants_to_publish() and forum.state != DRAFT
    flash(gettext("Published.") if is_published else gettext("Saved."))
    return redirect(url_for("desk.forums.show_forum", forum_id=forum.id), 303)


def sent_before(forum: Forum) -> ResponseReturnValue:
    """The same form came a second time, perhaps with other words: what it made stands as it is."""
    flash(
        gettext(
            "This form was sent before and made this forum. Sending it again changed nothing: "
            "to change the forum, edit it."
        )
    )
    return redirect(url_for("desk.forums.show_forum", forum_id=forum.id), 303)
