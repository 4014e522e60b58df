"""Stored calendar entries, private calendars, what was imported, and what the doctor has seen."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.calendars.rules.private import PRIVATE_KINDS
from forumapp.core.db import Base, Identified, one_of
from forumapp.delegations.models import Delegation, DelegationMember, ItineraryItem
from forumapp.forums.models import Forum
from forumapp.identity.models import Account
from forumapp.people.models import Person

OUTDATED = ""


class StoredEntry(Base):
    """The VEVENT bytes of one published record in one language and profile; a feed is a join of these.

    `zones` are the TZIDs that the bytes name. `made_with` is a digest of what they depend on besides
    rows that change with them: settings, institution, zone data, program (`queries.facts`); it is
    `OUTDATED` where such a row has changed since. `made_at`: they say what was true at that moment.
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
    made_at: Mapped[datetime]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class PrivateCalendar(Base, Identified):
    """A calendar by a secret address, `/calendars/<token>.ics`: of a delegation, of one member of it,
    of a speaker or of somebody of the staff.

    `link_hash` is the SHA-256 of the address's token at `link_version`; a revoked one answers nobody.
    `alarm_minutes` is how long before each entry its reader is reminded, where that is wished.
    """

    __tablename__ = "private_calendar"
    __table_args__ = (
        one_of("kind", PRIVATE_KINDS),
        CheckConstraint(
            "(CASE WHEN delegation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN member_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN account_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_holder",
        ),
    )

    kind: Mapped[str]
    delegation_id: Mapped[int | None] = mapped_column(
        ForeignKey("delegation.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("delegation_member.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    alarm_minutes: Mapped[int | None]
    link_version: Mapped[int] = mapped_column(default=1)
    link_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    delegation: Mapped[Delegation | None] = relationship()
    member: Mapped[DelegationMember | None] = relationship()
    person: Mapped[Person | None] = relationship()
    account: Mapped[Account | None] = relationship()


class ImportedEntry(Base):
    """An entry of somebody's calendar that became a record of ours: what has its UID is known.

    `entry_uid` is the foreign UID as it stood, with its RECURRENCE-ID where it had one.
    """

    __tablename__ = "imported_entry"
    __table_args__ = (
        CheckConstraint("(forum_id IS NULL) <> (item_id IS NULL)", name="one_record"),
    )

    entry_uid: Mapped[str] = mapped_column(index=True)
    forum_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum.id", ondelete="CASCADE"), index=True
    )
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey("itinerary_item.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str] = mapped_column(default="")
    imported_at: Mapped[datetime]

    forum: Mapped[Forum | None] = relationship()
    item: Mapped[ItineraryItem | None] = relationship()


class CalendarLook(Base):
    """What the doctor saw last at an address: which UID and SEQUENCE each entry had.

    `address` is the SHA-256 of the address, because many a calendar's address is its secret.
    `entries` is a `Look` of ical.doctor: what makes an entry the same to a reader (start and summary)
    to its UID, SEQUENCE, STATUS and end.
    """

    __tablename__ = "calendar_look"

    address: Mapped[str] = mapped_column(unique=True)
    looked_at: Mapped[datetime]
    entries: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)


class ReckonedWith(Base):
    """The version of the zone data with which the instants of all records were last reckoned."""

    __tablename__ = "reckoned_with"

    zone_data: Mapped[str]
    at: Mapped[datetime]
