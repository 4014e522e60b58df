"""Drafting and editing a forum as a whole, from plain values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forumapp.core.actor import Actor
from forumapp.core.clock import zone_of
from forumapp.core.db import Base, db
from forumapp.core.errors import Refused, RefusedTogether
from forumapp.core.facts import refuse_stale, require_mail_address
from forumapp.core.slugs import change_slug, check_slug, free_slug, slug_of
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.visibility import DRAFT, VISIBLE_STATES
from forumapp.files.models import Picture
from forumapp.files.services.pictures import store_picture
from forumapp.forums.models import Conference, Forum, ForumChange
from forumapp.forums.queries import forum_with_key
from forumapp.forums.rules import (
    ATTENDANCE_MODES,
    FORUM_KINDS,
    REGISTRATION_MODES,
    missing_for_release,
)
from forumapp.forums.services.facts import Facts, published_facts
from forumapp.forums.services.ledger import as_published, note_changes
from forumapp.forums.services.plans import ForumPlan
from forumapp.forums.services.rows import set_appearances, set_organizer_lines, set_sessions
from forumapp.forums.services.times import set_end, set_start, set_window
from forumapp.forums.services.words import index_forum
from forumapp.history.services import record_change
from forumapp.themes.models import Theme
from forumapp.venues.models import Room, Venue
from forumapp.venues.rules import ACCESS_FACTS

Row = TypeVar("Row", bound=Base)
TOLD_BY_ROWS = ("follows", "themes", "organizers", "speakers", "programme")
"""Facts that stand in rows of their own; history tells them beside the forum's columns."""


def draft_forum(plan: ForumPlan, *, by: Actor, now: datetime) -> Forum:
    """A new draft, or the forum that the same form made already.

    Refused if a value contradicts another; what is merely missing, publishing asks for.
    """
    try:
        with db.session.begin_nested():
            forum = _new_forum(plan, by=by, now=now)
    except IntegrityError as clash:  # somebody else was faster
        if known := forum_with_key(plan.key):
            return known
        raise Refused(
            _("Another record has this address. Choose a different one."), field="slug"
        ) from clash
    index_forum(forum)
    return forum


def _new_forum(plan: ForumPlan, *, by: Actor, now: datetime) -> Forum:
    nothing = Translated()
    forum = Forum(
        title=nothing,
        lead=nothing,
        description=nothing,
        access=nothing,
        **dict.fromkeys(ACCESS_FACTS, nothing),
        stopped_note=nothing,
        state=DRAFT,
        taken=0,
        created_by_id=by.account_id,
    )
    if plan.key:
        forum.uid = plan.key
    with db.session.no_autoflush:
        _fill(forum, plan, by=by, now=now)
        forum.slug = free_slug(Forum, forum.title)
    if plan.slug:
        check_slug(forum, plan.slug)
        forum.slug = plan.slug
    record_change(forum, "created", by=by, now=now)
    return forum


def edit_forum(
    forum: Forum, plan: ForumPlan, *, version: int | None = None, by: Actor, now: datetime
) -> list[ForumChange]:
    """Make the forum what the plan says; returns the published facts that changed.

    `version` is that of the forum as its editor saw it; a later one is refused. What the public may
    see is never left without what publishing asked for.
    """
    refuse_stale(forum, version)
    with db.session.no_autoflush:
        before, facts = as_published(forum), published_facts(forum)
        _fill(forum, plan, by=by, now=now)
        if forum.state in VISIBLE_STATES and (missing := missing_for_release(forum)):
            raise RefusedTogether([Refused(each.sentence, field=each.field) for each in missing])
        _choose_address(forum, plan)
        changes = note_changes(forum, before, by=by, now=now)
        record_change(forum, "edited", by=by, now=now, **_told(facts, published_facts(forum)))
    index_forum(forum)
    return changes


def _fill(forum: Forum, plan: ForumPlan, *, by: Actor, now: datetime) -> None:
    _fill_texts(forum, plan, now)
    _fill_place(forum, plan)
    _fill_times(forum, plan)
    _fill_registration(forum, plan)
    forum.conference = _one(Conference, plan.conference_id, "conference")
    forum.follows = _followed(forum, plan.follows_id)
    forum.picture = _picture(plan, now)
    forum.themes = _all(Theme, plan.theme_ids, "themes")
    set_organizer_lines(forum, plan.organizers, by=by, now=now)
    set_sessions(forum, plan.sessions, now=now)
    set_appearances(forum, plan.appearances, now=now)


def _fill_texts(forum: Forum, plan: ForumPlan, now: datetime) -> None:
    for name in ("title", "lead", "description", "access", *ACCESS_FACTS):
        setattr(forum, name, getattr(forum, name).revised(getattr(plan, name), now))
    if not forum.title:
        raise Refused(_("Give the forum a title, in one language at least."), field="title")
    forum.kind = _known(plan.kind, FORUM_KINDS)
    forum.languages = list(plan.languages)
    forum.contact_name = plan.contact_name.strip()
    forum.contact_email = plan.contact_email.strip()
    require_mail_address(forum.contact_email, "contact_email")
    forum.date_is_assumed = plan.date_is_assumed


