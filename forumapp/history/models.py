"""The history row."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Base


class HistoryRow(Base):
    """One change to one record. `changes` maps a field to its [old, new] as readable values."""

    __tablename__ = "history_row"
    __table_args__ = (Index("ix_history_row_record", "kind", "record_id", "at"),)

    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[str]
    actor_label: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str]
    kind: Mapped[str]
    record_id: Mapped[int | None]
    record_label: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
