"""Which documents belong to announcements."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement, AnnouncementDocument
from forumapp.core.db import db
from forumapp.core.visibility import visible
from forumapp.files.models import StoredFile


def public_document(uid: UUID, now: datetime) -> StoredFile | None:
    """A document of an announcement that everybody may read."""
    shown = (
        select(AnnouncementDocument.file_id).join(Announcement).where(visible(Announcement, now))
    )
    return _among(shown, uid)


def any_document(uid: UUID) -> StoredFile | None:
    """A document of some announcement, whatever its state."""
    return _among(select(AnnouncementDocument.file_id), uid)


def _among(file_ids: object, uid: UUID) -> StoredFile | None:
    return db.session.scalar(
        select(StoredFile).where(StoredFile.uid == uid, StoredFile.id.in_(file_ids))  # type: ignore[arg-type]
    )
