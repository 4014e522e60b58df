"""Who travels: members in ranks, in their order; one head at most."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.facts import Texts, require_word
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.delegations.models import Delegation, DelegationMember
from forumapp.delegations.rules import HEAD, RANKS
from forumapp.history.services import record_change
from forumapp.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """A person in a rank (`delegations.rules.RANKS`) and the capacity in which they travel."""

    person_id: int
    rank: str = "member"
    capacity: Texts = field(default_factory=dict)


def add_member(
    delegation: Delegation, facts: MemberFacts, *, by: Actor, now: datetime
) -> DelegationMember:
    """Refused beyond the places, twice for one person, and for a second head."""
    _lock(delegation)
    if delegation.places is not None and len(delegation.members) >= delegation.places:
        raise Refused(
            _(
                "All {places} places of the delegation are taken. Grant more places, or take somebody off the list."
            ),
            field="person_id",
            places=delegation.places,
        )
    member = DelegationMember(capacity=Translated(), position=len(delegation.members))
    _check(delegation, member, facts)
    _write(member, facts, now)
    delegation.members.append(member)
    _record(delegation, "member added", member, by=by, now=now)
    return member


def edit_member(member: DelegationMember, facts: MemberFacts, *, by: Actor, now: datetime) -> None:
    _lock(member.delegation)
    _check(member.delegation, member, facts)
    _write(member, facts, now)
    _record(member.delegation, "member edited", member, by=by, now=now)


def remove_member(member: DelegationMember, *, by: Actor, now: datetime) -> None:
    delegation = member.delegation
    _record(delegation, "member removed", member, by=by, now=now)
    delegation.members.remove(member)
    arrange_members(delegation, [other.id for other in delegation.members])


def arrange_members(delegation: Delegation, ids: Sequence[int]) -> None:
    """Put the members in this order."""
    places = {member_id: position for position, member_id in enumerate(ids)}
    for member in delegation.members:
        member.position = places.get(member.id, len(places))


def _check(delegation: Delegation, member: DelegationMember, facts: MemberFacts) -> None:
    require_word(facts.rank, RANKS, "rank")
    others = [other for other in delegation.members if other is not member]
    if any(other.person_id == facts.person_id for other in others):
        raise Refused(_("This person is on the list already."), field="person_id")
    head = next((other for other in others if other.rank == HEAD), None)
    if facts.rank == HEAD and head:
        raise Refused(
            _("{name} is the head of the delegation. Give one of the two another rank."),
            field="rank",
            name=head.person.name,
        )


def _write(member: DelegationMember, facts: MemberFacts, now: datetime) -> None:
    person = db.session.get(Person, facts.person_id)
    if person is None:
        raise Refused(_("Choose a person."), field="person_id")
    member.person, member.person_id = person, person.id
    member.rank = facts.rank
    member.capacity = member.capacity.revised(facts.capacity, now)


def _lock(delegation: Delegation) -> None:
    """Two organizers never make two heads nor fill the last place twice."""
    if delegation.id:
        db.session.refresh(delegation, ["places"], with_for_update=True)
        db.session.expire(delegation, ["members"])


def _record(
    delegation: Delegation, action: str, member: DelegationMember, *, by: Actor, now: datetime
) -> None:
    record_change(delegation, action, by=by, now=now, member=member.person.name, rank=member.rank)
