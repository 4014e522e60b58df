"""Who can register when, from plain values."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from forumapp.registrations.rules.states import (
    REFUSALS,
    availability,
    looks_like_advertising,
    places_told,
)
from tests.support import NOW

DAY = timedelta(days=1)


def forum(**facts):
    defaults = {
        "state": "published",
        "starts_at": NOW + 10 * DAY,
        "ends_at": NOW + 11 * DAY,
        "registration_mode": "open",
        "registration_opens_at": None,
        "registration_closes_at": None,
        "capacity_limit": None,
        "taken": 0,
        "waiting_list": "none",
        "waiting": 0,
    }
    return SimpleNamespace(**defaults | facts)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({}, "open"),
        ({"registration_mode": "approval"}, "open"),
        ({"capacity_limit": 2, "taken": 1}, "open"),
        ({"capacity_limit": 2, "taken": 2}, "full"),
        ({"capacity_limit": 0}, "full"),
        ({"capacity_limit": 0, "waiting_list": "automatic"}, "waiting"),
        ({"capacity_limit": 2, "taken": 1, "waiting_list": "automatic", "waiting": 3}, "open"),
        ({"capacity_limit": 2, "taken": 1, "waiting_list": "by_hand", "waiting": 3}, "waiting"),
        ({"capacity_limit": 2, "taken": 2, "registration_mode": "approval"}, "open"),
        ({"registration_mode": "none"}, "not_needed"),
        ({"registration_mode": "invitation"}, "invitation"),
        ({"registration_opens_at": NOW + DAY}, "not_yet_open"),
        ({"registration_opens_at": NOW}, "open"),
        ({"registration_closes_at": NOW}, "closed"),
        ({"registration_closes_at": NOW, "capacity_limit": 2, "taken": 2}, "closed"),
        ({"starts_at": NOW}, "closed"),
        ({"starts_at": NOW - DAY, "ends_at": NOW}, "held"),
        ({"state": "cancelled"}, "stopped"),
        ({"state": "withdrawn"}, "stopped"),
        ({"state": "postponed"}, "postponed"),
        ({"state": "postponed", "ends_at": NOW}, "held"),
    ],
)
def test_whether_somebody_can_register(facts, answer):
    assert availability(forum(**facts), NOW) == answer
    assert answer in ("open", "waiting") or answer in REFUSALS


def test_the_public_is_told_a_number_of_places_only_when_few_are_left():
    assert [places_told(20, taken) for taken in (0, 9, 10, 19, 20, 21)] == [None, None, 10, 1, 0, 0]
    assert places_told(None, 500) is None


def test_a_name_with_a_web_address_is_advertising_and_a_strange_name_is_not():
    names = ("Win at http://x.example", "WWW.x.example", "Wu Shih", "=1+1", "Jean-Luc O'Neill, Jr.")
    assert [looks_like_advertising(name) for name in names] == [True, True, False, False, False]
