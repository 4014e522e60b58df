"""Messages to registered people, who does not want them, and what people say afterwards."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Base, Identified, Versioned, one_of
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.mail.models import OutgoingMail
from forumapp.messages.rules.messages import DRAFT, MESSAGE_KINDS, MESSAGE_STATES, NOTE, STOPS
from forumapp.registrations.models.bookings import Registration

_HAS_WORDS = text("has_words")


class Message(Base, Identified, Versioned):
    """What an organizer writes to registered people of one forum, in both languages.

    `audience` says to whom: {"states": […]} and the filters of the forum's list by which they are
    narrowed ("language", "group", "answer", "came"). One that is not `about_registration` goes only to
    who agreed to news and has not objected since. A reminder goes `hours` before the start and thanks
    `hours` after the end, whenever these are when the time comes. `forum_state` is the forum's state
    when it was let go: it stops where that changes while mails of it still wait. `why_stopped` is a key
    of `STOPS`.
    """

    __tablename__ = "message"
    __told__ = ("state",)
    __table_args__ = (
        one_of("kind", MESSAGE_KINDS),
        one_of("state", MESSAGE_STATES),
        one_of("why_stopped", STOPS),
        Index("ix_message_forum", "forum_id", "id"),
        Index("ix_message_state", "state"),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(default=NOTE)
    subject: Mapped[Translated]
    body: Mapped[Translated]
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    about_registration: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(default=DRAFT)
    hours: Mapped[int | None]
    sent_at: Mapped[datetime | None]
    forum_state: Mapped[str | None]
    why_stopped: Mapped[str | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]

    forum: Mapped[Forum] = relationship()
    copies: Mapped[list["MessageCopy"]] = relationship(
        back_populates="message", cascade="all, delete-orphan"
    )


class MessageCopy(Base):
    """One registration's copy of a message: made once, whatever happens in between.

    Those who share a mailbox share a mail; whose owner wants none, or had theirs erased, has no mail.
    """

    __tablename__ = "message_copy"
    __table_args__ = (UniqueConstraint("message_id", "registration_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    mail_id: Mapped[int | None] = mapped_column(
        ForeignKey("outgoing_mail.id", ondelete="SET NULL"), index=True
    )

    message: Mapped[Message] = relationship(back_populates="copies")
    registration: Mapped[Registration] = relationship()
    mail: Mapped[OutgoingMail | None] = relationship()


class OptOut(Base, Identified):
    """An address whose owner wants no mail that is not about their own registration.

    It is kept as part of the normalised address's hash (`queries.messages.key_of`): enough to leave it out.
    """

    __tablename__ = "opt_out"

    address_hash: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]


class Feedback(Base):
    """What somebody said of a forum afterwards, without who: {question uid: answer}.

    `has_words`: some of it is in their own words, which are erased when the attendees' data are.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        Index("ix_feedback_forum", "forum_id"),
        Index(
            "ix_feedback_has_words",
            "forum_id",
            sqlite_where=_HAS_WORDS,
            postgresql_where=_HAS_WORDS,
        ),
    )

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    given_at: Mapped[datetime]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    has_words: Mapped[bool] = mapped_column(default=False)

    forum: Mapped[Forum] = relationship()
