"""What the page of a forum says first: how things stand with registering."""

from datetime import timedelta

import pytest

from forumapp.site.standing import registration_standing
from tests.records import a_forum
from tests.support import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_plain_forum(**facts):
    facts = {"capacity_limit": None, "taken": 0, "registration_mode": "open"} | facts
    return a_forum(**facts)


@pytest.mark.parametrize(
    ("facts", "headline", "is_open"),
    [
        ({}, "Registration is open until 8 December 2026, 12:00 New York time.", True),
        (
            {"registration_closes_at": NOW + HOUR},
            "Registration is open until 23 November 2026, 05:00 New York time.",
            True,
        ),
        (
            {"registration_closes_at": NOW},
            "Registration closed on 23 November 2026, 04:00 New York time.",
            False,
        ),
        (
            {"registration_opens_at": NOW + HOUR},
            "Registration opens on 23 November 2026, 05:00 New York time.",
            False,
        ),
        (
            {"registration_opens_at": NOW},
            "Registration is open until 8 December 2026, 12:00 New York time.",
            True,
        ),
        (
            {"registration_mode": "approval"},
            "Apply for a place until 8 December 2026, 12:00 New York time.",
            True,
        ),
        ({"registration_mode": "invitation"}, "By invitation only.", False),
        ({"registration_mode": "none"}, "You need not register.", False),
        ({"capacity_limit": 5, "taken": 5}, "All places are taken.", False),
        ({"capacity_limit": 0}, "All places are taken.", False),
        ({"state": "cancelled"}, "This forum is cancelled.", False),
        ({"state": "postponed"}, "This forum is postponed.", False),
    ],
)
def test_how_things_stand(facts, headline, is_open):
    standing = registration_standing(a_plain_forum(**facts), NOW, "en")
    assert (standing.headline, standing.is_open) == (headline, is_open)


def test_a_forum_that_is_over_has_been_held():
    forum = a_plain_forum()
    held = registration_standing(forum, forum.ends_at, "zh")
    assert (held.headline, held.detail) == ("本次论坛已举办。", "")
    assert registration_standing(forum, forum.ends_at - HOUR / 60, "zh").headline.startswith(
        "报名已于"
    )


@pytest.mark.parametrize(
    ("taken", "detail"),
    [
        (9, "Free of charge."),
        (10, "10 places left. Free of charge."),
        (19, "1 place left. Free of charge."),
    ],
)
def test_the_last_places_are_counted(taken, detail):
    forum = a_plain_forum(capacity_limit=20, taken=taken)
    assert registration_standing(forum, NOW, "en").detail == detail
