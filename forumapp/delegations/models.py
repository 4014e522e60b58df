"""Delegations and what belongs to one."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Archivable, Base, Identified, Versioned, one_of
from forumapp.core.translated import Translated
from forumapp.core.visibility import STATE_NAMES, Released
from forumapp.delegations.rules import ITEM_KINDS, RANKS
from forumapp.forums.models import CalendarFacts, Forum
from forumapp.organizations.models import Organization
from forumapp.people.models import Person
from forumapp.venues.models import Venue

item_member = Table(
    "item_member",
    Base.metadata,
    Column("item_id", ForeignKey("itinerary_item.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "member_id",
        ForeignKey("delegation_member.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Delegation(Base, Identified, Versioned, Archivable, Released, CalendarFacts):
    """A journey of people sent by one body to a host country; all-day, in dates."""

    __tablename__ = "delegation"
    __public__ = True
    __table_args__ = (
        one_of("state", STATE_NAMES),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Translated]
    purpose: Mapped[Translated]
    description: Mapped[Translated]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    zone: Mapped[str] = mapped_column(default="UTC")
    country: Mapped[str] = mapped_column(default="")
    cities: Mapped[Translated]
    sending_organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id"), index=True
    )
    host_organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id"), index=True
    )
    focal_point_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    places: Mapped[int | None]
    dates_are_assumed: Mapped[bool] = mapped_column(default=False)

    sending_organization: Mapped[Organization | None] = relationship(
        foreign_keys=[sending_organization_id]
    )
    host_organization: Mapped[Organization | None] = relationship(
        foreign_keys=[host_organization_id]
    )
    focal_point: Mapped[Person | None] = relationship()
    members: Mapped[list["DelegationMember"]] = relationship(
        back_populates="delegation",
        order_by="DelegationMember.position",
        cascade="all, delete-orphan",
    )
    items: Mapped[list["ItineraryItem"]] = relationship(
        back_populates="delegation",
        order_by="ItineraryItem.starts_at, ItineraryItem.id",
        cascade="all, delete-orphan",
    )
    forums: Mapped[list["DelegationForum"]] = relationship(
        back_populates="delegation", cascade="all, delete-orphan"
    )


class DelegationMember(Base, Identified, Versioned):
    """A person in a rank, with the capacity in which they travel. One head at most."""

    __tablename__ = "delegation_member"
    __public__ = True
    __table_args__ = (
        one_of("rank", RANKS),
        UniqueConstraint("delegation_id", "person_id"),
        Index(
            "ix_delegation_member_one_head",
            "delegation_id",
            unique=True,
            sqlite_where=text("rank = 'head'"),
            postgresql_where=text("rank = 'head'"),
        ),
    )

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rank: Mapped[str] = mapped_column(default="member")
    capacity: Mapped[Translated]
    position: Mapped[int] = mapped_column(default=0)

    delegation: Mapped[Delegation] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()


class DelegationForum(Base):
    """A forum that a delegation visits or holds."""

    __tablename__ = "delegation_forum"
    __public__ = True

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"))
    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"), index=True)

    __table_args__ = (UniqueConstraint("delegation_id", "forum_id"),)

    delegation: Mapped[Delegation] = relationship(back_populates="forums")
    forum: Mapped[Forum] = relationship()


class ItineraryItem(Base, Identified, Versioned, CalendarFacts):
    """One point of the journey. Start and end each have their own zone: a flight crosses some."""

    __tablename__ = "itinerary_item"
    __public__ = True
    __table_args__ = (
        one_of("kind", ITEM_KINDS),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    delegation_id: Mapped[int] = mapped_column(
        ForeignKey("delegation.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    title: Mapped[Translated]
    starts: Mapped[datetime] = mapped_column(DateTime)
    starts_fold: Mapped[int] = mapped_column(default=0)
    starts_zone: Mapped[str]
    ends: Mapped[datetime] = mapped_column(DateTime)
    ends_fold: Mapped[int] = mapped_column(default=0)
    ends_zone: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[Translated]
    note: Mapped[Translated]
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    counterpart_organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    counterpart_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    forum_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum.id", ondelete="SET NULL"), index=True
    )
    is_public: Mapped[bool] = mapped_column(default=False)

    delegation: Mapped[Delegation] = relationship(back_populates="items")
    venue: Mapped[Venue | None] = relationship()
    counterpart_organization: Mapped[Organization | None] = relationship()
    counterpart_person: Mapped[Person | None] = relationship()
    forum: Mapped[Forum | None] = relationship()
    members: Mapped[list[DelegationMember]] = relationship(secondary=item_member)


class FocalLink(Base, Identified):
    """The link by which a delegation's focal point registers its members; it shows that delegation only."""

    __tablename__ = "focal_link"

    delegation_id: Mapped[int] = mapped_column(
        ForeignKey("delegation.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    address: Mapped[str]
    language: Mapped[str]
    link_version: Mapped[int] = mapped_column(default=1)
    link_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    delegation: Mapped[Delegation] = relationship()
