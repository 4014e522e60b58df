"""The account, and the attempts to get into one."""

from dataclasses import dataclass
from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Base, Identified, one_of
from forumapp.identity.rules import ORGANIZER, RIGHTS, ROLES, may


@dataclass(frozen=True)
class Role(RoleMixin):
    """An account's one role as Flask-Security sees it; rules.py says what it may do."""

    name: str

    def get_permissions(self) -> set[str]:
        return set(RIGHTS[self.name])


class Account(Base, Identified, UserMixin):
    """Somebody who signs in to the desk.

    `link_version` revokes password links sent before it rose, `fs_uniquifier` every session opened
    before it was renewed. The address of the first administrator is "" until its link was used.
    """

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
    link_sent_at: Mapped[datetime | None]
    link_expires_at: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]
    last_signed_in_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        return [Role(self.role)]

    @property
    def label(self) -> str:
        """The name, or what else tells whose account this is."""
        return self.name or self.email

    def may(self, right: str) -> bool:
        return self.active and may(self.role, right)


class SignInAttempt(Base):
    """A wrong password, kept even though the request was refused.

    What was typed as the address is kept as a hash: it may be anything, even the password.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_address", "address_key", "at"),
        Index("ix_sign_in_attempt_network", "network", "at"),
    )

    address_key: Mapped[str]
    network: Mapped[str]
    at: Mapped[datetime]


class PasswordRequest(Base):
    """Somebody asked for a new password; the worker answers by mail if there is such an account.

    Kept for that moment only, so that known and unknown addresses are answered alike on the page.
    """

    __tablename__ = "password_request"

    address: Mapped[str]
    at: Mapped[datetime]
