"""Creating, editing, archiving and deleting delegations; releasing and stopping them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from forumapp.core.actor import Actor
from forumapp.core.clock import zone_of
from forumapp.core.db import db
from forumapp.core.dependents import refuse_while_needed
from forumapp.core.errors import Refused
from forumapp.core.facts import Texts, refuse_stale, require_text, write_facts
from forumapp.core.slugs import change_slug, free_slug
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.core.visibility import CANCELLED, PUBLISHED, VISIBLE_STATES, WITHDRAWN
from forumapp.delegations.models import Delegation
from forumapp.history.services import record_change
from forumapp.search.services import forget_record, index_record


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationFacts:
    """What an editor says of a delegation. `places` is how many people it may bring; none: no limit."""

    name: Texts
    starts_on: date
    ends_on: date
    zone: str = "UTC"
    purpose: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    country: str = ""
    cities: Texts = field(default_factory=dict)
    sending_organization_id: int | None = None
    host_organization_id: int | None = None
    focal_point_id: int | None = None
    places: int | None = None
    dates_are_assumed: bool = False


def create_delegation(facts: DelegationFacts, *, by: Actor, now: datetime) -> Delegation:
    """A new delegation, planned: nothing of it is public."""
    delegation = Delegation(slug=free_slug(Delegation, Translated(facts.name)))
    _save(delegation, facts, "created", by=by, now=now)
    return delegation


def edit_delegation(
    delegation: Delegation,
    facts: DelegationFacts,
    *,
    slug: str = "",
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Delegation:
    """`slug` gives it another address; the old one goes on answering."""
    refuse_stale(delegation, version)
    change_slug(delegation, slug or delegation.slug)
    _save(delegation, facts, "edited", by=by, now=now)
    return delegation


def archive_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    """Out of the desk's lists and choices; its public page stays."""
    delegation.archived_at = now
    record_change(delegation, "archived", by=by, now=now)


def restore_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    delegation.archived_at = None
    record_change(delegation, "restored", by=by, now=now)


def delete_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    """Only one that never was public and that nothing names; members and itinerary go along."""
    if delegation.first_published_at is not None:
        raise Refused(
            _(
                "This delegation was public: its address goes on answering. Withdraw and archive it instead."
            )
        )
    refuse_while_needed(delegation)
    record_change(delegation, "deleted", by=by, now=now)
    forget_record(delegation)
    db.session.delete(delegation)


def release_delegation(
    delegation: Delegation, release_at: datetime, *, by: Actor, now: datetime
) -> None:
    """It becomes public at `release_at`, also after it was cancelled or withdrawn."""
    if delegation.state == PUBLISHED:
        raise Refused(_("This delegation is public already."))
    delegation.state, delegation.release_at = PUBLISHED, max(release_at, now)
    delegation.first_published_at = delegation.first_published_at or delegation.release_at
    record_change(delegation, "published", by=by, now=now)


def cancel_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    """The journey does not take place; its page and calendar entry say so."""
    if delegation.state != PUBLISHED:
        raise Refused(_("Only a published delegation can be cancelled. A planned one is deleted."))
    delegation.state = CANCELLED
    record_change(delegation, "cancelled", by=by, now=now)


def withdraw_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    """Out of sight; its address answers that it has been withdrawn."""
    if delegation.state not in VISIBLE_STATES:
        raise Refused(_("This delegation is not public, so there is nothing to withdraw."))
    delegation.state = WITHDRAWN
    record_change(delegation, "withdrawn", by=by, now=now)


def _save(
    delegation: Delegation, facts: DelegationFacts, action: str, *, by: Actor, now: datetime
) -> None:
    require_text(facts.name, "name")
    zone_of(facts.zone)
    if facts.ends_on < facts.starts_on:
        raise Refused(
            _("The journey ends before it begins. Change one of the two days."), field="ends_on"
        )
    if facts.places is not None and facts.places < len(delegation.members):
        raise Refused(
            _("The list has {members} people already. Grant at least as many places."),
            field="places",
            members=len(delegation.members),
        )
    with db.session.no_autoflush:
        write_facts(delegation, facts, now)
        record_change(delegation, action, by=by, now=now)
    index_record(delegation, delegation.name, delegation.purpose, delegation.cities)
