"""Old releases read in many at a time, and where they used to stand."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.rules.archive import ARCHIVE_STATES, ENTRY_STATES
from forumapp.core.db import Base, Identified, one_of
from forumapp.files.models import StoredFile


class ArchiveImport(Base, Identified):
    """A folder of old releases: read, looked at, then made into announcements, both with progress.

    `zone` is that of the printed release times. `progress` counts the entries dealt with in this state.
    `publishes`: what has a release time is public at once; else all are drafts. `addresses` holds pairs of
    an old address and the headline or file name that stood there.
    """

    __tablename__ = "archive_import"
    __table_args__ = (one_of("state", ARCHIVE_STATES), Index("ix_archive_import_state", "state"))

    name: Mapped[str]
    zone: Mapped[str]
    state: Mapped[str] = mapped_column(default="reading")
    total: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    publishes: Mapped[bool] = mapped_column(default=False)
    addresses: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    file: Mapped[StoredFile | None] = relationship()
    entries: Mapped[list["ArchiveEntry"]] = relationship(
        back_populates="archive_import",
        order_by="ArchiveEntry.position",
        cascade="all, delete-orphan",
    )


class ArchiveEntry(Base):
    """One file of the folder. `problem` is a sentence with its values (`[sentence, {name: value}]`).

    `left_out`, `not_understood` and `proposed` are as an announcement's; `pictures` names those beside
    the page that it shows.
    """

    __tablename__ = "archive_entry"
    __table_args__ = (
        one_of("state", ENTRY_STATES),
        Index("ix_archive_entry_work", "archive_import_id", "state", "position"),
    )

    archive_import_id: Mapped[int] = mapped_column(
        ForeignKey("archive_import.id", ondelete="CASCADE")
    )
    position: Mapped[int]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default="unread")
    problem: Mapped[list[Any] | None] = mapped_column(JSON)
    headline: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    released: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(default="")
    old_address: Mapped[str] = mapped_column(default="")
    left_out: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    not_understood: Mapped[list[str]] = mapped_column(JSON, default=list)
    pictures: Mapped[list[str]] = mapped_column(JSON, default=list)
    proposed: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    announcement_id: Mapped[int | None] = mapped_column(
        ForeignKey("announcement.id", ondelete="SET NULL"), index=True
    )

    archive_import: Mapped[ArchiveImport] = relationship(back_populates="entries")
    announcement: Mapped[Announcement | None] = relationship()


class OldAddress(Base):
    """Where an announcement stood on a former site (path and query): it leads to its present page."""

    __tablename__ = "old_address"
    __public__ = True

    address: Mapped[str] = mapped_column(unique=True)
    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )

    announcement: Mapped[Announcement] = relationship()
