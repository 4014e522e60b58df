"""Browsing: every link of a list leads to as many as it says, and names nothing that is not public."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from forumapp.delegations.models import DelegationForum
from tests.records import a_delegation, a_forum, a_theme, a_venue, an_announcement, both
from tests.site.season import SECRETS, a_season
from tests.site.test_search import asked
from tests.support import NOW


def shelves(client, at: str) -> dict[str, int]:
    """The links to browse by, each with the number beside it."""
    page = BeautifulSoup(client.get(at).text, "html.parser")
    return {
        each.a["href"]: int(each.select_one(".num").text) for each in page.select(".browse-by li")
    }


def listed(client, at: str) -> int:
    """How many records of the kind the list shows."""
    kind = re.match("(?:/zh)?/(forums|announcements)/", at)[1]
    page = BeautifulSoup(client.get(at).text, "html.parser")
    links = page.select(f"main :is(.season, .news) a[href*='/{kind}/']")
    return len({link["href"] for link in links})


@pytest.mark.parametrize(
    "at", ["/forums/", "/forums/?past=1", "/announcements/", "/zh/forums/", "/zh/announcements/"]
)
def test_every_link_leads_to_as_many_as_it_says(client, session, at):
    forum = a_season(session)
    city = a_venue(city=both("Geneva", "日内瓦"), city_key="geneva")
    elsewhere = a_forum(title=both("Lakes"), venue=city, themes=[a_theme(slug="lakes")])
    announcement = an_announcement(headline=both("Lakes open"), forum=elsewhere)
    later = an_announcement(headline=both("Once more"), forum=forum, themes=[*forum.themes])
    session.add_all([elsewhere, announcement, later])
    session.commit()
    found = shelves(client, at)
    assert {href: listed(client, href) for href in found} == found
    assert len(found) >= (1 if "past" in at else 5)


@pytest.mark.parametrize("at", ["/forums/", "/announcements/", "/zh/forums/?past=1"])
def test_nothing_that_is_not_public_is_browsed_by(client, session, at):
    a_season(session)
    text = client.get(at).text
    assert [secret for secret in (*SECRETS, "Atlantis", "unsaid") if secret in text] == []


@pytest.mark.parametrize(
    "hidden",
    [{"state": "draft"}, {"state": "withdrawn"}, {"release_at": NOW + timedelta(days=9)}],
    ids=["draft", "withdrawn", "embargoed"],
)
def test_a_report_tells_neither_city_nor_theme_of_a_forum_that_is_hidden(client, session, hidden):
    forum = a_season(session)
    forum.themes.append(theme := a_theme(slug="unsaid", title=both("Unsaid", "未言")))
    forum.venue = a_venue(city=both("Atlantis", "亚特兰蒂斯"), city_key="atlantis")
    session.add(an_announcement(headline=both("What was said"), kind="report", forum=forum))
    session.commit()
    assert shelves(client, "/announcements/").keys() >= {
        "/announcements/?theme=unsaid",
        "/announcements/?city=atlantis",
    }
    other = a_forum(themes=[theme], venue=forum.venue)
    for name, value in hidden.items():
        setattr(forum, name, value)
    session.commit()
    for at in ("/announcements/", "/zh/announcements/"):
        text = client.get(at).text
        assert [each for each in ("Atlantis", "亚特兰蒂斯", "Unsaid", "未言") if each in text] == []
    assert client.get("/announcements/?theme=unsaid").status_code == 404
    session.add(other)
    session.commit()
    for at in (
        "/announcements/?city=atlantis",
        "/announcements.atom?city=atlantis",
        "/themes/unsaid",
        "/themes/unsaid.atom",
    ):
        answer = client.get(at)
        assert (answer.status_code, "What was said" in answer.text) == (200, False), at


def test_a_year_holds_its_coming_and_its_past_forums_in_their_order(client, session):
    a_season(session)
    page = client.get("/forums/?year=2026").text
    assert page.index("past-harbours") < page.index("open-harbours")
    assert "<h1>Forums in 2026</h1>" in page
    assert "calendar.ics?from=2026-01-01&amp;to=2026-12-31" in page
    assert listed(client, "/forums/?year=2019") == 0


def test_announcements_are_narrowed_by_city_and_delegation(client, session):
    a_season(session)
    session.add(an_announcement(headline=both("Elsewhere"), delegation=a_delegation(slug="other")))
    for at in ("/announcements/?city=new-york", "/announcements/?delegation=harbour-delegation"):
        page = client.get(at).text
        assert ("Harbours open" in page, "Elsewhere" in page) == (True, False)
    assert client.get("/announcements/?city=atlantis").status_code == 404
    assert client.get("/announcements/?delegation=unsaid").status_code == 404
    feed = client.get("/announcements.atom?delegation=other").text
    assert ("Harbours open" in feed, "Elsewhere" in feed) == (False, True)


def test_a_theme_names_its_speakers_and_its_goals(client, session):
    a_season(session)
    page = client.get("/themes/open-cities").text
    assert "Lin Yue" in page
    assert "Nameless Guest" not in page


@pytest.mark.parametrize(("view", "has_grid"), [("", True), ("agenda", False), ("x", True)])
def test_a_month_is_a_grid_or_an_agenda(client, session, view, has_grid):
    a_season(session)
    page = client.get(f"/calendar?month=2026-12&view={view}").text
    assert ('<table class="month-view">' in page) == has_grid
    assert '<section class="agenda">' in page
    kept = "&amp;view=agenda" if view == "agenda" else ""
    assert f'href="/calendar?month=2027-01{kept}" rel="next"' in page
    assert NOW.year == 2026


@pytest.mark.parametrize("at", ["/forums/", "/announcements/", "/announcements.atom"])
def test_a_list_asks_as_often_for_few_as_for_many(client, session, at):
    def add(number: int) -> None:
        theme = a_theme(slug=f"theme-{number}")
        forum = a_forum(venue=a_venue(city_key=f"city-{number}"), themes=[theme])
        journey = a_delegation(slug=f"journey-{number}")
        session.add(an_announcement(forum=forum, delegation=journey, themes=[theme]))
        session.add(DelegationForum(delegation=journey, forum=forum))
        session.commit()

    add(1)
    once = asked(client, session, at)
    for number in range(2, 5):
        add(number)
    assert asked(client, session, at) == once
