"""What is done to a forum as a whole: published, moved, stopped, taken up again; and its lines confirmed."""

from collections.abc import Callable
from datetime import date, datetime, time

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forumapp.announcements.services.drafting import draft_notice
from forumapp.core.clock import asked_instant, instant_of
from forumapp.core.errors import Refused
from forumapp.core.translated import Translated
from forumapp.desk.forums.blueprint import pages
from forumapp.desk.forums.drafting import offer_rooms_of, zone_hint
from forumapp.desk.forums.forms import ConfirmForm, MoveForm, PublishForm, ReasonForm
from forumapp.desk.forums.plans import move_plan_of, show_folds, shown_to_move
from forumapp.desk.forums.showing import forum_page, preview_page
from forumapp.forums.models import Forum
from forumapp.forums.queries import line_of, the_forum
from forumapp.forums.rules import verbs
from forumapp.forums.services import keeping
from forumapp.forums.services.states import NOT_NOW
from forumapp.identity.rules import EDIT_ANNOUNCEMENTS, EDIT_RECORDS, PUBLISH_FORUMS
from forumapp.publishing import forums as publishing
from forumapp.registrations.queries.registered import active_count
from forumapp.web.forms import accept, render_form
from forumapp.web.guards import actor, needs
from forumapp.web.rendering import current_institution

Verb = Callable[..., Forum]


@pages.post("/<int:forum_id>/publish")
@needs(PUBLISH_FORUMS)
def publish_forum(forum_id: int) -> ResponseReturnValue:
    """Now, or at the release that the form gives in the forum's zone."""
    forum = the_forum(forum_id)
    form = PublishForm()

    def publish() -> Forum:
        wall, fold = form.release.data, form.release.fold
        release_at = asked_instant(wall, forum.zone, fold, field="release") if wall else None
        return publishing.publish_forum(
            forum,
            release_at=release_at,
            gaps_accepted=form.gaps_accepted.data,
            by=actor(),
            now=g.now,
        )

    if accept(form, publish) is None:
        return preview_page(forum, form)
    if forum.is_visible(g.now):
        return back_to(forum, gettext("Published: page, announcement and calendar entry stand."))
    return back_to(forum, gettext("Scheduled: everything becomes public at its release."))


@pages.route("/<int:forum_id>/move", methods=["GET", "POST"])
@needs(PUBLISH_FORUMS)
def move_forum(forum_id: int) -> ResponseReturnValue:
    forum = possible("move", forum_id)
    form = MoveForm(data=shown_to_move(forum))
    offer_rooms_of(form.venue.data, form.room)
    if not form.is_submitted():
        show_folds(form, forum)

    def move() -> Forum:
        reason = Translated(form.reason.data)
        return publishing.move_forum(
            forum, move_plan_of(form, forum), reason=reason, by=actor(), now=g.now
        )

    if request.form.get("do") != "refresh":
        moved = accept(form, move)
        if moved:
            return back_to(moved, gettext("Moved."))
    return render_form(
        "desk/forums/move_forum.html",
        form,
        forum=forum,
        registered=active_count(forum),
        zone_hint=zone_hint(form),
    )


@pages.route("/<int:forum_id>/postpone", methods=["GET", "POST"])
@needs(PUBLISH_FORUMS)
def postpone_forum(forum_id: int) -> ResponseReturnValue:
    return give_reason(forum_id, "postpone", publishing.postpone_forum, gettext("Postponed."))


@pages.route("/<int:forum_id>/cancel", methods=["GET", "POST"])
@needs(PUBLISH_FORUMS)
def cancel_forum(forum_id: int) -> ResponseReturnValue:
    return give_reason(forum_id, "cancel", publishing.cancel_forum, gettext("Cancelled."))


@pages.route("/<int:forum_id>/reinstate", methods=["GET", "POST"])
@needs(PUBLISH_FORUMS)
def reinstate_forum(forum_id: int) -> ResponseReturnValue:
    return give_reason(forum_id, "reinstate", publishing.reinstate_forum, gettext("Reinstated."))


