"""Invitations by name."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Base, Identified, Versioned, one_of
from forumapp.forums.models import Forum
from forumapp.invitations.rules.states import DRAFT, INVITATION_STATES, MAILS
from forumapp.registrations.models.bookings import Booking
from forumapp.registrations.models.places import PlaceGroup

_OWED = text("owed_mail != ''")


class Invitation(Base, Identified, Versioned):
    """One person invited to one forum, with a link of their own; opening it changes nothing.

    They may bring others: `places` is how many may come in all, themselves included. `answer_by` is
    until when the link can be accepted. `booking` is what became of it. `owed_mail` is the kind of mail
    that the worker writes to them next; where it is empty they have all that they are to get.
    `knows_it_is_off`: the last that they heard of the forum is that it will not be held.
    """

    __tablename__ = "invitation"
    __told__ = ("state",)
    __table_args__ = (
        one_of("state", INVITATION_STATES),
        one_of("owed_mail", ("", *MAILS)),
        CheckConstraint("places >= 1", name="places_for_somebody"),
        UniqueConstraint("forum_id", "address_key"),
        Index("ix_invitation_forum_state", "forum_id", "state", "id"),
        Index("ix_invitation_owed", "id", sqlite_where=_OWED, postgresql_where=_OWED),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    name: Mapped[str]
    address: Mapped[str]
    address_key: Mapped[str | None]
    organization: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    place_group_id: Mapped[int | None] = mapped_column(ForeignKey("place_group.id"), index=True)
    places: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default=DRAFT)
    state_changed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    decline_note: Mapped[str] = mapped_column(default="")
    bounce_detail: Mapped[str] = mapped_column(default="")
    owed_mail: Mapped[str] = mapped_column(default="")
    knows_it_is_off: Mapped[bool] = mapped_column(default=False)
    link_version: Mapped[int] = mapped_column(default=1)
    link_hash: Mapped[str] = mapped_column(unique=True)
    booking_id: Mapped[int | None] = mapped_column(
        ForeignKey("booking.id", ondelete="SET NULL"), index=True
    )
    erased_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()
    place_group: Mapped[PlaceGroup | None] = relationship()
    booking: Mapped[Booking | None] = relationship()
