"""The states of a delegation: public, cancelled, withdrawn."""

from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.visibility import CANCELLED, PUBLISHED, WITHDRAWN, release
from forumapp.delegations.models import Delegation
from forumapp.history.services import record_change


def publish_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    _move_to(delegation, PUBLISHED, "publish", "published", by=by, now=now)


def withdraw_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    """Out of sight: its address answers that it has been withdrawn."""
    _move_to(delegation, WITHDRAWN, "withdraw", "withdrawn", by=by, now=now)


def cancel_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    """The journey is not made."""
    _move_to(delegation, CANCELLED, "cancel", "cancelled", by=by, now=now)


def reinstate_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    _move_to(delegation, PUBLISHED, "reinstate", "reinstated", by=by, now=now)


def _move_to(
    delegation: Delegation, state: str, verb: str, done: str, *, by: Actor, now: datetime
) -> None:
    release(delegation, state, verb, now)
    record_change(delegation, done, by=by, now=now)
