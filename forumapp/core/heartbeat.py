"""The worker's sign of life."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Base, db

SILENCE = timedelta(minutes=2)
"""A worker silent for longer is announced in the desk."""


class Heartbeat(Base):
    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]


def beat(name: str, now: datetime) -> None:
    """Note that a process is alive."""
    row = db.session.query(Heartbeat).filter_by(name=name).one_or_none()
    if row is None:
        db.session.add(Heartbeat(name=name, at=now))
    else:
        row.at = now


def is_silent(name: str, now: datetime) -> bool:
    """The process has not been heard of for longer than `SILENCE`, or never."""
    row = db.session.query(Heartbeat).filter_by(name=name).one_or_none()
    return row is None or now - row.at > SILENCE
