"""Who travels, in which rank."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.dependents import dependents_of
from forumapp.core.errors import Refused
from forumapp.core.facts import Texts, refuse_stale, require_word, write_facts
from forumapp.core.text import _
from forumapp.delegations.models import Delegation, DelegationMember
from forumapp.delegations.rules import HEAD, RANKS
from forumapp.history.services import record_change
from forumapp.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """A person in a rank; `capacity` is the title in which they travel."""

    person_id: int | None
    rank: str = "member"
    capacity: Texts = field(default_factory=dict)


def add_member(
    delegation: Delegation, facts: MemberFacts, *, by: Actor, now: datetime
) -> DelegationMember:
    """Refused beyond the places, for a second head, and for somebody who travels already."""
    lock_members(delegation)
    places = delegation.places
    if places is not None and len(delegation.members) >= places:
        raise Refused(
            _("All {places} places of the delegation are taken. Allow more, or remove a member."),
            field="person_id",
            places=places,
        )
    member = DelegationMember(position=_next_position(delegation))
    _save(delegation, member, facts, now)
    delegation.members.append(member)
    _tell(member, "member added", by=by, now=now)
    return member


def edit_member(
    member: DelegationMember,
    facts: MemberFacts,
    *,
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> DelegationMember:
    refuse_stale(member, version)
    _save(member.delegation, member, facts, now)
    _tell(member, "member edited", by=by, now=now)
    return member


def remove_member(member: DelegationMember, *, by: Actor, now: datetime) -> None:
    """Refused while a point is for this member alone: one that names nobody is everybody's."""
    _refuse_own_points(member)
    dependents = dependents_of(member)
    if dependents.counts:
        raise Refused(
            _("This member cannot be removed, because others name them: {dependents}."),
            dependents=dependents,
        )
    _tell(member, "member removed", by=by, now=now)
    member.delegation.members.remove(member)
    db.session.flush()


def _refuse_own_points(member: DelegationMember) -> None:
    for item in member.delegation.items:
        if item.members == [member]:
            raise Refused(
                _(
                    "“{point}” is for {person} alone. Remove it from the itinerary or name others"
                    " there first: without {person} all members would see it."
                ),
                point=item.title,
                person=member.person.name,
            )


def raise_member(member: DelegationMember, *, by: Actor, now: datetime) -> None:
    """One place nearer to the head of the list."""
    lock_members(member.delegation)
    members = list(member.delegation.members)
    at = members.index(member)
    if at:
        members[at - 1], members[at] = members[at], members[at - 1]
        for position, each in enumerate(members):
            each.position = position
        _tell(member, "member raised", by=by, now=now)


def lock_members(delegation: Delegation) -> None:
    """Nobody else adds or raises members until this transaction ends; those there are, as they are now."""
    if delegation.id is not None:
        db.session.flush()
        db.session.execute(
            select(Delegation.id)
            .where(Delegation.id == delegation.id)
            .with_for_update(key_share=True)
        )
        db.session.refresh(delegation, ["places", "members"])


def _save(
    delegation: Delegation, member: DelegationMember, facts: MemberFacts, now: datetime
) -> None:
    require_word(facts.rank, RANKS, "rank")
    with db.session.no_autoflush:
        person = db.session.get(Person, facts.person_id) if facts.person_id else None
        if person is None:
            raise Refused(_("Choose a person."), field="person_id")
        others = [other for other in delegation.members if other is not member]
        if any(other.person_id == person.id for other in others):
            raise Refused(_("{person} is a member already."), field="person_id", person=person.name)
        head = next((other for other in others if other.rank == HEAD), None)
        if facts.rank == HEAD and head is not None:
            raise Refused(
                _("{person} heads the delegation already. Give them another rank first."),
                field="rank",
                person=head.person.name,
            )
        member.person = person
        write_facts(member, facts, now)


def _next_position(delegation: Delegation) -> int:
    return max((member.position for member in delegation.members), default=-1) + 1


def _tell(member: DelegationMember, done: str, *, by: Actor, now: datetime) -> None:
    record_change(member.delegation, done, by=by, now=now, member=member.person.name.text("en"))
    db.session.flush()
