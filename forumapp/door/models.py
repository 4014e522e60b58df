"""Who came in, as each door noted it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Base, Identified, one_of
from forumapp.door.rules import BY_SCAN, CHECK_IN_WAYS
from forumapp.forums.models import Forum, ForumSession
from forumapp.identity.models import Account
from forumapp.registrations.models.bookings import Registration


class DoorDevice(Base, Identified):
    """A phone or tablet that holds a forum's list; revoked, it wipes it at its next contact."""

    __tablename__ = "door_device"
    __table_args__ = (Index("ix_door_device_forum", "forum_id"),)

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(default="")
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()
    account: Mapped[Account] = relationship()


class CheckIn(Base, Identified):
    """Somebody was let in. `uid` is made by the device, so that what it sends twice counts once.

    `at` is the device's clock, `received_at` ours. Without a registration it is somebody who came
    unregistered while no place was free: `name` and `organization` say who. The first of a
    registration that was not undone counts; others at other doors are shown as repeated.
    """

    __tablename__ = "check_in"
    __table_args__ = (
        one_of("how", CHECK_IN_WAYS),
        Index("ix_check_in_forum", "forum_id", "at"),
        Index("ix_check_in_registration", "registration_id", "session_id"),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE")
    )
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_session.id", ondelete="CASCADE")
    )
    device_uid: Mapped[UUID | None]
    how: Mapped[str] = mapped_column(default=BY_SCAN)
    by: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(default="")
    organization: Mapped[str] = mapped_column(default="")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(default="")

    forum: Mapped[Forum] = relationship()
    registration: Mapped[Registration | None] = relationship()
    session: Mapped[ForumSession | None] = relationship()
