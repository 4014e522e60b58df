"""Who of a delegation is registered for a forum, answered from the rows of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forumapp.core.tokens import normalised_address
from forumapp.registrations.rules.states import ACTIVE_STATES


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands at a forum: the registration that stands or else the last one, if any.

    Without a member it is somebody who comes in the place of one. `is_arranged`: the delegation
    registered them, and can cancel that; others registered by themselves.
    """

    member: Any
    registration: Any
    is_arranged: bool

    @property
    def is_active(self) -> bool:
        return self.registration is not None and self.registration.state in ACTIVE_STATES

    @property
    def may_be_cancelled(self) -> bool:
        return self.is_arranged and self.is_active


def standings(delegation: Any, registrations: Iterable[Any]) -> list[Standing]:
    """Of each member, in their order; then of who comes in the place of one. All at one forum."""
    rows = list(registrations)
    own = {member.id: registration_of(member, rows) for member in delegation.members}
    known = {row.id for row in own.values() if row}
    substitutes = [
        row
        for row in rows
        if row.id not in known
        and row.member_id is None
        and row.booking.delegation_id == delegation.id
        and row.state in ACTIVE_STATES
    ]
    return [
        *(standing(delegation, member, own[member.id]) for member in delegation.members),
        *(standing(delegation, None, row) for row in substitutes),
    ]


def standing(delegation: Any, member: Any, registration: Any) -> Standing:
    is_arranged = registration is not None and registration.booking.delegation_id == delegation.id
    return Standing(member, registration, is_arranged)


def registration_of(member: Any, registrations: Iterable[Any]) -> Any:
    """Theirs by membership, else the one that stands by their own address without a member's name."""
    own = [row for row in registrations if is_of(row, member)]
    return max(own, key=lambda row: (row.state in ACTIVE_STATES, row.id), default=None)


def is_of(registration: Any, member: Any) -> bool:
    if registration.member_id is not None:
        return bool(registration.member_id == member.id)
    key = address_key_of(member)
    return bool(key and registration.address_key == key and registration.state in ACTIVE_STATES)


def address_key_of(member: Any) -> str:
    return normalised_address(member.person.email) if member.person.email else ""
