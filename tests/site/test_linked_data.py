"""schema.org data of the pages: what search engines require, and the same as the calendar says."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from forumapp.core.actor import Actor
from forumapp.core.translated import Translated
from forumapp.delegations.models import DelegationForum
from forumapp.forums.models import Forum
from forumapp.forums.services.plans import MovePlan
from forumapp.forums.services.states import cancel_forum, move_forum, postpone_forum
from tests.ical.readers import read_with_libical
from tests.records import (
    a_conference,
    a_delegation,
    a_forum,
    a_session,
    a_venue,
    an_announcement,
    both,
)
from tests.site.season import PAGES, a_season
from tests.support import NOW

BY = Actor.account(1, "Alice")
SCRIPT = re.compile('<script type="application/ld\\+json">(.*?)</script>', re.DOTALL)


def data_at(client, at: str) -> dict:
    """What the head of a page says of its subject."""
    return json.loads(SCRIPT.findall(client.get(at).text)[0])


def crumbs_at(client, at: str) -> list[tuple[str, str | None]]:
    """Name and path of each place that leads to a page, itself at the end."""
    (found,) = [
        each
        for each in map(json.loads, SCRIPT.findall(client.get(at).text))
        if each["@type"] == "BreadcrumbList"
    ]
    assert [each["position"] for each in found["itemListElement"]] == list(
        range(1, len(found["itemListElement"]) + 1)
    )
    return [
        (each["name"], each["item"].partition(":8000")[2] if "item" in each else None)
        for each in found["itemListElement"]
    ]


def check_whole(value: object) -> None:
    """No value is null or empty, and every address is a whole one."""
    if isinstance(value, dict):
        assert value
        for name, inner in value.items():
            check_whole(inner)
            if name in ("url", "item", "image", "sameAs", "mainEntityOfPage", "urlTemplate"):
                for each in inner if isinstance(inner, list) else [inner]:
                    assert isinstance(each, dict) or each.startswith(("https://", "http://"))
    elif isinstance(value, list):
        assert value
        for inner in value:
            check_whole(inner)
    else:
        assert value not in (None, "")


def check_article(article: dict) -> None:
    """What Google recommends of a NewsArticle, each in its form."""
    assert article["@type"] == "NewsArticle"
    assert 0 < len(article["headline"]) <= 110
    for name in ("datePublished", "dateModified"):
        assert datetime.fromisoformat(article[name]).tzinfo is not None
    assert article["dateModified"] >= article["datePublished"]
    assert article["image"]
    for name in ("author", "publisher"):
        assert article[name]["@type"] == "Organization"
        assert article[name]["name"]


def check_event(event: dict) -> None:
    """What Google's Event requires, in its forms; and so for the parts of it."""
    assert event["@type"] == "Event"
    assert event["name"].strip()
    assert event["url"].startswith("http")
    for name in ("startDate", "endDate"):
        when = datetime.fromisoformat(event[name])
        assert len(event[name]) == len("2026-12-08") or when.tzinfo is not None
    places = event["location"] if isinstance(event["location"], list) else [event["location"]]
    for place in places:
        if place["@type"] == "VirtualLocation":
            assert place["url"].startswith("http")
        else:
            assert place["@type"] == "Place"
            assert place["name"]
            assert place["address"]["@type"] == "PostalAddress"
    for name in ("eventStatus", "eventAttendanceMode"):
        assert event.get(name, "https://schema.org/").startswith("https://schema.org/")
    parts = event.get("subEvent", [])
    for part in parts if isinstance(parts, list) else [parts]:
        check_event(part)


@pytest.mark.parametrize("prefix", ["", "/zh"])
def test_every_kind_of_page_says_what_search_engines_require(client, session, prefix):
    a_season(session)
    for page in ("forums/open-harbours", "forums/past-harbours", "conferences/cities-week"):
        check_event(data_at(client, f"{prefix}/{page}"))
    check_event(data_at(client, f"{prefix}/delegations/harbour-delegation"))


def test_a_forum_says_on_its_page_what_its_entry_says(client, session):
    forum = a_season(session)
    data = data_at(client, "/forums/open-harbours")
    (entry,) = read_with_libical(client.get("/forums/open-harbours.ics").data)
    assert data["identifier"] == f"urn:uuid:{entry.uid}"
    assert (data["name"], data["url"].rpartition("/")[2]) == (entry.summary, "open-harbours")
    assert datetime.fromisoformat(data["startDate"]) == entry.start == forum.starts_at
    assert datetime.fromisoformat(data["endDate"]) == entry.end
    assert data["startDate"] == "2026-12-08T12:00:00-05:00"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert data["organizer"]["name"] == "Harbour Foundation"
    assert data["performer"]["name"] == "Lin Yue"
    assert data["superEvent"]["name"] == "Cities Week"
    assert data["subEvent"]["name"] == "Keynote"
    place, online = data["location"]
    assert place["address"]["addressLocality"] == "New York"
    assert online["url"].endswith("/forums/open-harbours"), "the link itself is not public"
    assert data["inLanguage"] == ["en", "zh"]


