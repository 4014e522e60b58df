"""Outgoing mail, and what came in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Base, Identified, one_of
from forumapp.mail.rules import INCOMING_OUTCOMES, MAIL_STATES, QUEUED


class OutgoingMail(Base, Identified):
    """One message to one address.

    Texts hold placeholders (`{{link:NAME}}`) where personal links stand; `links` says how to make
    each one at delivery: {"NAME": {"purpose": …, "uid": …, "version": …, "path": …}}. So nobody who
    reads the table or the desk finds a link that acts. Where `links` has a "sender", the `*` in
    `from_address`, and wherever that address stands in `calendar`, is its token.
    `about_kind`/`about_uid` name the record.
    While `is_held` it waits for somebody to look at it and let it go. `bounced_at`: a server said, at
    once or later, that it cannot be delivered.
    `leased_until` is set while a worker delivers it; another may try once that has passed.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        one_of("state", MAIL_STATES),
        Index("ix_outgoing_mail_due", "state", "due_at"),
        Index("ix_outgoing_mail_about", "about_kind", "about_uid"),
    )

    kind: Mapped[str]
    language: Mapped[str]
    from_name: Mapped[str]
    from_address: Mapped[str]
    to_address: Mapped[str]
    to_name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    text_body: Mapped[str]
    html_body: Mapped[str]
    links: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    calendar_method: Mapped[str | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    about_kind: Mapped[str | None]
    about_uid: Mapped[UUID | None]
    is_account_mail: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=QUEUED)
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    is_held: Mapped[bool] = mapped_column(default=False, server_default=false())
    bounced_at: Mapped[datetime | None]


class IncomingMail(Base):
    """A message that was handed to us, and what became of it; its text is not kept.

    `digest` is the SHA-256 of the message without what transport adds: handed over twice, it counts once.
    `detail` says why, in a sentence to be translated; `about_kind`/`about_uid` name the record it concerns.
    """

    __tablename__ = "incoming_mail"
    __table_args__ = (
        one_of("outcome", INCOMING_OUTCOMES),
        Index("ix_incoming_mail_received", "received_at"),
        Index("ix_incoming_mail_about", "about_kind", "about_uid"),
    )

    digest: Mapped[str] = mapped_column(unique=True)
    received_at: Mapped[datetime]
    from_address: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    about_kind: Mapped[str | None]
    about_uid: Mapped[UUID | None]
