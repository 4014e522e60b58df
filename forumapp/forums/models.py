"""Conferences, forums and what belongs to one."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Table,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Archivable, Base, Identified, Versioned, one_of
from forumapp.core.translated import Translated
from forumapp.core.visibility import STATE_NAMES, Released
from forumapp.files.models import Picture
from forumapp.forums.rules import (
    APPEARANCE_ROLES,
    ATTENDANCE_MODES,
    CONFERENCE_KINDS,
    CONFIRMED_HOW,
    FORUM_KINDS,
    ORGANIZER_ROLES,
    REGISTRATION_MODES,
    SESSION_KINDS,
)
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.themes.models import Theme
from forumapp.venues.models import Room, Venue


class WallTime:
    """Wall-clock start and end in a zone are the truth; the instants are kept for order and overlap.

    `fold` 1 is the second of two equal wall times on a night when clocks go back (PEP 495).
    """

    starts: Mapped[datetime] = mapped_column(DateTime)
    starts_fold: Mapped[int] = mapped_column(default=0)
    ends: Mapped[datetime] = mapped_column(DateTime)
    ends_fold: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)


class CalendarFacts:
    """What a calendar entry needs beyond the record: its SEQUENCE, and when it last changed in public."""

    sequence: Mapped[int] = mapped_column(default=0)
    first_published_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]


conference_theme = Table(
    "conference_theme",
    Base.metadata,
    Column("conference_id", ForeignKey("conference.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True, index=True),
)
forum_theme = Table(
    "forum_theme",
    Base.metadata,
    Column("forum_id", ForeignKey("forum.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True, index=True),
)

forum_follow_up = Table(
    "forum_follow_up",
    Base.metadata,
    Column("forum_id", ForeignKey("forum.id", ondelete="CASCADE"), primary_key=True),
    Column("follows_id", ForeignKey("forum.id", ondelete="CASCADE"), nullable=False, index=True),
)


class Conference(Base, Identified, Versioned, Archivable, Released, CalendarFacts):
    """A parent conference, congress or series; all-day, in dates."""

    __tablename__ = "conference"
    __public__ = True
    __table_args__ = (one_of("kind", CONFERENCE_KINDS), one_of("state", STATE_NAMES))

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="conference")
    name: Mapped[Translated]
    short_name: Mapped[Translated]
    summary: Mapped[Translated]
    description: Mapped[Translated]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    zone: Mapped[str] = mapped_column(default="UTC")
    city: Mapped[Translated]
    country: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id"), index=True)

    parent: Mapped["Conference | None"] = relationship(remote_side="Conference.id")
    themes: Mapped[list[Theme]] = relationship(secondary=conference_theme)
    organizer_lines: Mapped[list["OrganizerLine"]] = relationship(
        back_populates="conference", order_by="OrganizerLine.position", cascade="all, delete-orphan"
    )


class Forum(Base, Identified, Versioned, Archivable, Released, WallTime, CalendarFacts):
    """One event. Its places are `capacity_limit` (none: unlimited) and `taken`: those that are not free
    for everybody, because somebody has them or because they are set aside. `waiting` people are on its
    waiting list. Only `registrations` changes these two, by conditional updates. `follows` is the one
    whose work it carries on.
    """

    __tablename__ = "forum"
    __public__ = True
    __table_args__ = (
        one_of("kind", FORUM_KINDS),
        one_of("state", STATE_NAMES),
        one_of("attendance_mode", ATTENDANCE_MODES),
        one_of("registration_mode", REGISTRATION_MODES),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("capacity_limit IS NULL OR capacity_limit >= 0", name="limit_not_negative"),
        CheckConstraint(
            "capacity_limit IS NULL OR taken <= capacity_limit", name="taken_within_limit"
        ),
        Index("ix_forum_visible", "state", "release_at", "starts_at"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="forum")
    title: Mapped[Translated]
    lead: Mapped[Translated]
    description: Mapped[Translated]
    zone: Mapped[str]
    attendance_mode: Mapped[str] = mapped_column(default="in_person")
    # The old one is asked for: in a series that a forum leaves, the others' entries are written anew.
    conference_id: Mapped[int | None] = mapped_column(
        ForeignKey("conference.id"), index=True, active_history=True
    )
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    online_url: Mapped[str] = mapped_column(default="")
    online_url_is_public: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    access: Mapped[Translated]
    step_free: Mapped[Translated] = mapped_column(server_default="{}")
    hearing_help: Mapped[Translated] = mapped_column(server_default="{}")
    quiet_space: Mapped[Translated] = mapped_column(server_default="{}")
    capacity_limit: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    registration_mode: Mapped[str] = mapped_column(default="open")
    waiting_list: Mapped[str] = mapped_column(default="automatic", server_default="automatic")
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")
    registration_opens: Mapped[datetime | None] = mapped_column(DateTime)
    registration_opens_fold: Mapped[int] = mapped_column(default=0)
    registration_closes: Mapped[datetime | None] = mapped_column(DateTime)
    registration_closes_fold: Mapped[int] = mapped_column(default=0)
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    stopped_note: Mapped[Translated]
    date_is_assumed: Mapped[bool] = mapped_column(default=False)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    created_by_id: Mapped[int | None]

    follows: Mapped["Forum | None"] = relationship(
        secondary=lambda: forum_follow_up,
        primaryjoin=lambda: Forum.id == forum_follow_up.c.forum_id,
        secondaryjoin=lambda: Forum.id == forum_follow_up.c.follows_id,
    )
    conference: Mapped[Conference | None] = relationship(active_history=True)
    venue: Mapped[Venue | None] = relationship()
    room: Mapped[Room | None] = relationship()
    picture: Mapped[Picture | None] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=forum_theme)
    organizer_lines: Mapped[list["OrganizerLine"]] = relationship(
        back_populates="forum", order_by="OrganizerLine.position", cascade="all, delete-orphan"
    )
    sessions: Mapped[list["ForumSession"]] = relationship(
        back_populates="forum",
        order_by="ForumSession.starts_at, ForumSession.position",
        cascade="all, delete-orphan",
    )
    appearances: Mapped[list["Appearance"]] = relationship(
        back_populates="forum", order_by="Appearance.position", cascade="all, delete-orphan"
    )
    changes: Mapped[list["ForumChange"]] = relationship(
        back_populates="forum", order_by="ForumChange.at", cascade="all, delete-orphan"
    )


class OrganizerLine(Base):
    """An organization in a role at a forum or conference; public only once it has confirmed."""

    __tablename__ = "organizer_line"
    __public__ = True
    __table_args__ = (
        one_of("role", ORGANIZER_ROLES),
        CheckConstraint("(forum_id IS NULL) <> (conference_id IS NULL)", name="one_subject"),
        CheckConstraint(
            "confirmed_how IS NULL OR confirmed_how IN ("
            + ", ".join(f"'{how}'" for how in CONFIRMED_HOW)
            + ")",
            name="confirmed_how_known",
        ),
        Index("ix_organizer_line_forum", "forum_id", "position"),
        Index("ix_organizer_line_conference", "conference_id", "position"),
    )

    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    conference_id: Mapped[int | None] = mapped_column(
        ForeignKey("conference.id", ondelete="CASCADE")
    )
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    role: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str] = mapped_column(default="")
    confirmed_how: Mapped[str | None]

    forum: Mapped[Forum | None] = relationship(back_populates="organizer_lines")
    conference: Mapped[Conference | None] = relationship(back_populates="organizer_lines")
    organization: Mapped[Organization] = relationship()

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class ForumSession(Base, Identified, WallTime, CalendarFacts):
    """One point of the programme, in the forum's zone."""

    __tablename__ = "forum_session"
    __public__ = True
    __table_args__ = (
        one_of("kind", SESSION_KINDS),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(default="session")
    title: Mapped[Translated]
    description: Mapped[Translated]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    position: Mapped[int] = mapped_column(default=0)

    forum: Mapped[Forum] = relationship(back_populates="sessions")
    room: Mapped[Room | None] = relationship()
    appearances: Mapped[list["Appearance"]] = relationship(
        back_populates="session", order_by="Appearance.position"
    )


class Appearance(Base):
    """A person at a forum, or in one of its sessions, in a role and a capacity at that event."""

    __tablename__ = "appearance"
    __public__ = True
    __table_args__ = (
        one_of("role", APPEARANCE_ROLES),
        Index("ix_appearance_forum", "forum_id", "position"),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_session.id", ondelete="SET NULL"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(default="speaker")
    capacity: Mapped[Translated]
    position: Mapped[int] = mapped_column(default=0)

    forum: Mapped[Forum] = relationship(back_populates="appearances")
    session: Mapped[ForumSession | None] = relationship(back_populates="appearances")
    person: Mapped[Person] = relationship()


class ForumChange(Base):
    """The change ledger: a published fact that became another one.

    `old_start` is the instant at which the forum was to start, where that changed.
    """

    __tablename__ = "forum_change"
    __public__ = True
    __table_args__ = (Index("ix_forum_change_forum", "forum_id", "at"),)

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    by: Mapped[str]
    field: Mapped[str]
    old: Mapped[Translated]
    new: Mapped[Translated]
    reason: Mapped[Translated]
    sequence: Mapped[int]
    old_start: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship(back_populates="changes")
