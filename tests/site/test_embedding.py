"""Parts of the site on other sites: what they may, what they show, and oEmbed."""

import json
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from forumapp.core.slugs import change_slug
from tests.records import a_forum, a_theme, a_venue, an_organization, an_organizer_line, both
from tests.support import NOW

HOST = "http://127.0.0.1:8000"
PARTS = ("/embed/forums/open-harbours", "/embed/forums/open-harbours/button", "/embed/calendar")


@pytest.fixture(autouse=True)
def _at_this_time(clock):
    return clock


@pytest.fixture
def forum(session):
    forum = a_forum(slug="open-harbours", venue=a_venue(), registration_mode="open")
    session.add(forum)
    session.commit()
    return forum


def page_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


@pytest.mark.parametrize("prefix", ["", "/zh"])
@pytest.mark.parametrize("at", PARTS)
def test_any_site_may_show_a_part_which_sets_no_cookie_and_runs_nothing(client, forum, at, prefix):
    answer = client.get(prefix + at)
    assert answer.status_code == 200
    policy = dict(
        rule.strip().partition(" ")[::2]
        for rule in answer.headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "*",
    }
    assert "Set-Cookie" not in answer.headers
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex"
    page = page_of(answer)
    assert page.select("script, form, iframe, [style]") == []
    assert {(link["target"], link["rel"][0]) for link in page.select("body a")} == {
        ("_blank", "noopener")
    }
    assert all(link["href"].startswith(prefix + "/") for link in page.select("body a"))


@pytest.mark.parametrize("at", ["/", "/forums/open-harbours", "/forums/open-harbours/register"])
def test_no_other_page_may_be_shown_by_another_site(client, forum, at):
    policy = client.get(at).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy


def test_the_card_says_what_when_in_which_zone_and_where_and_leads_to_the_form(client, forum):
    page = page_of(client.get("/zh/embed/forums/open-harbours"))
    text = page.get_text(" ")
    for words in ("开放港湾论坛", "纽约时间", "港湾会馆", "8"):
        assert words in text
    assert page.select_one(".btn")["href"] == "/zh/forums/open-harbours/register"


def test_a_cancelled_forum_says_so_and_leads_to_its_page(client, session, forum):
    forum.state = "cancelled"
    session.commit()
    page = page_of(client.get("/embed/forums/open-harbours"))
    assert "Cancelled" in page.select_one(".tag").text
    assert page.select_one(".btn")["href"] == "/forums/open-harbours"


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"state": "draft"}, 404), ({"state": "withdrawn", "first_published_at": NOW}, 410)],
)
def test_what_is_not_public_is_in_no_part_and_the_frame_stays_ours(
    client, session, forum, facts, code
):
    for name, value in facts.items():
        setattr(forum, name, value)
    session.commit()
    for at in PARTS[:2]:
        answer = client.get(at)
        assert answer.status_code == code
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "harbours" not in answer.text.casefold().replace("open-harbours", "")
    assert "open harbours" not in client.get("/embed/calendar").text
    assert client.get(f"/oembed?url={HOST}/forums/open-harbours").status_code == code


def test_the_list_is_narrowed_as_that_of_the_forums_and_by_who_holds_them(client, session, forum):
    theme, holder = a_theme(slug="green"), an_organization(slug="quay-house")
    other = a_forum(title=both("Quay forum"), themes=[theme])
    session.add_all((theme, other, holder, an_organizer_line(other, organization=holder)))
    session.commit()

    def titles(query: str) -> list[str]:
        return [each.text for each in page_of(client.get(f"/embed/calendar{query}")).select("h2")]

    assert sorted(titles("")) == ["Forum on open harbours", "Quay forum"]
    assert titles("?theme=green") == titles("?organization=quay-house") == ["Quay forum"]
    assert client.get("/embed/calendar?theme=nobodys").status_code == 404


def test_oembed_tells_the_line_that_shows_the_page(client, forum):
    answer = client.get(f"/oembed?url={HOST}/zh/forums/open-harbours&maxwidth=400&maxheight=9000")
    told = json.loads(answer.text)
    frame = BeautifulSoup(told.pop("html"), "html.parser").iframe
    assert answer.mimetype == "application/json"
    assert told == {
        "version": "1.0",
        "type": "rich",
        "title": "开放港湾论坛",
        "provider_name": told["provider_name"],
        "provider_url": HOST,
        "cache_age": 3600,
        "width": 400,
        "height": 400,
    }
    assert (frame["src"], frame["title"], frame["width"], frame["height"]) == (
        f"{HOST}/zh/embed/forums/open-harbours",
        "开放港湾论坛",
        "400",
        "400",
    )


def test_oembed_in_xml_says_the_same(client, session, forum):
    forum.title = both("Trade <b> & “peace”")
    session.commit()
    url = f"/oembed?url={HOST}/forums/open-harbours"
    told = json.loads(client.get(url).text)
    answer = client.get(f"{url}&format=xml")
    root = ET.fromstring(answer.text)
    assert (answer.mimetype, root.tag) == ("text/xml", "oembed")
    assert {each.tag: each.text for each in root} == {
        name: str(value) for name, value in told.items()
    }


def test_oembed_keeps_the_filters_of_a_list_and_nothing_else(client, forum):
    url = f"{HOST}/forums/?theme=green%26blue%26width=1&title=x"
    told = json.loads(client.get("/oembed", query_string={"url": url}).text)
    frame = BeautifulSoup(told["html"], "html.parser").iframe
    assert frame["src"] == f"{HOST}/embed/calendar?theme=green%26blue%26width%3D1"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, 400),
        ({"url": "nonsense"}, 404),
        ({"url": "http://[bad"}, 404),
        ({"url": "https://elsewhere.example/forums/open-harbours"}, 404),
        ({"url": f"{HOST}/desk/"}, 404),
        ({"url": f"{HOST}/forums"}, 404),
        ({"url": f"{HOST}/forums/nobodys"}, 404),
        ({"url": f"{HOST}/forums/open-harbours", "format": "yaml"}, 501),
        ({"url": f"{HOST}/forums/open-harbours", "maxwidth": "wide", "maxheight": "-4"}, 200),
    ],
)
def test_oembed_answers_as_its_specification_says(client, forum, asked, code):
    assert client.get("/oembed", query_string=asked).status_code == code


def test_the_page_of_a_forum_tells_programs_and_people_how_to_show_it(client, forum):
    page = page_of(client.get("/forums/open-harbours"))
    found = {link["type"]: link["href"] for link in page.select('link[type$="+oembed"]')}
    assert sorted(found) == ["application/json+oembed", "text/xml+oembed"]
    for href in found.values():
        assert client.get(href.removeprefix(HOST)).status_code == 200
    lines = [line.text for line in page.select(".sharing .address")]
    assert lines[0] == f"{HOST}/forums/open-harbours"
    assert [BeautifulSoup(line, "html.parser").iframe["src"] for line in lines[1:]] == [
        f"{HOST}/embed/forums/open-harbours",
        f"{HOST}/zh/embed/forums/open-harbours",
    ]
    mail = page.select_one('.sharing a[href^="mailto:"]')["href"]
    assert quote(f"{HOST}/forums/open-harbours", safe="") in mail
    assert page.select_one(".sharing img")["src"].startswith("data:image/svg+xml")


def test_oembed_knows_a_forum_by_the_slug_that_it_had(client, session, forum):
    change_slug(forum, "quay-forum")
    session.commit()
    answer = client.get(f"/oembed?url={HOST}/forums/open-harbours")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert "/forums/quay-forum" in answer.json["html"]
    assert "open-harbours" not in answer.json["html"]
