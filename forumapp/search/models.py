"""The search index: one row per record and language."""

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Base


class SearchEntry(Base):
    """The words of one record in one language, already cut into tokens (`search.rules.tokens`).

    `headings` are those of its title, `leads` of what stands below it, `tokens` all others: what the
    full-text index of each database reads, and weighs in this order: FTS5 on SQLite, tsvector with GIN
    on PostgreSQL (its column `search_words`; both made by the migration).
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "record_id", "language"),
        Index("ix_search_entry_record", "kind", "record_id"),
    )

    kind: Mapped[str]
    record_id: Mapped[int]
    language: Mapped[str]
    tokens: Mapped[str]
    headings: Mapped[str] = mapped_column(default="", server_default="")
    leads: Mapped[str] = mapped_column(default="", server_default="")
