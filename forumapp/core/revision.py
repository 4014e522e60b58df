"""The public revision: one number that rises in the same transaction that changes anything public.

A model says that it is public (`__public__ = True`); the session sees to the rest, so no service
can forget it. Bulk statements call `raise_revision` themselves.
"""

from datetime import datetime

from sqlalchemy import event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from forumapp.core.clock import now_utc
from forumapp.core.db import Base, db


class PublicRevision(Base):
    __tablename__ = "public_revision"

    number: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


def public_revision() -> tuple[int, datetime]:
    """The number, and when it last rose."""
    row = db.session.execute(select(PublicRevision.number, PublicRevision.changed_at)).one_or_none()
    if row is None:
        return 0, now_utc().replace(microsecond=0)
    return row.number, row.changed_at


def is_changing() -> bool:
    """Has this transaction changed anything public so far (flushed or not)?"""
    return bool(db.session.info.get("public_changed"))


def raise_revision() -> None:
    """Something public changed in a way that the mapping does not see."""
    db.session.info["public_changed"] = True


@event.listens_for(Session, "before_flush")
def notice_public_changes(session: Session, _context: object, _instances: object) -> None:
    touched = (
        *session.new,
        *session.deleted,
        *(row for row in session.dirty if session.is_modified(row)),
    )
    if any(getattr(row, "__public__", False) for row in touched):
        session.info["public_changed"] = True


@event.listens_for(Session, "before_commit")
def write_revision(session: Session) -> None:
    if session.in_nested_transaction():  # what a savepoint keeps may be undone with all the rest
        return
    session.flush()
    if not session.info.pop("public_changed", False):
        return
    now = now_utc()
    raised = session.execute(
        update(PublicRevision).values(number=PublicRevision.number + 1, changed_at=now),
        execution_options={"synchronize_session": False},
    )
    if not raised.rowcount:  # type: ignore[attr-defined]
        session.add(PublicRevision(number=1, changed_at=now))
        session.flush()


@event.listens_for(Session, "after_rollback")
def forget_public_changes(session: Session) -> None:
    if not session.in_nested_transaction():  # what a savepoint takes back is not all
        session.info.pop("public_changed", None)
