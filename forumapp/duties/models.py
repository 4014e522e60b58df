"""The duty."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Base, Identified
from forumapp.delegations.models import Delegation
from forumapp.forums.models import Forum
from forumapp.identity.models import Account


class Duty(Base, Identified):
    """Somebody of the staff looks after a forum or goes along with a delegation."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("(forum_id IS NULL) <> (delegation_id IS NULL)", name="one_place"),
        UniqueConstraint("account_id", "forum_id"),
        UniqueConstraint("account_id", "delegation_id"),
        Index("ix_duty_forum", "forum_id"),
        Index("ix_duty_delegation", "delegation_id"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    delegation_id: Mapped[int | None] = mapped_column(
        ForeignKey("delegation.id", ondelete="CASCADE")
    )
    task: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]

    account: Mapped[Account] = relationship()
    forum: Mapped[Forum | None] = relationship()
    delegation: Mapped[Delegation | None] = relationship()
