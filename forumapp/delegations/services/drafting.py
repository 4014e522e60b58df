"""Drafting and editing a delegation, putting it away, deleting it. Calendar entries follow by themselves."""

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
from forumapp.core.visibility import refuse_once_public
from forumapp.delegations.models import Delegation
from forumapp.delegations.services.members import lock_members
from forumapp.history.services import record_change
from forumapp.search.services import forget_record, index_record


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationFacts:
    """What an editor says of a delegation. Days are days in `zone`; `places` is how many it may bring."""

    name: Texts
    starts_on: date
    ends_on: date
    purpose: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    zone: str = "UTC"
    country: str = ""
    cities: Texts = field(default_factory=dict)
    sending_organization_id: int | None = None
    host_organization_id: int | None = None
    focal_point_id: int | None = None
    places: int | None = None
    dates_are_assumed: bool = False


def create_delegation(facts: DelegationFacts, *, by: Actor, now: datetime) -> Delegation:
    delegation = Delegation(slug=free_slug(Delegation, Translated(facts.name)), state="draft")
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
    delegation.archived_at = now
    record_change(delegation, "archived", by=by, now=now)


def restore_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    delegation.archived_at = None
    record_change(delegation, "restored", by=by, now=now)


def delete_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    """Refused once it has been public, and while registrations or announcements name it or its members."""
    refuse_once_public(delegation)
    refuse_while_needed(delegation)
    record_change(delegation, "deleted", by=by, now=now)
    forget_record(delegation)
    db.session.delete(delegation)


def _save(
    delegation: Delegation, facts: DelegationFacts, action: str, *, by: Actor, now: datetime
) -> None:
    require_text(facts.name, "name")
    zone_of(facts.zone)
    if facts.ends_on < facts.starts_on:
        raise Refused(_("The last day comes before the first. Change one."), field="ends_on")
    lock_members(delegation)
    members = len(delegation.members)
    if facts.places is not None and facts.places < members:
        raise Refused(
            _("It has {members} members already. Allow as many places, or remove members first."),
            field="places",
            members=members,
        )
    write_facts(delegation, facts, now)
    record_change(delegation, action, by=by, now=now)
    index_delegation(delegation)


def index_delegation(delegation: Delegation) -> None:
    """Findable by what its public page says; not by its members, who may not have consented."""
    index_record(
        delegation,
        delegation.name,
        delegation.purpose,
        delegation.description,
        delegation.cities,
    )
