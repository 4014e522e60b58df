"""What the page of a forum says first: how things stand with registering."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from forumapp.registrations.models.places import AccessCode, PlaceGroup
from forumapp.site.standing import standing_by
from tests.records import a_forum, an_announcement, both
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
    standing = standing_by("", a_plain_forum(**facts), NOW, "en")
    assert (standing.headline, standing.is_open) == (headline, is_open)


def test_a_forum_that_is_over_has_been_held():
    forum = a_plain_forum()
    held = standing_by("", forum, forum.ends_at, "zh")
    assert (held.headline, held.detail) == ("本次论坛已举办。", "")
    assert standing_by("", forum, forum.ends_at - HOUR / 60, "zh").headline.startswith("报名已于")


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
    assert standing_by("", forum, NOW, "en").detail == detail


def page_of(client, forum) -> str:
    return client.get(f"/forums/{forum.slug}").text


def a_code(forum, **facts) -> AccessCode:
    return AccessCode(forum=forum, code="GUESTS7", code_key="GUESTS7", created_at=NOW, **facts)


SOME, CODE = "only for some groups.", "only for those who were sent a code."
TAKEN = "All places are taken."


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("line", "group", "says"),
    [
        ("none", {"is_open": True, "taken": 1}, (SOME, "Register")),
        ("none", {"is_open": True, "taken": 2}, (TAKEN, "")),
        ("none", {"is_open": False, "taken": 1}, (CODE, "Register with a code")),
        ("none", {"is_open": False, "taken": 2}, (TAKEN, "")),
        ("automatic", {"is_open": True, "taken": 1}, (SOME, "Register")),
        ("automatic", {"is_open": False, "taken": 1}, (CODE, "Register")),
        ("automatic", {"is_open": True, "taken": 2}, (TAKEN, "Join the waiting list")),
    ],
)
def test_a_full_forum_says_for_whom_places_are_set_aside(session, client, line, group, says):
    said, way = says
    forum = a_forum(capacity_limit=5, taken=5, waiting_list=line)
    name = both("Members", "会员")
    own = PlaceGroup(forum=forum, name=name, capacity_limit=2, is_set_aside=True, **group)
    session.add_all((forum, own))
    if not group["is_open"]:
        session.add(a_code(forum, place_group=own))
    session.commit()
    page = BeautifulSoup(page_of(client, forum), "html.parser")
    links = [each.text for each in page.select(f'a.btn[href="/forums/{forum.slug}/register"]')]
    assert said in " ".join(page.text.replace("\xa0", " ").split())
    assert links == ([way] if way else [])
    form = client.get(f"/forums/{forum.slug}/register").text
    assert ('name="address"' in form) is bool(way or (said == TAKEN and not group["is_open"]))
    assert ("Send the form to wait" in form) is (way == "Join the waiting list")


@pytest.mark.usefixtures("clock")
def test_whatever_tells_of_a_forum_says_for_whom_places_are_left(session, client):
    forum = a_forum(capacity_limit=5, taken=5, waiting_list="none")
    own = {"name": both("Members", "会员"), "capacity_limit": 2, "is_set_aside": True}
    group = PlaceGroup(forum=forum, is_open=True, **own)
    session.add_all((forum, group, an_announcement(slug="told", forum=forum)))
    session.commit()
    places = (
        f"/forums/{forum.slug}",
        "/",
        "/announcements/told",
        f"/embed/forums/{forum.slug}",
        f"/embed/forums/{forum.slug}/button",
    )
    for at in places:
        page = BeautifulSoup(client.get(at).text, "html.parser")
        ways = [each.text for each in page.select(f'a.btn[href="/forums/{forum.slug}/register"]')]
        assert ("Register" in ways, TAKEN in page.text) == (True, False), at


@pytest.mark.usefixtures("clock")
def test_a_forum_by_invitation_leads_to_the_form_where_a_code_opens_it(session, client):
    forum = a_forum(registration_mode="invitation")
    session.add(forum)
    session.commit()
    assert "Register with a code" not in page_of(client, forum)
    session.add(a_code(forum))
    session.commit()
    page = page_of(client, forum)
    assert "Register with a code" in page
    assert "or the code that you were sent" in " ".join(
        BeautifulSoup(page, "html.parser").text.split()
    )
