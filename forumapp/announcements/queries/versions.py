"""What an announcement said before."""

from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.versions import AnnouncementVersion
from forumapp.core.db import db
from forumapp.core.errors import NotFound


def versions_of(announcement: Announcement) -> list[AnnouncementVersion]:
    """Every version of an announcement, the latest first."""
    kept = select(AnnouncementVersion).where(AnnouncementVersion.announcement_id == announcement.id)
    return list(db.session.scalars(kept.order_by(AnnouncementVersion.number.desc())))


def last_version(announcement: Announcement) -> AnnouncementVersion | None:
    """The version with the highest number, if one was kept."""
    kept = select(AnnouncementVersion).where(AnnouncementVersion.announcement_id == announcement.id)
    return db.session.scalar(kept.order_by(AnnouncementVersion.number.desc()).limit(1))


def version_of(announcement: Announcement, number: int) -> AnnouncementVersion:
    """The version with this number; raises `NotFound`."""
    kept = db.session.scalar(
        select(AnnouncementVersion).where(
            AnnouncementVersion.announcement_id == announcement.id,
            AnnouncementVersion.number == number,
        )
    )
    if kept is None:
        raise NotFound
    return kept