def test_the_document_of_its_own_is_the_one_on_the_page(client, session):
    a_season(session)
    for prefix in ("", "/zh"):
        answer = client.get(f"{prefix}/forums/open-harbours.jsonld")
        assert answer.headers["Content-Type"] == "application/ld+json; charset=utf-8"
        assert json.loads(answer.data) == data_at(client, f"{prefix}/forums/open-harbours")
        same = client.get(
            f"{prefix}/forums/open-harbours.jsonld",
            headers={"If-None-Match": answer.headers["ETag"]},
        )
        assert same.status_code == 304
    assert client.get("/forums/undisclosed.jsonld").status_code == 404


def test_a_moved_forum_is_rescheduled_and_tells_when_it_was_to_start(client, session):
    known_since = NOW - timedelta(days=9)
    forum = a_forum(
        slug="moving", venue=a_venue(), first_published_at=known_since, changed_at=known_since
    )
    session.add(forum)
    session.commit()
    move = MovePlan(starts=datetime(2026, 12, 9, 15), venue_id=forum.venue_id)
    move_forum(forum, move, reason=Translated(), by=BY, now=NOW)
    data = data_at(client, "/forums/moving")
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == "2026-12-08T12:00:00-05:00"
    assert data["startDate"] == "2026-12-09T15:00:00-05:00"
    back = MovePlan(starts=datetime(2026, 12, 8, 12), venue_id=forum.venue_id)
    move_forum(forum, back, reason=Translated(), by=BY, now=NOW + timedelta(hours=1))
    assert data_at(client, "/forums/moving")["previousStartDate"] == "2026-12-09T15:00:00-05:00"


@pytest.mark.parametrize(
    ("stop", "status"), [(postpone_forum, "EventPostponed"), (cancel_forum, "EventCancelled")]
)
def test_a_stopped_forum_keeps_its_date_and_says_what_it_is(client, session, stop, status):
    forum = a_forum(slug="stopping")
    session.add(forum)
    session.commit()
    stop(forum, reason=Translated(), by=BY, now=NOW)
    data = data_at(client, "/forums/stopping")
    assert data["eventStatus"] == f"https://schema.org/{status}"
    assert data["startDate"] == "2026-12-08T12:00:00-05:00"
    assert "offers" not in data