def _fill_place(forum: Forum, plan: ForumPlan) -> None:
    forum.venue = _one(Venue, plan.venue_id, "venue")
    forum.room = _one(Room, plan.room_id, "room")
    if forum.room and forum.room.venue is not forum.venue:
        raise Refused(
            _("This room is not in the venue. Choose the venue’s own room, or none."), field="room"
        )
    forum.attendance_mode = _known(plan.attendance_mode, ATTENDANCE_MODES)
    forum.online_url = _web_address(plan.online_url)
    forum.online_url_is_public = plan.online_url_is_public and bool(forum.online_url)
    zone = plan.zone or (forum.venue.zone if forum.venue else "")
    if not zone:
        raise Refused(
            _("Say in which time zone the forum takes place, or choose a venue, which has one."),
            field="zone",
        )
    zone_of(zone)
    forum.zone = zone


def _fill_times(forum: Forum, plan: ForumPlan) -> None:
    set_start(forum, plan.starts, forum.zone, plan.starts_fold)
    last = max((session.ends for session in plan.sessions), default=None)
    usual_covers = last is None or (last - plan.starts).total_seconds() <= 2 * 3600
    ends = plan.ends if plan.ends or usual_covers else last
    set_end(forum, ends, forum.zone, plan.ends_fold)


def _fill_registration(forum: Forum, plan: ForumPlan) -> None:
    taken = _places_taken(forum)
    if plan.capacity_limit is not None and plan.capacity_limit < taken:
        raise Refused(
            _(
                "{taken} places are taken already. Allow at least {taken}, or cancel registrations first."
            ),
            field="capacity_limit",
            taken=taken,
        )
    forum.capacity_limit = plan.capacity_limit
    forum.registration_mode = _known(plan.registration_mode, REGISTRATION_MODES)
    for name in ("registration_opens", "registration_closes"):
        set_window(forum, name, getattr(plan, name), forum.zone, getattr(plan, f"{name}_fold"))
    opens, closes = forum.registration_opens_at, forum.registration_closes_at
    if opens and closes and closes <= opens:
        raise Refused(
            _("Registration closes before it opens. Change one of the two times."),
            field="registration_closes",
        )


def _followed(forum: Forum, follows_id: int | None) -> Forum | None:
    """The forum before this one; never itself, nor one that comes after it in turn."""
    followed = earlier = _one(Forum, follows_id, "follows")
    while earlier is not None:
        if earlier is forum:
            raise Refused(
                _("A forum carries on the work of an earlier one. Choose another forum."),
                field="follows",
            )
        earlier = earlier.follows
    return followed


def _picture(plan: ForumPlan, now: datetime) -> Picture | None:
    said = plan.picture_alternative
    if plan.picture_data:
        picture = store_picture(plan.picture_data, Translated(), now=now)
        written = {language: text for language, text in said.items() if text}
        picture.alternative = picture.alternative.revised(written, now)
        return picture
    known = _one(Picture, plan.picture_id, "picture")
    if known and any(said.values()):
        known.alternative = known.alternative.revised(said, now)
    return known


def _choose_address(forum: Forum, plan: ForumPlan) -> None:
    """A new address keeps the old one answering; a draft that was never public simply follows its title."""
    if forum.first_published_at is not None or (plan.slug and plan.slug != forum.slug):
        change_slug(forum, plan.slug or forum.slug)
    elif not forum.slug.startswith(slug_of(forum.title, "forum")):
        forum.slug = free_slug(Forum, forum.title)


def _places_taken(forum: Forum) -> int:
    """As it is now; nobody takes a place until this transaction ends."""
    if forum.id is None:
        return 0
    row = select(Forum.taken).where(Forum.id == forum.id).with_for_update()
    return db.session.scalar(row) or 0


def _told(before: Facts, after: Facts) -> dict[str, Any]:
    return {
        name: [before[name].text("en"), after[name].text("en")]
        for name in TOLD_BY_ROWS
        if before[name] != after[name]
    }


def _one(model: type[Row], record_id: int | None, field: str) -> Row | None:
    if record_id is None:
        return None
    row = db.session.get(model, record_id)
    if row is None:
        raise Refused(_("This choice is not there any more. Choose another one."), field=field)
    return row


def _all(model: type[Row], record_ids: Iterable[int], field: str) -> list[Row]:
    wanted = list(dict.fromkeys(record_ids))
    found = {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(wanted)))}
    if len(found) < len(wanted):
        raise Refused(_("This choice is not there any more. Choose another one."), field=field)
    return [found[record_id] for record_id in wanted]


def _known(word: str, words: Iterable[str]) -> str:
    if word not in words:
        raise Refused(_("“{word}” is not one of the choices."), word=word)
    return word


def _web_address(address: str) -> str:
    address = address.strip()
    if address and not address.startswith(("https://", "http://")):
        raise Refused(
            _("A web address begins with https://. Write the whole address."), field="online_url"
        )
    return address
