"""The announcement: its text, pictures, quotes and documents, and the corrections made to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Index, Table, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.announcements.rules.kinds import ANNOUNCEMENT_KINDS, ANNOUNCEMENT_STATES
from forumapp.core.db import Archivable, Base, Identified, Versioned, one_of
from forumapp.core.translated import Translated
from forumapp.core.visibility import Released
from forumapp.delegations.models import Delegation
from forumapp.files.models import Picture, StoredFile
from forumapp.forums.models import Conference, Forum
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.themes.models import Theme

announcement_theme = Table(
    "announcement_theme",
    Base.metadata,
    Column("announcement_id", ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True, index=True),
)
announcement_person = Table(
    "announcement_person",
    Base.metadata,
    Column("announcement_id", ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
)
announcement_organization = Table(
    "announcement_organization",
    Base.metadata,
    Column("announcement_id", ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "organization_id",
        ForeignKey("organization.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Announcement(Base, Identified, Versioned, Archivable, Released):
    """A published text. Its release is a wall time in a zone; a notice shares its forum's `release_at`.

    `drafted` maps a language to the SHA-256 of its text as it was drafted from the forum's facts: a text
    that nobody has edited since follows the forum. `import_digest` is the SHA-256 of what an old release
    says: the same release never makes two. `left_out` holds pairs of a kind of site furniture and its text.
    `stated` maps a language to the facts of its forum (`rules.stated`: name → as they stood) that the text
    was last held to; `is_flagged`: some have changed since, and the text says still what was. `proposed`
    holds what an import thinks that the text names: a kind of record, an id, and the words of the text
    where they only resemble the record's name. `told_at` is
    when every reader who wanted it had a mail queued.
    """

    __tablename__ = "announcement"
    __public__ = True
    __table_args__ = (
        one_of("kind", ANNOUNCEMENT_KINDS),
        one_of("state", ANNOUNCEMENT_STATES),
        Index("ix_announcement_visible", "state", "release_at"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="news")
    headline: Mapped[Translated]
    lead: Mapped[Translated]
    body: Mapped[Translated]
    dateline: Mapped[Translated]
    source: Mapped[Translated]
    release_wall: Mapped[datetime | None] = mapped_column(DateTime)
    release_fold: Mapped[int] = mapped_column(default=0)
    release_zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    published_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forum.id"), index=True)
    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"), index=True)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    picture_caption: Mapped[Translated]
    picture_credit: Mapped[Translated]
    drafted: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    import_digest: Mapped[str | None] = mapped_column(unique=True)
    import_name: Mapped[str] = mapped_column(default="")
    left_out: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    not_understood: Mapped[list[str]] = mapped_column(JSON, default=list)
    stated: Mapped[dict[str, dict[str, str]]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )
    is_flagged: Mapped[bool] = mapped_column(default=False, server_default=false())
    proposed: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, server_default="[]")
    told_at: Mapped[datetime | None]

    forum: Mapped[Forum | None] = relationship()
    conference: Mapped[Conference | None] = relationship()
    delegation: Mapped[Delegation | None] = relationship()
    picture: Mapped[Picture | None] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=announcement_theme)
    people: Mapped[list[Person]] = relationship(secondary=announcement_person)
    organizations: Mapped[list[Organization]] = relationship(secondary=announcement_organization)
    pictures: Mapped[list["AnnouncementPicture"]] = relationship(
        back_populates="announcement",
        order_by="AnnouncementPicture.position",
        cascade="all, delete-orphan",
    )
    quotes: Mapped[list["Quote"]] = relationship(
        back_populates="announcement", order_by="Quote.position", cascade="all, delete-orphan"
    )
    documents: Mapped[list["AnnouncementDocument"]] = relationship(
        back_populates="announcement",
        order_by="AnnouncementDocument.position",
        cascade="all, delete-orphan",
    )
    corrections: Mapped[list["Correction"]] = relationship(
        back_populates="announcement", order_by="Correction.at", cascade="all, delete-orphan"
    )


class Correction(Base):
    """A dated correction, visible on the page."""

    __tablename__ = "correction"
    __public__ = True

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    by: Mapped[str]
    wording: Mapped[Translated]

    announcement: Mapped[Announcement] = relationship(back_populates="corrections")


class AnnouncementPicture(Base):
    """One of the gallery. What a blind reader is told stands with the picture itself."""

    __tablename__ = "announcement_picture"
    __public__ = True

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )
    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    caption: Mapped[Translated]
    credit: Mapped[Translated]

    announcement: Mapped[Announcement] = relationship(back_populates="pictures")
    picture: Mapped[Picture] = relationship()


class Quote(Base):
    """What somebody said: a person of ours, or one who is only named; in the capacity of that day."""

    __tablename__ = "quote"
    __public__ = True

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    wording: Mapped[Translated]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[Translated]
    capacity: Mapped[Translated]

    announcement: Mapped[Announcement] = relationship(back_populates="quotes")
    person: Mapped[Person | None] = relationship()


class AnnouncementDocument(Base):
    """A file to take along, public as long as its announcement is. `language` is a code, or empty."""

    __tablename__ = "announcement_document"
    __public__ = True

    announcement_id: Mapped[int] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Translated]
    language: Mapped[str] = mapped_column(default="")

    announcement: Mapped[Announcement] = relationship(back_populates="documents")
    file: Mapped[StoredFile] = relationship()
