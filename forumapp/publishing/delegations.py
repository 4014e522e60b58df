"""What is done to a delegation, whole: its page and its calendar entries, in one transaction."""

from datetime import datetime

from forumapp.calendars.services.refresh import refresh_entries
from forumapp.core.actor import Actor
from forumapp.delegations.models import Delegation, DelegationMember, ItineraryItem
from forumapp.delegations.services import itinerary, keeping, members
from forumapp.delegations.services.itinerary import ItemFacts
from forumapp.delegations.services.keeping import DelegationFacts
from forumapp.delegations.services.members import MemberFacts


def edit_delegation(
    delegation: Delegation,
    facts: DelegationFacts,
    *,
    slug: str = "",
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Delegation:
    """Make it what the facts say; what is public changes on page and calendar at once."""
    keeping.edit_delegation(delegation, facts, slug=slug, version=version, by=by, now=now)
    refresh_entries(delegation, now=now)
    return delegation


def publish_delegation(
    delegation: Delegation, *, release_at: datetime | None = None, by: Actor, now: datetime
) -> Delegation:
    """Page and calendar entries become public together: now, or at the release that is given."""
    keeping.release_delegation(delegation, release_at or now, by=by, now=now)
    refresh_entries(delegation, now=now)
    return delegation


def cancel_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> Delegation:
    """The journey does not take place."""
    keeping.cancel_delegation(delegation, by=by, now=now)
    refresh_entries(delegation, now=now)
    return delegation


def withdraw_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> Delegation:
    """Out of sight everywhere; its address answers that it has been withdrawn."""
    keeping.withdraw_delegation(delegation, by=by, now=now)
    refresh_entries(delegation, now=now)
    return delegation


def add_member(
    delegation: Delegation, facts: MemberFacts, *, by: Actor, now: datetime
) -> DelegationMember:
    member = members.add_member(delegation, facts, by=by, now=now)
    refresh_entries(delegation, now=now)
    return member


def edit_member(member: DelegationMember, facts: MemberFacts, *, by: Actor, now: datetime) -> None:
    members.edit_member(member, facts, by=by, now=now)
    refresh_entries(member.delegation, now=now)


def remove_member(member: DelegationMember, *, by: Actor, now: datetime) -> None:
    delegation = member.delegation
    members.remove_member(member, by=by, now=now)
    refresh_entries(delegation, now=now)


def add_item(
    delegation: Delegation, facts: ItemFacts, *, by: Actor, now: datetime
) -> ItineraryItem:
    item = itinerary.add_item(delegation, facts, by=by, now=now)
    refresh_entries(delegation, now=now)
    return item


def edit_item(item: ItineraryItem, facts: ItemFacts, *, by: Actor, now: datetime) -> None:
    itinerary.edit_item(item, facts, by=by, now=now)
    refresh_entries(item.delegation, now=now)


def remove_item(item: ItineraryItem, *, by: Actor, now: datetime) -> None:
    delegation = item.delegation
    itinerary.remove_item(item, by=by, now=now)
    refresh_entries(delegation, now=now)
