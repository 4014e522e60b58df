"""The reader, and which announcements each has been told of."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.announcements.models.announcements import Announcement
from forumapp.core.db import Base, Identified
from forumapp.themes.models import Theme

reader_theme = Table(
    "reader_theme",
    Base.metadata,
    Column("reader_id", ForeignKey("reader.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Reader(Base, Identified):
    """An address that asked for announcements; nothing else is known of its owner.

    Until `confirmed_at` nothing is sent to it but the question whether it is meant. Who wants `all` gets
    every announcement, who does not those of `themes`. Whoever unsubscribes is deleted. `asked_at`: when the
    form was last sent for this address; `network`: from where, as long as that counts for a limit.
    """

    __tablename__ = "reader"
    __told__ = ()
    __table_args__ = (
        Index("ix_reader_confirmed", "confirmed_at", "id"),
        Index("ix_reader_asked", "asked_at"),
    )

    address: Mapped[str]
    address_key: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    wants_all: Mapped[bool] = mapped_column(default=True)
    link_hash: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    network: Mapped[str] = mapped_column(default="", server_default="")
    confirmed_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]

    themes: Mapped[list[Theme]] = relationship(secondary=reader_theme)


class ReaderTold(Base):
    """This reader's mail of this announcement is queued: it is never queued again, unless taken back."""

    __tablename__ = "reader_told"
    __table_args__ = (
        Index("ix_reader_told_once", "announcement_id", "reader_id", unique=True),
        Index("ix_reader_told_reader", "reader_id"),
        Index("ix_reader_told_mail", "mail_id"),
    )

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader.id", ondelete="CASCADE"))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mail.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    announcement: Mapped[Announcement] = relationship()
