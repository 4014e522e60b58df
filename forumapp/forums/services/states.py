"""The states of a forum: released, moved, postponed, cancelled, reinstated, withdrawn."""

from datetime import datetime, timedelta

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused, RefusedTogether
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.visibility import CANCELLED, DRAFT, POSTPONED, PUBLISHED, WITHDRAWN
from forumapp.forums.models import Forum
from forumapp.forums.rules import missing_for_release, verbs
from forumapp.forums.services.ledger import as_published, note_changes
from forumapp.forums.services.plans import MovePlan
from forumapp.forums.services.times import set_end, set_start, set_window
from forumapp.forums.services.words import index_forum
from forumapp.history.services import record_change
from forumapp.venues.models import Room, Venue

NOT_NOW = _("This cannot be done to the forum in its present state. Look at its page again.")


def release_forum(forum: Forum, release_at: datetime, *, by: Actor, now: datetime) -> None:
    """The forum becomes public at `release_at`; everything that a published forum needs must stand.

    Whoever was told that it was withdrawn is told that it is on after all.
    """
    _refuse_unless(forum, "publish", now)
    if missing := missing_for_release(forum):
        raise RefusedTogether([Refused(each.sentence, field=each.field) for each in missing])
    if forum.ends_at <= now:
        raise Refused(
            _("The forum’s time is over. Give it a time to come, or write a report of it."),
            field="starts",
        )
    if release_at >= forum.ends_at:
        raise Refused(
            _("It would be released after its own end. Choose an earlier release."), field="release"
        )
    again = forum.first_published_at is not None
    before = as_published(forum)
    forum.state, forum.release_at = PUBLISHED, max(release_at, now)
    forum.stopped_note = Translated()
    forum.first_published_at = forum.first_published_at or forum.release_at
    forum.changed_at = now
    for session in forum.sessions:
        session.first_published_at = session.first_published_at or forum.release_at
        session.changed_at = now
    if again:
        note_changes(forum, before, by=by, now=now)
    record_change(forum, "published", by=by, now=now)
    index_forum(forum)


def withdraw_forum(forum: Forum, *, reason: Translated, by: Actor, now: datetime) -> None:
    """Out of sight: its address answers that it has been withdrawn."""
    _stop(forum, WITHDRAWN, "withdraw", "withdrawn", reason, by=by, now=now)


def take_back_release(forum: Forum, *, by: Actor, now: datetime) -> None:
    """A scheduled forum, which nobody has seen, is a draft again."""
    if not waits_unseen(forum, now):
        raise Refused(NOT_NOW)
    forum.state = DRAFT
    forum.release_at = forum.first_published_at = None
    for session in forum.sessions:
        session.first_published_at = None
    record_change(forum, "unscheduled", by=by, now=now)


def waits_unseen(forum: Forum, now: datetime) -> bool:
    """Published with a release to come, and never public before."""
    first = forum.first_published_at
    return forum.state == PUBLISHED and first is not None and first > now


def postpone_forum(forum: Forum, *, reason: Translated, by: Actor, now: datetime) -> None:
    """It will be held, but not at this time; a new time moves it and ends the postponement."""
    _stop(forum, POSTPONED, "postpone", "postponed", reason, by=by, now=now)


def cancel_forum(forum: Forum, *, reason: Translated, by: Actor, now: datetime) -> None:
    _stop(forum, CANCELLED, "cancel", "cancelled", reason, by=by, now=now)


def reinstate_forum(forum: Forum, *, reason: Translated, by: Actor, now: datetime) -> None:
    """It will be held after all, at the time and place that stand."""
    if forum.ends_at <= now:
        raise Refused(_("The forum’s time is over. Move it to a new time instead."), field="reason")
    _stop(forum, PUBLISHED, "reinstate", "reinstated", reason, by=by, now=now)


def _stop(
    forum: Forum, state: str, verb: str, done: str, reason: Translated, *, by: Actor, now: datetime
) -> None:
    _refuse_unless(forum, verb, now)
    with db.session.no_autoflush:
        before = as_published(forum)
        forum.state = state
        forum.stopped_note = Translated() if state == PUBLISHED else reason
        note_changes(forum, before, reason=reason, by=by, now=now)
        record_change(forum, done, by=by, now=now)


