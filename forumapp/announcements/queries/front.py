"""What the front page shows large."""

from datetime import datetime, timedelta

from sqlalchemy.orm import joinedload

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.core.db import db

STILL_NEW = timedelta(days=366)


def leading_announcement(now: datetime) -> Announcement | None:
    """The newest visible announcement with a picture; none when it is older than a year."""
    pictured = visible_announcements(now).where(
        Announcement.picture_id.is_not(None), Announcement.release_at > now - STILL_NEW
    )
    return db.session.scalar(pictured.options(joinedload(Announcement.picture)).limit(1))
