"""Who arranges (booking) and who comes (registration)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, event, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Base, Identified, Versioned, one_of
from forumapp.delegations.models import Delegation, DelegationMember
from forumapp.files.models import StoredFile
from forumapp.forums.models import Forum
from forumapp.institution.rules import PURPOSES
from forumapp.people.models import ConsentGiven
from forumapp.questions.models import Question
from forumapp.registrations.models.places import AccessCode, PlaceGroup
from forumapp.registrations.rules.lists import name_key, search_key
from forumapp.registrations.rules.states import ACTIVE_STATES, CONFIRMED, REGISTRATION_STATES

_ACTIVE = "state IN (" + ", ".join(f"'{state}'" for state in ACTIVE_STATES) + ")"
_ACTIVE_ADDRESS = text(f"address_key IS NOT NULL AND {_ACTIVE}")
_ACTIVE_MEMBER = text(f"member_id IS NOT NULL AND {_ACTIVE}")
_BOUNCED = text("bounced_at IS NOT NULL")
LETTER_BY_LETTER = String().with_variant(String(collation="C"), "postgresql")
"""Sorted alike on both databases: a language's own collation would look past the spaces."""


class Booking(Base, Identified):
    """Who arranged: address and language. Its link acts for all its registrations.

    `submission_key` comes from the form and is unique: one submission makes one booking, however often
    it is sent. `link_hash` is the SHA-256 of the link's token at `link_version`. `made_by` is the way in
    by which it came (`rules.states.WAYS_IN`).

    Its registrations that wait for a place wait together, since `waiting_since`, and are offered all
    their places at once, until `offer_expires_at`; each offer has a link of its own (`offer_hash`).
    """

    __tablename__ = "booking"
    __table_args__ = (
        Index("ix_booking_network", "network", "created_at"),
        Index("ix_booking_waiting", "forum_id", "waiting_since"),
        Index("ix_booking_offer", "offer_hash", unique=True),
        Index("ix_booking_offer_ends", "offer_expires_at"),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id"), index=True)
    name: Mapped[str]
    address: Mapped[str]
    address_key: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"), index=True)
    submission_key: Mapped[str | None] = mapped_column(unique=True)
    link_version: Mapped[int] = mapped_column(default=1)
    link_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    network: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str] = mapped_column(default="form", server_default="form")
    wants_copies: Mapped[bool] = mapped_column(default=False, server_default=false())
    access_code_id: Mapped[int | None] = mapped_column(ForeignKey("access_code.id"))
    waiting_since: Mapped[datetime | None]
    offer_version: Mapped[int] = mapped_column(default=0, server_default="0")
    offer_hash: Mapped[str | None]
    offer_expires_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()
    delegation: Mapped[Delegation | None] = relationship()
    access_code: Mapped[AccessCode | None] = relationship()
    registrations: Mapped[list["Registration"]] = relationship(
        back_populates="booking", order_by="Registration.id", cascade="all, delete-orphan"
    )