@pages.route("/<int:forum_id>/withdraw", methods=["GET", "POST"])
@needs(PUBLISH_FORUMS)
def withdraw_forum(forum_id: int) -> ResponseReturnValue:
    return give_reason(forum_id, "withdraw", publishing.withdraw_forum, gettext("Withdrawn."))


def give_reason(forum_id: int, verb: str, act: Verb, done: str) -> ResponseReturnValue:
    """A form with a reason, then the act."""
    forum = possible(verb, forum_id)
    form = ReasonForm()
    if accept(form, lambda: act(forum, reason=Translated(form.reason.data), by=actor(), now=g.now)):
        return back_to(forum, done)
    return render_form(
        f"desk/forums/{verb}_forum.html", form, forum=forum, registered=active_count(forum)
    )


@pages.post("/<int:forum_id>/archive")
@needs(EDIT_RECORDS)
def archive_forum(forum_id: int) -> ResponseReturnValue:
    forum = the_forum(forum_id)
    keeping.archive_forum(forum, by=actor(), now=g.now)
    return back_to(forum, gettext("Archived."))


@pages.post("/<int:forum_id>/restore")
@needs(EDIT_RECORDS)
def restore_forum(forum_id: int) -> ResponseReturnValue:
    forum = the_forum(forum_id)
    keeping.restore_forum(forum, by=actor(), now=g.now)
    return back_to(forum, gettext("Restored."))


@pages.post("/<int:forum_id>/delete")
@needs(EDIT_RECORDS)
def delete_forum(forum_id: int) -> ResponseReturnValue:
    publishing.delete_forum(the_forum(forum_id), by=actor(), now=g.now)
    flash(gettext("Deleted."))
    return redirect(url_for("desk.forums.list_forums"), 303)


@pages.post("/<int:forum_id>/lines/<int:line_id>/confirm")
@needs(EDIT_RECORDS)
def confirm_line(forum_id: int, line_id: int) -> ResponseReturnValue:
    forum = the_forum(forum_id)
    line = line_of(forum, line_id)
    form = ConfirmForm(prefix=f"line{line.id}")
    done = accept(
        form,
        lambda: publishing.confirm_line(
            line,
            confirmed_by=form.confirmed_by.data or "",
            how=form.how.data,
            at=_moment_of(form.at.data),
            by=actor(),
            now=g.now,
        ),
    )
    if done is None:
        return forum_page(forum, line_id, form)
    return back_to(forum, gettext("Confirmed: the organization is named from now on."))


@pages.post("/<int:forum_id>/lines/<int:line_id>/take-back")
@needs(EDIT_RECORDS)
def take_back_confirmation(forum_id: int, line_id: int) -> ResponseReturnValue:
    forum = the_forum(forum_id)
    publishing.take_back_confirmation(line_of(forum, line_id), by=actor(), now=g.now)
    return back_to(forum, gettext("Taken back: the organization is not named any more."))


@pages.post("/<int:forum_id>/notice")
@needs(EDIT_ANNOUNCEMENTS)
def draft_notice_of_forum(forum_id: int) -> ResponseReturnValue:
    """The announcement as drafted from the facts, to be edited before it goes out with the forum."""
    notice = draft_notice(the_forum(forum_id), by=actor(), now=g.now)
    return redirect(url_for("desk.announcements.edit_announcement", announcement_id=notice.id), 303)


def _moment_of(day: date | None) -> datetime:
    """The beginning of that day in the institution's zone; today's is now."""
    zone = current_institution().zone
    if day is None:
        return g.now
    return min(instant_of(datetime.combine(day, time()), zone, field="at"), g.now)


def possible(verb: str, forum_id: int) -> Forum:
    forum = the_forum(forum_id)
    if verb not in verbs(forum.state, forum.release_at, forum.ends_at, g.now):
        raise Refused(NOT_NOW)
    return forum


def back_to(forum: Forum, told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(url_for("desk.forums.show_forum", forum_id=forum.id), 303)
