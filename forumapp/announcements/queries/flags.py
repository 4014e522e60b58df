"""Announcements that say of their forum what is no longer so, or were never held to what is."""

from sqlalchemy import Select, String, cast, select

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.db import db
from forumapp.core.visibility import WITHDRAWN


def flagged_announcements() -> Select[Announcement]:
    """What an editor should look at, the newest first."""
    return (
        select(Announcement)
        .where(
            Announcement.is_flagged,
            Announcement.archived_at.is_(None),
            Announcement.state != WITHDRAWN,
        )
        .order_by(Announcement.id.desc())
    )


def unheld_announcements(*, limit: int) -> list[Announcement]:
    """Of a forum, and held to none of its facts: they are older than this is kept."""
    return list(
        db.session.scalars(
            select(Announcement)
            .where(Announcement.forum_id.is_not(None), cast(Announcement.stated, String) == "{}")
            .order_by(Announcement.id)
            .limit(limit)
        )
    )
