"""Announcements that say of their forum what is no longer so."""

from sqlalchemy import Select, select

from forumapp.announcements.models.announcements import Announcement
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
