"""What an announcement said at each time it was saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.db import Base


class AnnouncementVersion(Base):
    """`contents` maps a text's name to language → text; numbers count from 1 within an announcement.

    `stated` are the facts that the text was held to then (as `Announcement.stated`): restored, it is held to
    them again.
    """

    __tablename__ = "announcement_version"
    __table_args__ = (UniqueConstraint("announcement_id", "number"),)

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    contents: Mapped[dict[str, Any]] = mapped_column(JSON)
    stated: Mapped[dict[str, dict[str, str]]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )

    announcement: Mapped[Announcement] = relationship()
