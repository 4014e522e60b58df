"""The stored calendar entry."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Base


class StoredEntry(Base):
    """The VEVENT bytes of one published record in one language and profile; a feed is a join of these.

    `zones` are the TZIDs that the bytes name. `made_with` is a digest of what they depend on besides
    rows that change with them: settings, institution, zone data, program (`queries.facts`).
    """

    __tablename__ = "stored_entry"
    __public__ = True
    __table_args__ = (
        UniqueConstraint("kind", "record_id", "language", "profile"),
        Index("ix_stored_entry_window", "kind", "language", "profile", "ends_at"),
    )

    kind: Mapped[str]
    record_id: Mapped[int]
    language: Mapped[str]
    profile: Mapped[str]
    uid: Mapped[UUID]
    sequence: Mapped[int]
    changed_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    zones: Mapped[list[str]] = mapped_column(JSON, default=list)
    made_with: Mapped[str] = mapped_column(index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
