"""How a forum takes registrations: its settings, groups of places inside it, and codes that open them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Base, Identified, Versioned
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum


class RegistrationSettings(Base, Versioned):
    """What an organizer set for a forum; a forum without a row has the defaults.

    Numbers: `largest_group` people in one booking, `offer_hours` for which an offered place is kept,
    `keeps_days` after the forum's end until what attendees said of themselves is erased. The second
    form is due at `details_due`, on the forum's own clock (`details_due_at` is the instant).
    """

    __tablename__ = "registration_settings"
    __table_args__ = (
        CheckConstraint("largest_group >= 1", name="group_has_somebody"),
        CheckConstraint("offer_hours >= 1", name="offer_lasts"),
        CheckConstraint("keeps_days >= 0", name="keeps_not_negative"),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"), unique=True)
    pending_holds_place: Mapped[bool] = mapped_column(default=False)
    confirms_address: Mapped[bool] = mapped_column(default=False)
    allows_substitute: Mapped[bool] = mapped_column(default=True)
    asks_feedback: Mapped[bool] = mapped_column(default=False)
    largest_group: Mapped[int] = mapped_column(default=5)
    offer_hours: Mapped[int] = mapped_column(default=48)
    keeps_days: Mapped[int] = mapped_column(default=180)
    details_due: Mapped[datetime | None] = mapped_column(DateTime)
    details_due_fold: Mapped[int] = mapped_column(default=0)
    details_due_at: Mapped[datetime | None]
    badge_layout: Mapped[str] = mapped_column(default="")

    forum: Mapped[Forum] = relationship()


class PlaceGroup(Base, Identified, Versioned):
    """So many of a forum's places for some of its people: `taken` of `capacity_limit`.

    Set aside, its places are kept for them: all of them count in `Forum.taken` from the beginning, and
    who gets one takes none besides. Otherwise it only limits how many of those people come, and each
    takes one of the forum's places too. Where `is_open`, attendees choose it in the form; else it is
    had by a code, an invitation or the organizer.
    """

    __tablename__ = "place_group"
    __table_args__ = (
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("taken <= capacity_limit", name="taken_within_limit"),
        Index("ix_place_group_forum", "forum_id", "position"),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    name: Mapped[Translated]
    capacity_limit: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    is_set_aside: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    forum: Mapped[Forum] = relationship()


class AccessCode(Base, Identified, Versioned):
    """A word that opens a forum to who knows it: `uses` of at most `uses_limit` people.

    `code_key` is the code as it is compared (upper case, no spaces). It may give places of a group,
    and skip the organizer's decision.
    """

    __tablename__ = "access_code"
    __table_args__ = (
        UniqueConstraint("forum_id", "code_key"),
        CheckConstraint("uses >= 0", name="uses_not_negative"),
        CheckConstraint("uses_limit IS NULL OR uses <= uses_limit", name="uses_within_limit"),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    place_group_id: Mapped[int | None] = mapped_column(ForeignKey("place_group.id"), index=True)
    label: Mapped[str] = mapped_column(default="")
    code: Mapped[str]
    code_key: Mapped[str]
    uses: Mapped[int] = mapped_column(default=0)
    uses_limit: Mapped[int | None]
    skips_approval: Mapped[bool] = mapped_column(default=True)
    valid_until: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    forum: Mapped[Forum] = relationship()
    place_group: Mapped[PlaceGroup | None] = relationship()


class AccessCodeAttempt(Base):
    """A code that opened nothing, kept even though the form was refused: who guesses is slowed down."""

    __tablename__ = "access_code_attempt"
    __table_args__ = (Index("ix_access_code_attempt_network", "network", "at"),)

    network: Mapped[str]
    at: Mapped[datetime]
