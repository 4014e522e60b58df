"""The points of the journey: each starts and ends in a zone of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.clock import asked_instant, is_doubled
from forumapp.core.errors import Refused
from forumapp.core.facts import Texts, require_text, require_word
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.delegations.models import Delegation, DelegationMember, ItineraryItem
from forumapp.delegations.rules import ITEM_KINDS
from forumapp.history.services import record_change

TEXTS = ("title", "place", "note")
PLAIN = (
    "kind",
    "venue_id",
    "counterpart_organization_id",
    "counterpart_person_id",
    "forum_id",
    "is_public",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """A point of the itinerary. Times are wall-clock (naive), each in its own zone; no members: everybody."""

    kind: str
    title: Texts
    starts: datetime
    starts_zone: str
    ends: datetime
    ends_zone: str
    starts_fold: int | None = None
    ends_fold: int | None = None
    place: Texts = field(default_factory=dict)
    note: Texts = field(default_factory=dict)
    venue_id: int | None = None
    counterpart_organization_id: int | None = None
    counterpart_person_id: int | None = None
    forum_id: int | None = None
    member_ids: tuple[int, ...] = ()
    is_public: bool = False


def add_item(
    delegation: Delegation, facts: ItemFacts, *, by: Actor, now: datetime
) -> ItineraryItem:
    item = ItineraryItem(title=Translated(), place=Translated(), note=Translated())
    _write(item, facts, delegation, now)
    delegation.items.append(item)
    _record(delegation, "itinerary item added", item, by=by, now=now)
    return item


def edit_item(item: ItineraryItem, facts: ItemFacts, *, by: Actor, now: datetime) -> None:
    _write(item, facts, item.delegation, now)
    _record(item.delegation, "itinerary item edited", item, by=by, now=now)


def remove_item(item: ItineraryItem, *, by: Actor, now: datetime) -> None:
    _record(item.delegation, "itinerary item removed", item, by=by, now=now)
    item.delegation.items.remove(item)


def _write(item: ItineraryItem, facts: ItemFacts, delegation: Delegation, now: datetime) -> None:
    require_word(facts.kind, ITEM_KINDS, "kind")
    require_text(facts.title, "title")
    for side in ("starts", "ends"):
        _set_time(item, facts, side)
    if item.ends_at <= item.starts_at:
        raise Refused(
            _("It ends before it begins. Mind the two zones, and change one of the times."),
            field="ends",
        )
    for name in TEXTS:
        setattr(item, name, getattr(item, name).revised(getattr(facts, name), now))
    for name in PLAIN:
        setattr(item, name, getattr(facts, name))
    item.members = _members(delegation, facts.member_ids)


def _set_time(item: ItineraryItem, facts: ItemFacts, side: str) -> None:
    wall, zone = getattr(facts, side), getattr(facts, f"{side}_zone")
    fold = getattr(facts, f"{side}_fold")
    setattr(item, f"{side}_at", asked_instant(wall, zone, fold, field=side))
    setattr(item, side, wall)
    setattr(item, f"{side}_zone", zone)
    setattr(item, f"{side}_fold", (fold or 0) if is_doubled(wall, zone) else 0)


def _members(delegation: Delegation, ids: Iterable[int]) -> list[DelegationMember]:
    wanted = set(ids)
    return [member for member in delegation.members if member.id in wanted]


def _record(
    delegation: Delegation, action: str, item: ItineraryItem, *, by: Actor, now: datetime
) -> None:
    record_change(delegation, action, by=by, now=now, item=item.title)
