"""Every public address answers, in each language, and what may not be seen is on none of them."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from forumapp.core.actor import Actor
from forumapp.core.slugs import change_slug
from forumapp.files.services.pictures import store_picture
from forumapp.institution.models import Institution
from forumapp.organizations.services import delete_organization
from forumapp.people.services import delete_person
from forumapp.site import sitemaps
from forumapp.themes.services import delete_theme
from tests.records import (
    a_delegation,
    a_forum,
    a_member,
    a_person,
    a_theme,
    an_announcement,
    an_appearance,
    an_organization,
    both,
)
from tests.site.season import ADDRESSES, PAGES, SECRETS, a_season
from tests.support import NOW

BY = Actor.account(1, "Alice")


@pytest.mark.parametrize("at", ADDRESSES)
def test_every_address_answers_in_both_languages(client, session, at):
    a_season(session)
    assert [client.get(at).status_code, client.get(f"/zh{at}").status_code] == [200, 200]


@pytest.mark.parametrize("at", PAGES)
def test_a_page_says_its_language_and_where_the_other_one_is(client, session, at):
    a_season(session)
    for path, language in ((at, "en"), (f"/zh{at}", "zh-Hans")):
        page = client.get(path).text
        alternates = dict(
            re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page)
        )
        assert re.search(r'<html lang="([^"]+)"', page)[1] == language
        known = at.partition("?q=")[0]
        assert {code: href.partition(":8000")[2] for code, href in alternates.items()} == {
            "en": known,
            "zh-Hans": f"/zh{known}",
            "x-default": known,
        }


def test_what_is_not_public_is_on_no_page_and_in_no_feed(client, session):
    a_season(session)
    asked = [*ADDRESSES, "/search?q=forum", "/search?q=undisclosed", "/search?q=embargoed headline"]
    everywhere = [path for at in asked for path in (at, f"/zh{at}")]
    texts = {at: client.get(at).text for at in [*everywhere, "/sitemap.xml"]}
    told = [
        (at, secret) for at, text in texts.items() for secret in SECRETS if secret in visible(text)
    ]
    assert told == []
    assert "atlantis" not in texts["/forums/"]
    assert {
        slug
        for text in texts.values()
        for slug in ("undisclosed", "embargoed", "unborn")
        if f"/{slug}" in text
    } == set()


def visible(page: str) -> str:
    """The page without what the reader typed into its own search box."""
    return re.sub(r'value="[^"]*"|\?q=[^"]*"', "", page)


def test_the_season_is_there_to_be_seen(client, session):
    a_season(session)
    page = client.get("/forums/open-harbours").text
    for fact in (
        "Forum on open harbours",
        "Harbour Foundation",
        "Lin Yue",
        "Chair of the harbour board",
        "Cities Week",
    ):
        assert fact in page
    assert "Call on the mayor" in client.get("/delegations/harbour-delegation").text


def test_a_time_never_stands_without_its_zone(client, session):
    a_season(session)
    for at in (
        "/",
        "/forums/",
        "/forums/open-harbours",
        "/speakers/lin-yue",
        "/delegations/harbour-delegation",
    ):
        assert "New York time" in client.get(at).text
        assert "纽约时间" in client.get(f"/zh{at}").text
    assert "12:00 New York" in " ".join(client.get("/calendar?month=2026-12").text.split())


def test_a_former_address_leads_to_the_present_one(client, session):
    forum = a_season(session)
    change_slug(forum, "open-harbours-of-the-north")
    moved = client.get("/zh/forums/open-harbours?from=mail")
    assert (moved.status_code, moved.location) == (
        301,
        "/zh/forums/open-harbours-of-the-north?from=mail",
    )


def test_a_withdrawn_forum_is_gone_and_a_draft_was_never_there(client, session):
    forum = a_season(session)
    draft, nothing = client.get("/forums/undisclosed"), client.get("/forums/never-was")
    forum.state = "withdrawn"
    session.flush()
    withdrawn = client.get("/forums/open-harbours")
    assert [withdrawn.status_code, draft.status_code, nothing.status_code] == [410, 404, 404]
    assert draft.text.replace("undisclosed", "never-was") == nothing.text


def test_a_withdrawn_draft_tells_nothing(client, session):
    session.add(a_forum(slug="dropped", state="withdrawn", release_at=None))
    assert client.get("/forums/dropped").status_code == 404


def test_an_announcement_says_nothing_of_a_forum_that_is_still_a_draft(client, session):
    hidden = a_forum(title=both("Undisclosed forum"), state="draft", release_at=None)
    session.add(an_announcement(slug="harbours-open", forum=hidden))
    page = client.get("/announcements/harbours-open")
    assert (page.status_code, "Undisclosed forum" in page.text) == (200, False)


def test_the_error_page_stands_in_the_frame_of_the_site(client):
    page = client.get("/zh/forums/nothing-here")
    assert page.status_code == 404
    assert "没有这个页面" in page.text
    assert 'class="mast"' in page.text


def test_the_sitemap_names_each_visible_page_in_each_language(client, session):
    a_season(session)
    tree = ET.fromstring(client.get("/sitemap.xml").data)
    paths = [
        loc.text.partition(":8000")[2]
        for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert len(paths) == len(set(paths))
    assert {path for path in paths if "/forums/" in path} == {
        "/forums/",
        "/zh/forums/",
        "/forums/open-harbours",
        "/zh/forums/open-harbours",
        "/forums/past-harbours",
        "/zh/forums/past-harbours",
    }


def test_the_sitemap_says_when_each_page_changed_and_where_its_other_languages_are(client, session):
    session.add(a_forum(slug="dated", changed_at=NOW - timedelta(days=1)))
    tree = ET.fromstring(client.get("/sitemap.xml").data)
    (url,) = [each for each in tree if each[0].text.endswith(":8000/forums/dated")]
    links = {each.get("hreflang"): each.get("href").partition(":8000")[2] for each in url[2:]}
    assert url.findtext("{http://www.sitemaps.org/schemas/sitemap/0.9}lastmod") == (
        f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    )
    assert links == {
        "en": "/forums/dated",
        "zh-Hans": "/zh/forums/dated",
        "x-default": "/forums/dated",
    }


def test_a_sitemap_that_is_too_long_comes_in_parts(client, session, monkeypatch):
    a_season(session)
    whole = set(re.findall("<loc>([^<]+)", client.get("/sitemap.xml").text))
    monkeypatch.setattr(sitemaps, "MOST", 20)
    parts = re.findall("<loc>[^<]+:8000([^<]+)", client.get("/sitemap.xml").text)
    found = [re.findall("<loc>([^<]+)", client.get(part).text) for part in parts]
    assert {len(each) for each in found[:-1]} == {20}
    assert {at for each in found for at in each} == whole
    assert client.get(f"/sitemaps/{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemaps/0.xml").status_code == 404


@pytest.mark.parametrize(
    ("at", "known"),
    [
        ("/forums/?page=1&q=open&theme=open-cities", "/forums/"),
        ("/forums/?page=2&past=1", "/forums/?past=1&page=2"),
        ("/announcements/?year=2026&kind=report", "/announcements/?kind=report&year=2026"),
        ("/announcements/?kind=%3Cb%3E", "/announcements/"),
        ("/calendar?subscribe=1&month=2026-12", "/calendar?month=2026-12"),
        ("/forums/open-harbours?page=3&utm_source=x", "/forums/open-harbours"),
    ],
)
def test_a_page_is_known_under_one_address(client, session, at, known):
    a_season(session)
    for prefix in ("", "/zh"):
        page = client.get(prefix + at).text
        canonical = re.search('<link rel="canonical" href="[^"]+:8000([^"]+)"', page)[1]
        assert canonical.replace("&amp;", "&") == prefix + known


def test_robots_may_read_calendars_and_not_the_desk(client):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())
    allowed = ("/calendar.ics", "/forums/x", "/calendars/x.ics", "/zh/cards/forum/x.png", "/search")
    forbidden = ("/desk/", "/registrations/x", "/zh/registrations/x", "/zh/previews/x", "/focal/x")
    assert [robots.can_fetch("*", path) for path in (*allowed, *forbidden)] == [
        *([True] * len(allowed)),
        *([False] * len(forbidden)),
    ]


@pytest.mark.parametrize("prefix", ["", "/zh"])
def test_browsers_learn_how_to_search_here(client, prefix):
    at = re.search('rel="search" [^>]*href="([^"]+)"', client.get(f"{prefix}/").text)[1]
    tree = ET.fromstring(client.get(at).data)
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert at == f"{prefix}/opensearch.xml"
    assert tree.find(f"{name}Url").get("template").endswith(f"{prefix}/search?q={{searchTerms}}")
    assert 0 < len(tree.findtext(f"{name}ShortName")) <= 16


def test_the_institutions_colour_takes_the_place_of_the_seal(client, session):
    session.add(Institution(name=both("Harbour Chamber"), accent="#1d3a8a"))
    (href,) = re.findall(r'href="(/accent/[^"]+)"', client.get("/").text)
    sheet = client.get(href)
    assert (sheet.mimetype, "--seal: #1d3a8a;" in sheet.text) == ("text/css", True)
    assert client.get("/accent/red}*{}.css").status_code == 404
    assert client.get("/accent/gggggg.css").status_code == 404


def test_a_picture_is_sent_in_its_sizes_and_nothing_else_is(client, session, app):
    picture = store_picture(a_png(), both("A harbour"), now=NOW)
    session.add(a_forum(picture=picture))
    sizes = [client.get(f"/media/{picture.hash}/{size}") for size in ("small", "medium", "large")]
    assert [(page.status_code, page.mimetype) for page in sizes] == [(200, "image/webp")] * 3
    wrong = ("/media/x/small", f"/media/{picture.hash}/huge", "/media/..%2f..%2fsecret/small")
    assert [client.get(at).status_code for at in wrong] == [404, 404, 404]


def test_a_picture_is_gone_with_the_last_public_page_that_showed_it(client, session, signed_in):
    portrait, planned = (store_picture(a_png(side), both("Lin Yue"), now=NOW) for side in (30, 31))
    speaker, traveller = a_person(portrait=portrait), a_person(portrait=portrait)
    forum, draft = a_forum(), a_forum(state="draft", picture=planned)
    member = a_member(a_delegation(), traveller)
    session.add_all([an_appearance(forum, speaker), member, draft])
    session.commit()
    at, unseen = (f"/media/{picture.hash}/small" for picture in (portrait, planned))
    assert client.get(at).headers["Cache-Control"] == "public, max-age=86400"
    answers = []
    for person in (speaker, traveller):
        person.consents[0].withdrawn_at = NOW
        session.commit()
        answers.append(client.get(at).status_code)
    assert answers == [200, 410]
    assert client.get(unseen).status_code == 410
    for desk in (signed_in("staff"), signed_in("editor")):
        for shown in (desk.get(at), desk.get(unseen)):
            assert (shown.mimetype, shown.headers["Cache-Control"]) == (
                "image/webp",
                "private, no-store",
            )


def a_png(side: int = 30) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, side), "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("facts", "is_promised"),
    [
        ({}, True),
        ({"state": "postponed"}, True),
        ({"state": "cancelled"}, False),
        ({"registration_mode": "none"}, False),
        ({"ends_at": NOW, "starts_at": NOW - timedelta(hours=2)}, False),
    ],
)
def test_a_link_is_promised_only_where_a_confirmation_can_bring_it(
    client, session, facts, is_promised
):
    forum = a_forum(attendance_mode="online")
    session.add(forum)
    session.flush()
    for name, value in facts.items():
        setattr(forum, name, value)
    session.commit()
    page = client.get(f"/forums/{forum.slug}").text
    assert ("The link comes with the confirmation" in page) == is_promised
    assert "Online" in page


def test_an_online_link_is_shown_only_where_everybody_may_see_it(client, session):
    forum = a_season(session)
    hidden = client.get("/forums/open-harbours").text
    forum.online_url_is_public = True
    session.flush()
    shown = client.get("/forums/open-harbours").text
    link = 'href="https://meet.example/secret-room"'
    assert (link in hidden, link in shown) == (False, True)


def test_nobody_is_named_once_their_consent_is_withdrawn(client, session):
    forum = a_season(session)
    person = forum.appearances[0].person
    person.consents[0].withdrawn_at = NOW
    session.flush()
    pages = ("/forums/open-harbours", "/delegations/harbour-delegation", "/speakers/")
    assert [at for at in pages if "Lin Yue" in client.get(at).text] == []
    assert client.get("/speakers/lin-yue").status_code == 404


def test_the_page_of_a_deleted_record_is_gone(client, session):
    theme, person, body = a_theme(slug="tides"), a_person(slug="lin-min"), an_organization()
    session.add_all([theme, person, body])
    session.commit()
    change_slug(theme, "currents")
    at = ["/themes/tides", "/zh/themes/currents", "/speakers/lin-min", "/themes/currents.atom"]
    at.append(f"/organizations/{body.slug}.ics")
    assert {client.get(each).status_code for each in at} == {404}
    delete_theme(theme, by=BY, now=NOW)
    delete_person(person, by=BY, now=NOW)
    delete_organization(body, by=BY, now=NOW)
    session.commit()
    assert {each: client.get(each).status_code for each in at} == dict.fromkeys(at, 410)
    assert client.get("/themes/never-there").status_code == 404
