"""The Atom feeds: the same entries in each language, answered with 304 where nothing is new."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from forumapp.announcements.models.announcements import Correction, Quote
from forumapp.files.services.pictures import store_picture
from tests.records import a_theme, an_announcement, both
from tests.site.season import a_season
from tests.site.test_addresses import a_png
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
    assert english[0]["content"] == '<div lang="en"><p>It is <strong>decided</strong>.</p>\n</div>'


def test_a_theme_feed_holds_only_its_own(client, session):
    a_season(session)
    session.add(an_announcement(headline=both("Elsewhere"), themes=[a_theme()]))
    assert [entry["title"] for entry in entries(client.get("/themes/open-cities.atom"))] == [
        "Harbours open"
    ]


def test_markup_in_a_headline_stays_text(client, session):
    headline = 'A <b>bold</b> & "quoted" ]]> headline'
    body = both("<script>alert(1)</script> \x0b\x1f\ufffe")
    session.add(an_announcement(headline=both(headline), body=body))
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


@pytest.mark.parametrize("prefix", ["", "/zh"])
@pytest.mark.parametrize(
    "at", ["/announcements.atom", "/announcements.atom?kind=news", "/themes/open-cities.atom"]
)
def test_a_feed_has_the_shape_of_rfc_4287(client, session, prefix, at):
    a_season(session)
    feed = ET.fromstring(client.get(prefix + at).data)
    check_shape(feed)
    (own,) = [each for each in feed.findall(f"{ATOM}link") if each.get("rel") == "self"]
    assert own.get("href").partition(":8000")[2] == prefix + at
    assert client.get(own.get("href").partition(":8000")[2]).status_code == 200
    entries_in = feed.findall(f"{ATOM}entry")
    assert entries_in
    for entry in entries_in:
        check_shape(entry)
        assert entry.findtext(f"{ATOM}published").endswith("Z")
        assert entry.find(f"{ATOM}content").get("type") == "html"
    assert feed.findtext(f"{ATOM}updated") == max(
        each.findtext(f"{ATOM}updated") for each in entries_in
    )


def check_shape(element: ET.Element) -> None:
    """What RFC 4287 (4.1.1, 4.1.2) asks of a feed and of an entry, once each and in its form."""
    for name in ("id", "title", "updated"):
        assert len(element.findall(ATOM + name)) == 1
        assert element.findtext(ATOM + name).strip()
    assert element.findtext(f"{ATOM}id").startswith("urn:uuid:")
    links = element.findall(f"{ATOM}link")
    alternates = [
        (each.get("type"), each.get("hreflang")) for each in links if each.get("rel") == "alternate"
    ]
    assert len(alternates) == len(set(alternates)) >= 2
    assert all(each.get("href").startswith("http") for each in links)


def test_a_feed_has_the_filters_of_its_list_and_an_id_of_its_own_for_each(client, session):
    released = NOW - timedelta(days=800)
    session.add(an_announcement(headline=both("Old"), kind="report", release_at=released))
    session.add(an_announcement(headline=both("New"), kind="notice"))

    def titles(query: str) -> list[str]:
        return [each["title"] for each in entries(client.get(f"/announcements.atom{query}"))]

    def feed_id(at: str) -> str:
        return ET.fromstring(client.get(at).data).findtext(f"{ATOM}id")

    assert titles("?kind=report") == titles(f"?year={released.year}") == ["Old"]
    assert titles("?kind=nonsense") == ["New", "Old"]
    ids = [feed_id(at) for at in ("/announcements.atom", "/announcements.atom?kind=report")]
    assert len({*ids, feed_id("/zh/announcements.atom")}) == 3
    page = client.get("/announcements/?kind=report").text
    assert 'type="application/atom+xml" title="These announcements as a feed"' in page
    assert 'href="/announcements.atom?kind=report"' in page


def test_an_entry_holds_the_whole_text_with_its_pictures_at_whole_addresses(client, session):
    picture = store_picture(a_png(), both("A quay at dawn"), now=NOW)
    announcement = an_announcement(
        picture=picture, picture_caption=both("The quay"), body=both("[Home](/forums/) [x](//y)")
    )
    announcement.quotes = [
        Quote(wording=both("It works."), name=both("Lin Yue"), capacity=both("Chair"))
    ]
    announcement.corrections = [Correction(at=NOW, by="", wording=both("It said seven."))]
    session.add(announcement)
    (entry,) = entries(client.get("/announcements.atom"))
    front = client.application.config["PUBLIC_URL"]
    assert f'src="{front}/media/{picture.hash}/medium"' in entry["content"]
    assert f'href="{front}/forums/"' in entry["content"]
    for said in ("A quay at dawn", "The quay", "It works.", "Lin Yue", "It said seven."):
        assert said in entry["content"]
    assert '="/' not in entry["content"].replace('="//', "")
