"""What waits until somebody has shown that an address is theirs."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Base, Identified
from forumapp.forums.models import Forum
from forumapp.registrations.models.bookings import Registration


class AddressConfirmation(Base, Identified):
    """A form that was sent, or a new address for a registration, until the link in the mail is used.

    It holds no place. `submission` is the form as plain values, emptied once it is done or too late.
    `submission_key` makes a form that is sent twice one.
    """

    __tablename__ = "address_confirmation"

    forum_id: Mapped[int] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    address: Mapped[str]
    address_key: Mapped[str] = mapped_column(index=True)
    submission: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    submission_key: Mapped[str | None] = mapped_column(unique=True)
    link_version: Mapped[int] = mapped_column(default=1)
    link_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()
    registration: Mapped[Registration | None] = relationship()
