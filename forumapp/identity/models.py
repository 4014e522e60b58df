"""The account, and the attempts to get into one."""

from datetime import datetime

from flask_security import UserMixin
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Base, Identified, one_of
from forumapp.identity.rules import ORGANIZER, ROLES, may


class Account(Base, Identified, UserMixin):
    """Somebody who signs in to the desk. `link_version` revokes password links sent before it rose."""

    __tablename__ = "account"
    __table_args__ = (one_of("role", ROLES),)

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default=ORGANIZER)
    language: Mapped[str] = mapped_column(default="en")
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    link_version: Mapped[int] = mapped_column(default=1)
    link_hash: Mapped[str | None] = mapped_column(index=True)
    link_expires_at: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]
    last_signed_in_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def roles(self) -> list[str]:
        return [self.role]

    def may(self, right: str) -> bool:
        return self.active and may(self.role, right)


class SignInAttempt(Base):
    """A wrong password, kept even though the request was refused."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_address", "address_key", "at"),
        Index("ix_sign_in_attempt_network", "network", "at"),
    )

    address_key: Mapped[str]
    network: Mapped[str]
    at: Mapped[datetime]
