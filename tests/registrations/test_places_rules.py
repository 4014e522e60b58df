"""Who gets which places, from plain values."""

import pytest

from forumapp.registrations.rules.places import (
    GroupRoom,
    Room,
    first_that_fit,
    fits,
    less,
    same_places,
)

ROOM = Room(3, {1: GroupRoom(2, is_set_aside=True), 2: GroupRoom(2, is_set_aside=False)})
"""Three places for everybody, two set aside (1), and a group of which two more may come (2)."""


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [
        ({None: 3}, True),
        ({None: 4}, False),
        ({1: 2}, True),
        ({1: 3}, False),
        ({2: 2}, True),
        ({2: 3}, False),
        ({None: 3, 1: 2}, True),
        ({None: 2, 2: 2}, False),
        ({None: 1, 1: 2, 2: 2}, True),
    ],
)
def test_all_of_a_booking_fit_or_none_does(wanted, answer):
    assert fits(ROOM, wanted) is answer


def test_a_forum_without_a_limit_is_limited_by_its_groups_alone():
    endless = Room(None, ROOM.groups)
    assert fits(endless, {None: 1000})
    assert not fits(endless, {2: 3})
    assert not endless.is_full


def test_who_takes_a_place_of_a_group_set_aside_takes_none_of_the_others():
    assert less(ROOM, {1: 2}).free == 3
    assert less(ROOM, {2: 2}).free == 1
    assert less(ROOM, {1: 2, 2: 1}).groups == {1: GroupRoom(0, True), 2: GroupRoom(1, False)}


@pytest.mark.parametrize(
    ("line", "chosen"),
    [
        ([("a", {None: 2}), ("b", {None: 2}), ("c", {None: 1})], ["a", "c"]),
        ([("a", {None: 4}), ("b", {None: 3})], ["b"]),
        ([("a", {None: 3}), ("b", {None: 1}), ("c", {1: 1})], ["a", "c"]),
        ([("a", {2: 2}), ("b", {2: 1}), ("c", {None: 1})], ["a", "c"]),
        ([], []),
    ],
)
def test_in_order_whoever_fits_gets_a_place_and_who_does_not_is_passed_over(line, chosen):
    assert first_that_fit(line, ROOM) == chosen


@pytest.mark.parametrize(
    ("wanted", "waiting", "answer"),
    [
        ({None: 1}, [None], True),
        ({None: 1}, [1], False),
        ({1: 1}, [None, 2], False),
        ({1: 1}, [1], True),
        ({2: 1}, [None], True),
        ({None: 1}, [], False),
    ],
)
def test_newcomers_stand_behind_who_waits_for_the_same_places(wanted, waiting, answer):
    assert same_places(ROOM, wanted, waiting) is answer
