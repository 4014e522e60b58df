"""Links that show what is not public yet."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.db import Base, Identified
from forumapp.forums.models import Forum


class Preview(Base, Identified):
    """One link to one announcement or one forum, until `expires_at` or until it is revoked."""

    __tablename__ = "preview"
    __table_args__ = (
        CheckConstraint("(announcement_id IS NULL) <> (forum_id IS NULL)", name="of_one_record"),
    )

    announcement_id: Mapped[int | None] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )
    forum_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum.id", ondelete="CASCADE"), index=True
    )
    link_hash: Mapped[str] = mapped_column(unique=True)
    for_whom: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    announcement: Mapped[Announcement | None] = relationship()
    forum: Mapped[Forum | None] = relationship()