class Registration(Base, Identified, Versioned):
    """One person at one forum. `told_sequence` is the SEQUENCE up to which nothing is owed to them.

    Of the last message to their calendar: `last_sent_sequence` is its SEQUENCE, `last_sent_method` its
    METHOD, and `last_sent_entry` a digest of what it said (`calendars.services.invite.digest_for`); empty
    where their calendar holds no entry of ours.

    `answer` is the PARTSTAT of the last reply of their calendar that could be followed, and `answered_at`
    the DTSTAMP of the last one at all; replies come to an address of their own, found by `reply_hash`,
    the SHA-256 of its token.

    `name` is empty while it is not known who comes. Its own link (`link_hash`) acts for it alone; the
    ticket's QR code holds `ticket_version`: a substitute's ticket makes the one before void.
    `approved_at`: the organizer has said yes, whether or not a place was free. `bounced_at`: mail to it
    came back. `erased_at`: nothing personal is left. `made_by` is its booking's, for
    lists narrowed to it. `name_key` is what it is sorted by and `search_key` what it is found by
    (`rules.lists`), kept with every change; bulk statements set them themselves.

    History tells of its state alone: what attendees say of themselves stands here only, to be erased.
    """

    __tablename__ = "registration"
    __told__ = ("state",)
    __table_args__ = (
        one_of("state", REGISTRATION_STATES),
        Index(
            "ix_registration_active_address",
            "forum_id",
            "address_key",
            unique=True,
            sqlite_where=_ACTIVE_ADDRESS,
            postgresql_where=_ACTIVE_ADDRESS,
        ),
        Index(
            "ix_registration_active_member",
            "forum_id",
            "member_id",
            unique=True,
            sqlite_where=_ACTIVE_MEMBER,
            postgresql_where=_ACTIVE_MEMBER,
        ),
        Index("ix_registration_forum", "forum_id", "id"),
        Index("ix_registration_forum_name", "forum_id", "name_key", "id"),
        Index("ix_registration_forum_state", "forum_id", "state", "id"),
        Index("ix_registration_forum_way", "forum_id", "made_by", "state", "id"),
        Index("ix_registration_search", "forum_id", "state", "search_key"),
        Index(
            "ix_registration_counts",
            "forum_id",
            "state",
            "country",
            "organization",
            "registered_at",
        ),
        Index("ix_registration_told", "forum_id", "told_sequence"),
        Index("ix_registration_reply", "reply_hash", unique=True),
        Index("ix_registration_link", "link_hash", unique=True),
        Index("ix_registration_place_group", "place_group_id"),
        Index(
            "ix_registration_bounced",
            "forum_id",
            sqlite_where=_BOUNCED,
            postgresql_where=_BOUNCED,
        ),
    )

    booking_id: Mapped[int] = mapped_column(
        ForeignKey("booking.id", ondelete="CASCADE"), index=True
    )
    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("delegation_member.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    address: Mapped[str | None]
    address_key: Mapped[str | None]
    organization: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default=CONFIRMED)
    state_changed_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    told_sequence: Mapped[int | None]
    last_sent_sequence: Mapped[int | None]
    last_sent_method: Mapped[str | None]
    last_sent_entry: Mapped[str] = mapped_column(default="", server_default="")
    checked_in_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="", server_default="")
    answered_at: Mapped[datetime | None]
    reply_hash: Mapped[str | None]
    place_group_id: Mapped[int | None] = mapped_column(ForeignKey("place_group.id"))
    link_version: Mapped[int] = mapped_column(default=1, server_default="1")
    link_hash: Mapped[str | None]
    ticket_version: Mapped[int] = mapped_column(default=1, server_default="1")
    approved_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(default="", server_default="")
    details_given_at: Mapped[datetime | None]
    feedback_given_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    bounce_detail: Mapped[str] = mapped_column(default="", server_default="")
    erased_at: Mapped[datetime | None]
    made_by: Mapped[str] = mapped_column(default="form", server_default="form")
    name_key: Mapped[str] = mapped_column(LETTER_BY_LETTER, default="", server_default="")
    search_key: Mapped[str] = mapped_column(default="", server_default="")

    booking: Mapped[Booking] = relationship(back_populates="registrations")
    forum: Mapped[Forum] = relationship()
    member: Mapped[DelegationMember | None] = relationship()
    place_group: Mapped[PlaceGroup | None] = relationship()
    answers: Mapped[list["Answer"]] = relationship(
        back_populates="registration", order_by="Answer.id", cascade="all, delete-orphan"
    )
    consents: Mapped[list["RegistrationConsent"]] = relationship(
        back_populates="registration",
        order_by="RegistrationConsent.id",
        cascade="all, delete-orphan",
    )


@event.listens_for(Registration, "before_insert")
@event.listens_for(Registration, "before_update")
def keep_findable(_mapper: Any, _connection: Any, registration: Registration) -> None:
    registration.name_key = name_key(registration.name)
    registration.search_key = search_key(
        registration.name,
        registration.organization or "",
        registration.address or "",
        registration.reference,
    )


class RegistrationConsent(Base, ConsentGiven):
    __tablename__ = "registration_consent"
    __table_args__ = (
        one_of("purpose", PURPOSES),
        Index("ix_registration_consent_registration", "registration_id", "purpose"),
    )

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))

    registration: Mapped[Registration] = relationship(back_populates="consents")


class Answer(Base):
    """What somebody answered to a question; `value` in the shape of its kind (`questions.rules.answers`).

    Of a file, `value` is its name; of a consent, the wording, and `file` the document agreed to.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    value: Mapped[Any] = mapped_column(JSON, default=None)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    given_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    file: Mapped[StoredFile | None] = relationship()