def test_a_conference_and_a_journey_say_which_of_their_forums_is_stopped(client, session):
    week, journey = a_conference(slug="week"), a_delegation(slug="journey")
    forum = a_forum(state="cancelled", conference=week)
    session.add(DelegationForum(delegation=journey, forum=forum))
    for page in ("conferences/week", "delegations/journey"):
        part = data_at(client, f"/{page}")["subEvent"]
        assert part["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_time_that_clocks_skip_is_the_moment_of_the_entry(client, session):
    week = a_conference(slug="week")
    starts = datetime(2027, 3, 14, 1)
    forum = a_forum(slug="skipped", starts=starts, ends=datetime(2027, 3, 14, 4), conference=week)
    session.add(forum)
    session.commit()
    skipped = {"starts": datetime(2027, 3, 14, 2, 10), "ends": datetime(2027, 3, 14, 2, 50)}
    session.execute(update(Forum).values(skipped))  # entered when no clock skipped it
    session.commit()
    for said in (
        data_at(client, "/forums/skipped"),
        data_at(client, "/conferences/week")["subEvent"],
    ):
        start, end = (datetime.fromisoformat(said[name]) for name in ("startDate", "endDate"))
        assert start == datetime(2027, 3, 14, 7, tzinfo=UTC)
        assert end - start == timedelta(minutes=40)


def test_how_many_places_there_are_is_not_told_where_the_page_does_not_tell_it(client, session):
    session.add(a_forum(slug="large", capacity_limit=7_777_777))
    assert "7777777" not in client.get("/forums/large").text


@pytest.mark.parametrize(
    ("facts", "availability"),
    [
        ({}, "InStock"),
        ({"capacity_limit": 2, "taken": 2}, "SoldOut"),
        ({"registration_opens_at": NOW + timedelta(days=1)}, "PreOrder"),
        ({"registration_closes_at": NOW - timedelta(days=1)}, None),
        ({"registration_mode": "invitation"}, None),
        ({"registration_mode": "none"}, None),
    ],
)
def test_a_place_is_free_and_is_offered_while_there_is_one(client, session, facts, availability):
    session.add(a_forum(slug="offered", venue=a_venue(), **facts))
    offer = data_at(client, "/forums/offered").get("offers")
    if availability is None:
        assert offer is None
        return
    assert offer["availability"] == f"https://schema.org/{availability}"
    assert (offer["price"], offer["priceCurrency"]) == ("0", "USD")
    assert offer["url"].endswith("/forums/offered/register")


def test_a_series_is_a_series_with_its_forums(client, session):
    series = a_conference(slug="talks", kind="series", starts_on=None, ends_on=None)
    session.add_all([a_forum(conference=series), a_forum(conference=series)])
    data = data_at(client, "/conferences/talks")
    assert data["@type"] == "EventSeries"
    assert len(data["subEvent"]) == 2
    for part in data["subEvent"]:
        check_event(part)


def test_a_list_of_forums_is_a_list_of_their_pages(client, session):
    a_season(session)
    rows = data_at(client, "/zh/forums/")["itemListElement"]
    assert [(row["position"], row["url"].partition("8000")[2]) for row in rows] == [
        (1, "/zh/forums/open-harbours")
    ]
    assert data_at(client, "/forums/?q=nothing-like-it")["itemListElement"] == []


def test_a_journey_without_a_city_is_in_its_country(client, session):
    session.add(a_delegation(slug="journey"))
    data = data_at(client, "/delegations/journey")
    check_event(data)
    assert data["location"]["name"] == "United States"


def test_no_text_leaves_the_script(client, session):
    nasty = "</script><script>alert(1)</script><!-- & \u2028 ]]>"
    forum = a_forum(slug="nasty", title=both(nasty), lead=both(nasty))
    session.add_all([forum, a_session(forum, title=both(nasty))])
    data = data_at(client, "/forums/nasty")
    assert data["name"] == data["description"] == "</script><script>alert(1)</script><!-- & ]]>"
    assert "<script>alert" not in client.get("/forums/nasty").text


@pytest.mark.parametrize("prefix", ["", "/zh"])
def test_every_public_page_says_only_what_is_known_and_where_it_lies(client, session, prefix):
    a_season(session)
    for at in PAGES:
        for found in SCRIPT.findall(client.get(prefix + at).text):
            data = json.loads(found)
            assert data.pop("@context") == "https://schema.org"
            if data["@type"] != "ItemList":
                check_whole(data)


@pytest.mark.parametrize(("prefix", "own"), [("", "en"), ("/zh", "zh-Hans")])
def test_an_announcement_is_a_news_article(client, session, prefix, own):
    a_season(session)
    at = f"{prefix}/announcements/harbours-open"
    article = data_at(client, at)
    check_article(article)
    assert article["headline"] == ("港湾开放" if prefix else "Harbours open")
    assert (article["inLanguage"], article["url"].partition(":8000")[2]) == (own, at)
    assert article["about"]["url"].endswith("/forums/open-harbours")
    assert article["image"].endswith(f"{prefix}/cards/announcement/harbours-open.png")


def test_a_long_headline_is_cut_and_a_time_keeps_the_offset_of_its_zone(client, session):
    released = datetime(2019, 9, 10, 5, 52, 28, tzinfo=UTC)
    session.add(an_announcement(slug="long", headline=both("Long " * 60), release_at=released))
    article = data_at(client, "/announcements/long")
    check_article(article)
    assert article["datePublished"] == "2019-09-10T13:52:28+08:00"


def test_people_bodies_and_the_site_say_who_they_are(client, session):
    a_season(session)
    person = data_at(client, "/zh/speakers/lin-yue")
    body = data_at(client, "/organizations/harbour-foundation")
    site = data_at(client, "/zh/")
    assert (person["@type"], person["worksFor"]["name"]) == ("Person", "港湾基金会")
    assert (body["@type"], body["name"]) == ("Organization", "Harbour Foundation")
    assert site["@type"] == "WebSite"
    assert site["potentialAction"]["target"]["urlTemplate"].endswith(
        "/zh/search?q={search_term_string}"
    )


def test_a_page_says_which_places_lead_to_it(client, session):
    a_season(session)
    home = data_at(client, "/")["name"]
    assert crumbs_at(client, "/forums/open-harbours") == [
        (home, "/"),
        ("Forums", "/forums/"),
        ("Cities Week", "/conferences/cities-week"),
        ("Forum on open harbours", None),
    ]
    assert crumbs_at(client, "/zh/announcements/harbours-open")[-1] == ("港湾开放", None)