def move_forum(
    forum: Forum, plan: MovePlan, *, reason: Translated, by: Actor, now: datetime
) -> None:
    """A new time, a new place, or both. Sessions and the close of registration move along by as much.

    Registration opens when it was to open: on the same day, at the same time on the wall clock. A
    postponed forum is thereby published again.
    """
    _refuse_unless(forum, "move", now)
    venue, room = _place(plan)
    with db.session.no_autoflush:
        before, state = as_published(forum), forum.state
        _set_place(forum, plan, venue, room)
        if forum.starts != plan.starts:
            forum.date_is_assumed = False
        _set_time(forum, plan)
        forum.state, forum.stopped_note = PUBLISHED, Translated()
        if not note_changes(forum, before, reason=reason, by=by, now=now) and state == PUBLISHED:
            raise Refused(
                _(
                    "Time and place are what they were. Change one of them, or leave the forum as it is."
                ),
                field="starts",
            )
        if forum.ends_at <= now:
            raise Refused(_("This time is over already. Choose one to come."), field="starts")
        record_change(forum, "moved", by=by, now=now)
    index_forum(forum)


def _place(plan: MovePlan) -> tuple[Venue | None, Room | None]:
    venue = db.session.get(Venue, plan.venue_id) if plan.venue_id else None
    room = db.session.get(Room, plan.room_id) if plan.room_id else None
    if (plan.venue_id and venue is None) or (room and room.venue is not venue):
        raise Refused(
            _("This room is not in the venue. Choose the venue’s own room, or none."), field="room"
        )
    return venue, room


def _set_place(forum: Forum, plan: MovePlan, venue: Venue | None, room: Room | None) -> None:
    if forum.venue is not venue:
        for session in forum.sessions:
            session.room = None
    forum.venue, forum.room = venue, room
    if venue is None and forum.attendance_mode != "online":
        raise Refused(_("Choose a venue: people are expected to come to one."), field="venue")
    forum.zone = plan.zone or (venue.zone if venue else forum.zone)


def _set_time(forum: Forum, plan: MovePlan) -> None:
    by_how_much = plan.starts - forum.starts
    length = forum.ends - forum.starts
    set_start(forum, plan.starts, forum.zone, plan.starts_fold)
    set_end(forum, plan.ends or plan.starts + length, forum.zone, plan.ends_fold)
    for session in forum.sessions:
        set_start(session, session.starts + by_how_much, forum.zone, plan.starts_fold)
        set_end(session, session.ends + by_how_much, forum.zone, plan.ends_fold)
        _keep_inside(forum, session.starts_at, session.ends_at)
    _move_window(forum, by_how_much, plan.starts_fold)


def _keep_inside(forum: Forum, starts_at: datetime, ends_at: datetime) -> None:
    if starts_at < forum.starts_at or ends_at > forum.ends_at:
        raise Refused(
            _(
                "The sessions no longer fit into the new time. Edit the forum and its sessions instead."
            ),
            field="ends",
        )


def _move_window(forum: Forum, by_how_much: timedelta, fold: int | None) -> None:
    """Which of two equal times is meant: as before where nothing moves, else `fold`, asked if none."""
    closes = forum.registration_closes
    if not by_how_much:
        fold = forum.registration_closes_fold
    set_window(forum, "registration_closes", closes and closes + by_how_much, forum.zone, fold)
    opens, fold = forum.registration_opens, forum.registration_opens_fold
    set_window(forum, "registration_opens", opens, forum.zone, fold)
    opens_at, closes_at = forum.registration_opens_at, forum.registration_closes_at
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused(
            _("Registration would close before it opens. Edit the forum and its window instead."),
            field="starts",
        )


def _refuse_unless(forum: Forum, verb: str, now: datetime) -> None:
    if verb not in verbs(forum.state, forum.release_at, forum.ends_at, now):
        raise Refused(NOT_NOW)
