"""What is done to a delegation, whole: its page and its calendar entry, in one transaction."""

from datetime import datetime

from forumapp.calendars.services.refresh import refresh_entries
from forumapp.core.actor import Actor
from forumapp.delegations.models import Delegation
from forumapp.delegations.services import states


def publish_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    states.publish_delegation(delegation, by=by, now=now)
    refresh_entries(delegation, now=now)


def withdraw_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    states.withdraw_delegation(delegation, by=by, now=now)
    refresh_entries(delegation, now=now)


def cancel_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    states.cancel_delegation(delegation, by=by, now=now)
    refresh_entries(delegation, now=now)


def reinstate_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    states.reinstate_delegation(delegation, by=by, now=now)
    refresh_entries(delegation, now=now)
