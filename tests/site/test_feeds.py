"""The Atom feeds: the same entries in each language, answered with 304 where nothing is new."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from tests.records import a_theme, an_announcement, both
from tests.site.season import a_season
from tests.support import NOW

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response):
    tree = ET.fromstring(response.data)
    return [
        {name: entry.findtext(ATOM + name) for name in ("id", "title", "published", "content")}
        for entry in tree.iter(f"{ATOM}entry")
    ]


@pytest.mark.parametrize("at", ["/announcements.atom", "/themes/open-cities.atom"])
def test_a_feed_holds_the_same_announcements_in_each_language(client, session, at):
    a_season(session)
    english, chinese = entries(client.get(at)), entries(client.get(f"/zh{at}"))
    assert [entry["title"] for entry in english] == ["Harbours open"]
    assert [entry["title"] for entry in chinese] == ["港湾开放"]
    assert [entry["id"] for entry in english] == [entry["id"] for entry in chinese]
    assert english[0]["content"] == "<p>It is <strong>decided</strong>.</p>\n"


def test_a_theme_feed_holds_only_its_own(client, session):
    a_season(session)
    session.add(an_announcement(headline=both("Elsewhere"), themes=[a_theme()]))
    assert [entry["title"] for entry in entries(client.get("/themes/open-cities.atom"))] == [
        "Harbours open"
    ]


def test_markup_in_a_headline_stays_text(client, session):
    headline = 'A <b>bold</b> & "quoted" ]]> headline'
    session.add(an_announcement(headline=both(headline), body=both("<script>alert(1)</script>")))
    (entry,) = entries(client.get("/announcements.atom"))
    assert entry["title"] == headline
    assert "<script" not in entry["content"]


def test_the_newest_comes_first(client, session):
    for hours in (3, 1, 2):
        session.add(
            an_announcement(headline=both(str(hours)), release_at=NOW - timedelta(hours=hours))
        )
    assert [entry["title"] for entry in entries(client.get("/announcements.atom"))] == [
        "1",
        "2",
        "3",
    ]


def test_an_unchanged_feed_is_not_sent_again(client, session):
    a_season(session)
    first = client.get("/announcements.atom")
    again = client.get("/announcements.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
