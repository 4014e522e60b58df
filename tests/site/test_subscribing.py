"""Subscribing to a calendar and adding to one's own, as the pages offer it."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from forumapp.core.db import db
from forumapp.web.qr import qr_image
from tests.records import a_forum, a_person, a_session, a_theme, a_venue, an_appearance, both
from tests.site.season import a_season
from tests.support import NOW

WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148 MicroMessenger/8.0.44"
DINGTALK = "Mozilla/5.0 (Linux; Android 14) Chrome/99.0 Mobile AliApp(DingTalk/7.5.0)"
QQ = "Mozilla/5.0 (Linux; Android 14) MQQBrowser/6.2 Mobile Safari/537.36 V1_AND_SQ_9.0 QQ/9.0.8"
QQ_BROWSER = "Mozilla/5.0 (Linux; Android 14) Chrome/109.0 MQQBrowser/14.5 Mobile Safari/537.36"
CALENDARS = {
    "/forums/": "/calendar.ics",
    "/forums/?city=new-york&theme=open-cities": "/calendar.ics?theme=open-cities&city=new-york",
    "/calendar": "/calendar.ics",
    "/themes/open-cities": "/themes/open-cities.ics",
    "/speakers/lin-yue": "/speakers/lin-yue.ics",
    "/organizations/harbour-foundation": "/organizations/harbour-foundation.ics",
    "/conferences/cities-week": "/conferences/cities-week.ics",
    "/delegations/harbour-delegation": "/delegations/harbour-delegation.ics",
    "/forums/open-harbours": "/forums/open-harbours/sessions.ics",
}


@pytest.fixture(autouse=True)
def clock(app, monkeypatch):
    """Requests take place at NOW."""
    monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)


@pytest.fixture
def season(session):
    forum = a_season(session)
    session.commit()
    return forum


def page_of(client, at: str, browser: str = "Mozilla/5.0") -> BeautifulSoup:
    response = client.get(at, headers={"User-Agent": browser})
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def panel_of(page: BeautifulSoup) -> Tag:
    (panel,) = page.select("details#subscribe")
    return panel


def query_of(link: Tag) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(link["href"]).query).items()}


def ways(panel: Tag) -> list[str]:
    """The address that each way in leads to."""
    webcals = [link["href"].replace("webcal:", "http:") for link in panel.select("[data-webcal]")]
    webs = [query_of(link)["url"] for link in panel.select("[data-web]")]
    return [
        panel.select_one(".address").text,
        panel.select_one("[data-file]")["href"],
        *webcals,
        *webs,
    ]


@pytest.mark.parametrize(("page", "calendar"), CALENDARS.items())
def test_each_page_of_many_entries_subscribes_to_exactly_these(app, client, season, page, calendar):
    shown = page_of(client, page)
    (address,) = set(ways(panel_of(shown)))
    assert address == app.config["PUBLIC_URL"].rstrip("/") + calendar
    body = client.get(calendar).data
    assert body.startswith(b"BEGIN:VCALENDAR")
    assert b"open harbours" in body or b"Keynote" in body


@pytest.mark.parametrize("page", [*CALENDARS, "/zh/themes/open-cities"])
def test_each_page_with_a_calendar_tells_programs_of_both_profiles(client, season, page):
    links = page_of(client, page).select('link[rel=alternate][type="text/calendar"]')
    plain, full = (link["href"] for link in links)
    assert full.partition("?")[0] == plain.partition("?")[0].replace(".ics", ".full.ics")
    for at in (plain, full):
        assert client.get(at).data.startswith(b"BEGIN:VCALENDAR")


def test_what_was_chosen_reaches_every_way_in_and_keeps_the_filters(app, client, season):
    chosen = "/forums/?theme=open-cities&subscribe=1&deadlines=1&cancelled=0&entries=zh"
    page = page_of(client, chosen)
    panel = panel_of(page)
    path = "/zh/calendar.ics?theme=open-cities&deadlines=1&cancelled=0"
    assert set(ways(panel)) == {app.config["PUBLIC_URL"].rstrip("/") + path}
    assert panel.has_attr("open")
    assert [each["value"] for each in panel.select("input[checked]")] == ["1", "0", "zh"]
    kept = {each["name"]: each["value"] for each in panel.select("input[type=hidden]")}
    assert kept == {"subscribe": "1", "theme": "open-cities"}
    assert panel.select_one("h2").text == "Forums · Open cities"
    other_links = [link["href"] for link in page.select("main .switch a")]
    assert not [at for at in other_links if "deadlines" in at or "subscribe" in at]


def test_nonsense_chosen_is_as_if_nothing_were(app, client, season):
    at = "/themes/open-cities?deadlines=yes&cancelled=%22%3E%3Cscript%3E&entries=%2F%2Fevil"
    panel = panel_of(page_of(client, at))
    assert set(ways(panel)) == {app.config["PUBLIC_URL"].rstrip("/") + "/themes/open-cities.ics"}
    assert not panel.has_attr("open")


def test_the_programme_has_no_deadlines_to_choose(client, season):
    fields = panel_of(page_of(client, "/forums/open-harbours")).select("input:not([type=hidden])")
    assert {field["name"] for field in fields} == {"entries"}


def copies(page: BeautifulSoup) -> dict[str, Tag]:
    links = page.select(".card .own-calendar a")
    return {urlsplit(link["href"]).netloc or "file": link for link in links}


@pytest.mark.parametrize(
    ("facts", "begins", "ends"),
    [
        ({}, "2026-12-08T17:00:00Z", "2026-12-08T19:00:00Z"),
        (
            {
                "zone": "America/New_York",
                "starts": datetime(2027, 11, 7, 1, 30),
                "starts_fold": 1,
                "ends": datetime(2027, 11, 7, 3, 0),
            },
            "2027-11-07T06:30:00Z",
            "2027-11-07T08:00:00Z",
        ),
        (
            {
                "zone": "Asia/Kathmandu",
                "starts": datetime(2027, 1, 1, 0, 15),
                "ends": datetime(2027, 1, 1, 1, 0),
            },
            "2026-12-31T18:30:00Z",
            "2026-12-31T19:15:00Z",
        ),
    ],
)
def test_a_copy_for_web_calendars_is_right_to_the_minute_and_zone(
    client, session, facts, begins, ends
):
    forum = a_forum(slug="quay", title=both("Ships & trains | at 50%"), venue=a_venue(), **facts)
    session.add(forum)
    session.commit()
    found = copies(page_of(client, "/forums/quay"))
    google = query_of(found["calendar.google.com"])
    basic = [at.replace("-", "").replace(":", "") for at in (begins, ends)]
    assert google["dates"] == "/".join(basic)
    assert google["ctz"] == forum.zone
    assert google["text"] == "Ships & trains at 50%"
    outlook = query_of(found["outlook.live.com"])
    assert (outlook["startdt"], outlook["enddt"]) == (begins, ends)
    assert "1 River Street" in outlook["location"]
    assert found["file"]["href"] == "/forums/quay.ics"


def test_days_are_given_to_google_with_the_day_after_the_last_and_not_to_outlook(client, session):
    forum = a_forum(
        slug="days",
        zone="Asia/Shanghai",
        starts=datetime(2026, 12, 8, 9),
        ends=datetime(2026, 12, 10, 17),
    )
    session.add_all([forum, a_session(forum)])
    session.commit()
    found = copies(page_of(client, "/forums/days"))
    assert query_of(found["calendar.google.com"])["dates"] == "20261208/20261211"
    assert set(found) == {"calendar.google.com", "file"}


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_what_does_not_take_place_is_not_offered(client, season, state):
    season.state = state
    db.session.commit()
    assert page_of(client, "/forums/open-harbours").select(".own-calendar") == []


@pytest.mark.parametrize("browser", [WECHAT, DINGTALK, QQ])
@pytest.mark.parametrize("page", ["/forums/open-harbours", "/zh/calendar?subscribe=1"])
def test_inside_an_app_that_hands_nothing_over_the_way_out_is_shown(client, season, page, browser):
    panels = page_of(client, page, browser).select("main .own-calendar")
    assert panels
    for panel in panels:
        assert "在浏览器打开" in panel.text or "Open in browser" in panel.text
        assert panel.select("a, form") == []


def test_inside_such_an_app_the_address_can_still_be_copied(app, client, season):
    panel = panel_of(page_of(client, "/themes/open-cities", WECHAT))
    public = app.config["PUBLIC_URL"].rstrip("/")
    assert panel.select_one(".address").text == f"{public}/themes/open-cities.ics"
    assert panel.select("[data-copy]")


def test_a_phone_scans_the_chosen_calendar_and_android_has_its_own_way(client, season):
    page = page_of(client, "/themes/open-cities?subscribe=1&deadlines=1")
    panel = panel_of(page)
    webcal = panel.select_one("[data-webcal]")["href"]
    assert panel.select_one("[data-qr] img")["src"] == qr_image(webcal)
    assert "deadlines=1" in webcal
    assert "On an Android phone" in [heading.text for heading in panel.select("h3")]


def test_who_registers_is_told_there_that_the_mail_has_the_entry(client, season):
    (panel, _programme) = page_of(client, "/forums/open-harbours", WECHAT).select(".own-calendar")
    assert "Whoever registers also gets the entry by mail." in panel.text


def test_a_real_browser_of_the_same_house_downloads(client, season):
    assert page_of(client, "/forums/open-harbours", QQ_BROWSER).select(".card .own-calendar a")


def test_a_page_varies_by_browser_where_that_makes_a_difference_and_only_there(client, season):
    assert "User-Agent" in client.get("/calendar").vary
    assert "User-Agent" in client.get("/forums/open-harbours").vary
    assert "User-Agent" not in client.get("/announcements/").vary


def test_a_person_whose_forums_all_lie_in_the_past_can_still_be_followed(client, session):
    person = a_person(slug="ana")
    past = a_forum(
        zone="UTC",
        starts=datetime(2026, 1, 2, 9),
        ends=datetime(2026, 1, 2, 10),
        themes=[a_theme()],
    )
    session.add_all([past, an_appearance(past, person)])
    session.commit()
    assert ways(panel_of(page_of(client, "/speakers/ana")))
