"""Who gets which places: a forum's own, and those of the groups inside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

Key = TypeVar("Key")
LARGEST_GROUPS = (1, 100)
OFFER_HOURS = (1, 336)
KEEPS_DAYS = (30, 1095)
"""The least and the most that an organizer can set."""
KEEPS_SENSITIVE_DAYS = 14
"""Answers to sensitive questions go so many days after the forum, whatever else is kept longer."""
CODE_ATTEMPTS = 30
ATTEMPTS_COUNT_FOR = timedelta(minutes=15)
ATTEMPTS_KEPT_FOR = timedelta(days=1)
"""So many codes that open nothing may come from one network within this time."""
Wanted = Mapping[int | None, int]
"""How many people of each group (its id; None: of no group)."""


@dataclass(frozen=True, slots=True)
class GroupRoom:
    """What is free in a group of places; set aside, its people take none of the forum's own."""

    free: int
    is_set_aside: bool


@dataclass(frozen=True, slots=True)
class Room:
    """What is free: `free` for everybody (None: as many as come), and in each group."""

    free: int | None
    groups: Mapping[int, GroupRoom]

    @property
    def is_full(self) -> bool:
        """Nobody can get a place, of whichever group."""
        return self.free == 0 and not any(
            group.free for group in self.groups.values() if group.is_set_aside
        )


def of_the_forum(room: Room, wanted: Wanted) -> int:
    """How many of the places that are free for everybody these people take."""
    return sum(
        count
        for group_id, count in wanted.items()
        if group_id is None or not room.groups[group_id].is_set_aside
    )


def fits(room: Room, wanted: Wanted) -> bool:
    """Whether all of these people can have a place together."""
    in_groups = all(
        count <= room.groups[group_id].free
        for group_id, count in wanted.items()
        if group_id is not None
    )
    return in_groups and (room.free is None or of_the_forum(room, wanted) <= room.free)


def less(room: Room, wanted: Wanted) -> Room:
    """What is free once these people have their places."""
    groups = {
        group_id: replace(group, free=group.free - wanted.get(group_id, 0))
        for group_id, group in room.groups.items()
    }
    free = None if room.free is None else room.free - of_the_forum(room, wanted)
    return Room(free, groups)


def first_that_fit(line: Iterable[tuple[Key, Wanted]], room: Room) -> list[Key]:
    """Who of a waiting line gets a place now: in order, whoever's whole request fits what is left.

    Who needs more than is free is passed over and keeps the turn.
    """
    chosen = []
    for key, wanted in line:
        if room.is_full:
            break
        if fits(room, wanted):
            chosen.append(key)
            room = less(room, wanted)
    return chosen


def same_places(room: Room, wanted: Wanted, waiting: Iterable[int | None]) -> bool:
    """Whether somebody who waits (each by their group) waits for places that these people would take."""
    waits_for_own = {group_id for group_id in waiting if is_set_aside(room, group_id)}
    waits_for_all = any(not is_set_aside(room, group_id) for group_id in waiting)
    return any(
        group_id in waits_for_own if is_set_aside(room, group_id) else waits_for_all
        for group_id in wanted
    )


def is_set_aside(room: Room, group_id: int | None) -> bool:
    return group_id is not None and room.groups[group_id].is_set_aside
