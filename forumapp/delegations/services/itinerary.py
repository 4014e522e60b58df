"""The points of the journey. Start and end each have a zone of their own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.clock import asked_instant, is_doubled
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.facts import Texts, refuse_stale, require_text, require_word, write_facts
from forumapp.core.text import _
from forumapp.delegations.models import Delegation, ItineraryItem
from forumapp.delegations.rules import ITEM_KINDS
from forumapp.history.services import record_change
from forumapp.organizations.models import Organization
from forumapp.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """One point of the journey. Wall times are naive; a fold of none means that nobody was asked yet.

    `note` is for the desk and the travellers; the public sees title, time and place of a public item.
    """

    kind: str
    title: Texts
    starts: datetime
    starts_zone: str
    ends: datetime
    ends_zone: str
    place: Texts = field(default_factory=dict)
    note: Texts = field(default_factory=dict)
    venue_id: int | None = None
    counterpart_organization_id: int | None = None
    counterpart_person_id: int | None = None
    forum_id: int | None = None
    is_public: bool = False
    starts_fold: int | None = None
    ends_fold: int | None = None


def add_item(
    delegation: Delegation,
    facts: ItemFacts,
    *,
    member_ids: list[int] | None = None,
    by: Actor,
    now: datetime,
) -> ItineraryItem:
    """`member_ids`: whom it concerns; nobody named means everybody."""
    item = ItineraryItem(sequence=0)
    with db.session.no_autoflush:
        _save(delegation, item, facts, member_ids, now)
        delegation.items.append(item)
    _tell(item, "itinerary item added", by=by, now=now)
    return item


def edit_item(
    item: ItineraryItem,
    facts: ItemFacts,
    *,
    member_ids: list[int] | None = None,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> ItineraryItem:
    refuse_stale(item, version)
    with db.session.no_autoflush:
        _save(item.delegation, item, facts, member_ids, now)
    _tell(item, "itinerary item edited", by=by, now=now)
    return item


def remove_item(item: ItineraryItem, *, by: Actor, now: datetime) -> None:
    delegation = item.delegation
    _tell(item, "itinerary item removed", by=by, now=now)
    delegation.items.remove(item)
    db.session.flush()


def note_new_names(
    delegations: Iterable[Delegation], host: Organization | Person, *, by: Actor, now: datetime
) -> None:
    """Whom these journeys meet is called otherwise now: their private calendars say so."""
    for delegation in delegations:
        record_change(delegation, "host renamed", by=by, now=now, name=host.name.text("en"))
    db.session.flush()


def _save(
    delegation: Delegation,
    item: ItineraryItem,
    facts: ItemFacts,
    member_ids: list[int] | None,
    now: datetime,
) -> None:
    require_text(facts.title, "title")
    require_word(facts.kind, ITEM_KINDS, "kind")
    starts_at = asked_instant(facts.starts, facts.starts_zone, facts.starts_fold, field="starts")
    ends_at = asked_instant(facts.ends, facts.ends_zone, facts.ends_fold, field="ends")
    if ends_at <= starts_at:
        raise Refused(
            _("It ends before it starts, each time read in its own zone. Change one of them."),
            field="ends",
        )
    write_facts(item, facts, now)
    item.starts_at, item.ends_at = starts_at, ends_at
    item.starts_fold = _fold(facts.starts, facts.starts_zone, facts.starts_fold)
    item.ends_fold = _fold(facts.ends, facts.ends_zone, facts.ends_fold)
    wanted = set(member_ids or ())
    item.members = [member for member in delegation.members if member.id in wanted]


def _fold(wall: datetime, zone: str, fold: int | None) -> int:
    return (fold or 0) if is_doubled(wall, zone) else 0


def _tell(item: ItineraryItem, done: str, *, by: Actor, now: datetime) -> None:
    record_change(item.delegation, done, by=by, now=now, item=item.title.text("en"))
    db.session.flush()
