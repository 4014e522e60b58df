"""Visible ⇔ the state is public and the release time has come: asked in the query, never flipped by a job."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.text import _

DRAFT, PUBLISHED, POSTPONED, CANCELLED, WITHDRAWN = (
    "draft",
    "published",
    "postponed",
    "cancelled",
    "withdrawn",
)
VISIBLE_STATES = (PUBLISHED, POSTPONED, CANCELLED)
STATE_NAMES = {
    DRAFT: _("Draft"),
    "reviewed": _("Reviewed"),
    PUBLISHED: _("Published"),
    POSTPONED: _("Postponed"),
    CANCELLED: _("Cancelled"),
    WITHDRAWN: _("Withdrawn"),
}


class Released:
    """A record that the public sees from its release on."""

    state: Mapped[str] = mapped_column(default=DRAFT)
    release_at: Mapped[datetime | None]

    def is_visible(self, now: datetime) -> bool:
        return is_visible(self.state, self.release_at, now)


def is_visible(state: str, release_at: datetime | None, now: datetime) -> bool:
    return state in VISIBLE_STATES and release_at is not None and release_at <= now


def visible(model: Any, now: datetime) -> ColumnElement[bool]:
    """The condition that a row of a `Released` model is public at `now`."""
    return and_(model.state.in_(VISIBLE_STATES), model.release_at <= now)
