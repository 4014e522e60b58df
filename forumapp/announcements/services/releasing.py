"""Publishing and withdrawing announcements that stand on their own."""

from datetime import datetime

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.parity import texts_of_announcement
from forumapp.announcements.services.editing import (
    refuse_wrong_release,
    shares_forums_release,
    with_known_seconds,
)
from forumapp.announcements.services.gallery import refuse_undescribed
from forumapp.announcements.services.parity import check_parity
from forumapp.core.actor import Actor
from forumapp.core.clock import asked_instant, wall_of
from forumapp.core.errors import Refused
from forumapp.core.text import _
from forumapp.core.visibility import DRAFT, PUBLISHED, VISIBLE_STATES, WITHDRAWN
from forumapp.history.queries import acts_on
from forumapp.history.services import record_change


def publish_announcement(
    announcement: Announcement,
    *,
    release_wall: datetime | None = None,
    release_zone: str = "",
    release_fold: int | None = None,
    gaps_accepted: bool | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Make it public from its release time on: a naive wall time in a zone, now if none is given.

    `gaps_accepted` as for `check_parity`.

    A time in the past is an old release's own. The notice of a forum goes out with the forum.
    """
    zone = release_zone or announcement.release_zone
    wall = with_known_seconds(announcement, release_wall)
    instant = asked_instant(wall, zone, release_fold, field="release_wall") if wall else now
    _refuse_unready(announcement)
    check_parity(texts_of_announcement(announcement), gaps_accepted=gaps_accepted)
    if shares_forums_release(announcement) and announcement.forum is not None:
        forum = announcement.forum
        if forum.state not in VISIBLE_STATES or forum.release_at is None:
            raise Refused(_("Publish the forum: its notice goes out with it, at the same moment."))
        release_at(announcement, forum.release_at, by=by, now=now)
        return
    refuse_wrong_release(announcement, instant, now=now)
    announcement.state = PUBLISHED
    if wall is None:
        wall = wall_of(now, zone).replace(microsecond=0)
        release_fold = wall.fold
    announcement.release_wall, announcement.release_zone = wall, zone
    announcement.release_fold = release_fold or 0
    announcement.release_at = instant
    _note_publication(announcement, by=by, now=now)


def release_at(announcement: Announcement, instant: datetime, *, by: Actor, now: datetime) -> None:
    """Make it public from an instant on; its release time is printed in its own zone."""
    announcement.state = PUBLISHED
    print_release(announcement, instant)
    _note_publication(announcement, by=by, now=now)


def print_release(announcement: Announcement, instant: datetime) -> None:
    """Set the release time to an instant, as clocks in the announcement's own zone show it."""
    wall = wall_of(instant, announcement.release_zone)
    announcement.release_at = instant
    announcement.release_wall, announcement.release_fold = wall, wall.fold


def withdraw_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """Take it from the public; its address says that it is gone.

    What waits for its first release was never in sight: it is a draft again, and its address tells nothing.
    """
    if announcement.state != PUBLISHED:
        raise Refused(_("This announcement is not published, so there is nothing to withdraw."))
    if waits_unseen(announcement, now):
        take_back_release(announcement, by=by, now=now)
        return
    announcement.state = WITHDRAWN
    announcement.changed_at = now
    record_change(announcement, "withdrawn", by=by, now=now)


def waits_unseen(announcement: Announcement, now: datetime) -> bool:
    """Scheduled, and never public before."""
    is_waiting = announcement.state == PUBLISHED and not announcement.is_visible(now)
    return is_waiting and not acts_on("announcement", [announcement.id], ["withdrawn"])


def take_back_release(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """What was scheduled, and nobody has seen, is a draft again."""
    announcement.state = DRAFT
    announcement.release_at = announcement.published_at = announcement.release_wall = None
    record_change(announcement, "unscheduled", by=by, now=now)


def _refuse_unready(announcement: Announcement) -> None:
    if announcement.archived_at is not None:
        raise Refused(_("This announcement is archived. Restore it before you publish it."))
    if not announcement.lead and not announcement.body:
        raise Refused(_("Write a lead or a text before you publish: there is only a headline."))
    refuse_undescribed(announcement)


def _note_publication(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    announcement.published_at = announcement.published_at or now
    announcement.changed_at = now
    record_change(announcement, "published", by=by, now=now)
