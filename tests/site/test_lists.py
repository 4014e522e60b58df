"""The lists: filters, pages, empty states, and no query for each row."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from forumapp.core.db import db
from forumapp.delegations.models import DelegationForum
from forumapp.search.services import index_record
from tests.records import (
    a_conference,
    a_delegation,
    a_forum,
    a_person,
    a_session,
    a_theme,
    a_venue,
    an_announcement,
    an_appearance,
    an_organization,
    an_organizer_line,
    both,
)
from tests.support import NOW


def titles(page):
    """The titles of the entries of a list, in their order."""
    return re.findall(r'<h[23][^>]*><a href="/forums/[^"]+">(?:<span[^>]*>)?([^<]+)', page.text)


@pytest.fixture
def three(session):
    """Forums in New York, Shanghai and nowhere, a month apart."""
    shanghai = a_venue(city=both("Shanghai", "上海"), city_key="shanghai", zone="Asia/Shanghai")
    forums = [
        a_forum(title=both("Ships"), venue=a_venue(), themes=[a_theme(slug="sea")]),
        a_forum(
            title=both("Trains", "火车论坛"),
            venue=shanghai,
            zone="Asia/Shanghai",
            starts=datetime(2027, 1, 8, 9),
            ends=datetime(2027, 1, 10, 9),
        ),
        a_forum(
            title=both("Clouds"),
            attendance_mode="online",
            starts=datetime(2027, 2, 8, 9),
            ends=datetime(2027, 2, 8, 10),
        ),
    ]
    delegation = a_delegation(slug="sailors", forums=[DelegationForum(forum=forums[0])])
    session.add_all([*forums, delegation])
    for forum in forums:
        index_record(forum, forum.title)
    session.commit()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Ships", "Trains", "Clouds"]),
        ("?theme=sea", ["Ships"]),
        ("?city=shanghai", ["Trains"]),
        ("?delegation=sailors", ["Ships"]),
        ("?q=ships", ["Ships"]),
        ("?q=火车", ["Trains"]),
        ("?q=火车&city=new-york", []),
        ("?from=2027-01-09", ["Trains", "Clouds"]),
        ("?to=2027-01-08", ["Ships", "Trains"]),
        ("?from=2027-01-11&to=2027-02-08", ["Clouds"]),
        ("?from=nonsense&page=-4", ["Ships", "Trains", "Clouds"]),
        ("?from=2027-01-01%00&q=%00&theme=%00", ["Ships", "Trains", "Clouds"]),
        ("?q=%22*%27", []),
    ],
)
def test_filters_leave_what_was_asked_for(client, three, asked, found):
    page = client.get(f"/forums/{asked}")
    assert (page.status_code, titles(page)) == (200, found)


def test_a_delegation_that_is_not_public_is_no_filter(client, session):
    secret = a_delegation(
        slug="secret", state="draft", release_at=None, forums=[DelegationForum(forum=a_forum())]
    )
    session.add(secret)
    assert client.get("/forums/?delegation=secret").status_code == 404


def test_pages_keep_the_filters(client, session):
    theme = a_theme(slug="sea")
    for number in range(21):
        session.add(a_forum(title=both(f"Forum {number:02}"), themes=[theme]))
    first = client.get("/forums/?theme=sea")
    following = re.search(r'<a href="([^"]+)" rel="next">', first.text)[1].replace("&amp;", "&")
    assert len(titles(first)) == 20
    assert titles(client.get(following)) == ["Forum 20"]
    assert titles(client.get("/forums/?theme=sea&page=99")) == ["Forum 20"]


def test_past_forums_stand_latest_first_and_apart(client, session):
    for month in (7, 9, 8):
        at = datetime(2026, month, 1, 9)
        session.add(a_forum(title=both(f"Month {month}"), starts=at, ends=at + timedelta(hours=1)))
    assert titles(client.get("/forums/?past=1")) == ["Month 9", "Month 8", "Month 7"]
    assert titles(client.get("/forums/")) == []


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("/", "No forum is announced at present"),
        ("/forums/", "No forum is announced at present"),
        ("/forums/?past=1", "No forum has been held yet"),
        ("/forums/?q=none", "No forum fits all of this"),
        ("/conferences/", "No conference is announced at present"),
        ("/announcements/", "Nothing has been announced yet"),
        ("/announcements/?kind=report", "Nothing of this kind has been announced"),
        ("/delegations/", "No delegation is announced at present"),
        ("/themes/", "No theme has a forum yet"),
        ("/speakers/", "Nobody is named yet"),
        ("/organizations/", "No organization is named yet"),
        ("/calendar", "No forum in this month"),
        ("/search?q=nothing", "Nothing holds all of these words"),
    ],
)
def test_an_empty_list_says_why_and_where_to_go(client, at, sentence):
    page = client.get(at)
    assert (page.status_code, sentence in page.text, 'class="btn"' in page.text) == (
        200,
        True,
        True,
    )


def everything(session, number):
    """One more of every kind of record, each tied to the others as on a real page."""
    theme = a_theme(slug=f"theme-{number}")
    body = an_organization(slug=f"body-{number}")
    forum = a_forum(
        slug=f"forum-{number}",
        venue=a_venue(),
        themes=[theme],
        conference=a_conference(themes=[theme]),
    )
    forum.organizer_lines = [an_organizer_line(forum, organization=body)]
    an_appearance(forum, a_person(organization=body))
    delegation = a_delegation(forums=[DelegationForum(forum=forum)])
    announcement = an_announcement(forum=forum, themes=[theme], delegation=delegation)
    session.add_all([delegation, announcement])
    index_record(forum, forum.title)
    session.commit()


def queries_of(client, at):
    asked = []

    def note(_connection, _cursor, statement, *_more):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(at).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


@pytest.mark.parametrize(
    "at",
    [
        *(
            "/",
            "/forums/",
            "/conferences/",
            "/announcements/",
            "/announcements.atom",
            "/delegations/",
        ),
        *(
            "/themes/",
            "/speakers/",
            "/organizations/",
            "/calendar?month=2026-12",
            "/search?q=forum",
        ),
        "/sitemap.xml",
    ],
)
def test_a_list_of_three_asks_no_more_than_a_list_of_one(client, session, at):
    everything(session, 1)
    one = queries_of(client, at)
    everything(session, 2)
    everything(session, 3)
    assert queries_of(client, at) == one


def test_the_page_of_a_forum_asks_no_more_for_more_people(client, session):
    for people in (1, 3):
        forum = a_forum(slug=f"of-{people}", venue=a_venue())
        for _person in range(people):
            an_appearance(forum, a_person(organization=an_organization()), session=a_session(forum))
            forum.organizer_lines.append(an_organizer_line(forum))
        session.add(forum)
    session.commit()
    assert queries_of(client, "/forums/of-1") == queries_of(client, "/forums/of-3")


def test_the_calendar_shows_a_forum_on_each_of_its_days(client, three):
    page = client.get("/calendar?month=2027-01").text
    cells = re.findall(r'<time class="date num" datetime="([^"]+)">(.*?)</td>', page, re.DOTALL)
    assert [day for day, cell in cells if "Trains" in cell] == [
        "2027-01-08",
        "2027-01-09",
        "2027-01-10",
    ]


def test_an_empty_month_leads_to_the_next_forum_that_the_filters_leave(client, three):
    page = client.get("/calendar?month=2026-11&city=shanghai").text
    assert "The next one: Trains, Friday 8 January 2027" in page
    assert 'href="/calendar?month=2027-01&amp;city=shanghai">Go to January 2027</a>' in page
    assert "The next one" not in client.get("/calendar?month=2027-01").text


@pytest.mark.parametrize("month", ["", "nonsense", "2027-13", "0000-01", "9999-12", "2026-11"])
def test_a_month_that_is_none_shows_one_that_is(client, month):
    assert client.get(f"/calendar?month={month}").status_code == 200


def test_search_finds_two_chinese_characters_and_what_is_public_only(client, three, session):
    session.add(
        hidden := a_forum(title=both("Hidden trains", "隐秘火车"), state="draft", release_at=None)
    )
    index_record(hidden, hidden.title)
    page = client.get("/zh/search?q=火车")
    found = re.findall(r'<a href="/zh/forums/[^"]+">(.+?)</a></h2>', page.text)
    assert found == ["<mark>火车</mark>论坛"]


def test_now_is_the_moment_of_the_test(client, session):
    session.add(an_announcement(headline=both("Tomorrow"), release_at=NOW + timedelta(seconds=1)))
    session.add(an_announcement(headline=both("Today"), release_at=NOW))
    page = client.get("/announcements/").text
    assert ("Today" in page, "Tomorrow" in page) == (True, False)


def test_a_forum_says_how_everybody_gets_in_where_it_differs_from_its_venue(client, session):
    venue = a_venue(
        step_free=both("A ramp at the gate.", "大门设有坡道。"),
        quiet_space=both("Room 9.", "九号室。"),
    )
    session.add(
        a_forum(slug="open-doors", venue=venue, quiet_space=both("The chapel.", "小教堂。"))
    )
    session.commit()
    for at, said, unsaid in (
        (
            "/forums/open-doors",
            ("Step-free access", "A ramp at the gate.", "The chapel."),
            ("Room 9.", "Help with hearing"),
        ),
        (
            "/zh/forums/open-doors",
            ("无障碍通行", "大门设有坡道。", "小教堂。"),
            ("九号室", "助听服务"),
        ),
    ):
        page = client.get(at).text
        assert [each for each in said if each not in page] == []
        assert [each for each in unsaid if each in page] == []
