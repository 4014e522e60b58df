"""Visible ⇔ the state is public and the release time has come: asked in the query, never flipped by a job."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.errors import Refused
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

STATE_VERBS = {
    DRAFT: ("publish",),
    PUBLISHED: ("cancel", "withdraw"),
    POSTPONED: ("reinstate", "cancel", "withdraw"),
    CANCELLED: ("reinstate", "withdraw"),
    WITHDRAWN: ("publish",),
}
"""What may be done to a conference or a delegation as a whole; forums have rules of their own."""


class Released:
    """A record that the public sees from its release on."""

    state: Mapped[str] = mapped_column(default=DRAFT)
    release_at: Mapped[datetime | None]

    def is_visible(self, now: datetime) -> bool:
        return is_visible(self.state, self.release_at, now)


def release(record: Any, state: str, verb: str, now: datetime) -> None:
    """Do `verb` to a conference or delegation, which leads to `state`; refused where it is not its turn."""
    if verb not in STATE_VERBS[record.state]:
        raise Refused(_("This cannot be done in its present state. Look at its page again."))
    record.state = state
    if state in VISIBLE_STATES:
        record.release_at = record.release_at or now
        record.first_published_at = record.first_published_at or now
        record.changed_at = now


def refuse_once_public(record: Any) -> None:
    """What was ever public is withdrawn and archived: its address goes on answering."""
    if record.first_published_at is not None:
        raise Refused(
            _(
                "This has been public, and its address must go on answering. Withdraw and archive it instead."
            )
        )


def is_visible(state: str, release_at: datetime | None, now: datetime) -> bool:
    return state in VISIBLE_STATES and release_at is not None and release_at <= now


def visible(model: Any, now: datetime) -> ColumnElement[bool]:
    """The condition that a row of a `Released` model is public at `now`."""
    return and_(model.state.in_(VISIBLE_STATES), model.release_at <= now)


def waiting(model: Any, now: datetime) -> ColumnElement[bool]:
    """The condition that a row of a `Released` model becomes public by time alone."""
    return and_(model.state.in_(VISIBLE_STATES), model.release_at > now)
