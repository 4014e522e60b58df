"""Releases to come follow their wall times after new rules of the clocks."""

from datetime import datetime

from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.services.editing import shares_forums_release
from forumapp.core.actor import Actor
from forumapp.core.clock import reckoned_instant
from forumapp.core.db import db
from forumapp.core.text import _
from forumapp.history.services import record_change


def reckon_releases(*, by: Actor, now: datetime) -> None:
    """What is out stays out; what waits comes out at the wall time that was promised."""
    waiting = select(Announcement).where(
        Announcement.release_at > now, Announcement.release_wall.is_not(None)
    )
    for announcement in db.session.scalars(waiting.order_by(Announcement.id)).all():
        wall, fold = announcement.release_wall, announcement.release_fold
        instant = reckoned_instant(wall, announcement.release_zone, fold)  # type: ignore[arg-type]
        forum = announcement.forum
        if instant == announcement.release_at:
            continue
        if forum and shares_forums_release(announcement):
            if forum.first_published_at == forum.release_at:
                forum.first_published_at = instant
            forum.release_at = instant
        announcement.release_at = instant
        record_change(announcement, _("reckoned anew by new time zone rules"), by=by, now=now)
