"""Each page is passed on by its own address; the foot names what the law asks for."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from forumapp.core.actor import COMMAND
from forumapp.institution.services import edit_institution, ensure_institution
from tests.records import a_delegation, a_forum, a_theme, an_announcement, both
from tests.support import NOW

HOST = "http://127.0.0.1:8000"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148 MicroMessenger/8.0.44"
PAGES = ("/forums/open-harbours", "/zh/announcements/harbours-open", "/delegations/to-the-sea")


@pytest.fixture(autouse=True)
def season(session, clock):
    session.add_all(
        (
            a_forum(slug="open-harbours", themes=[a_theme(slug="open-cities")]),
            an_announcement(slug="harbours-open", headline=both("Trade & peace", "贸易与和平")),
            a_delegation(slug="to-the-sea"),
        )
    )
    session.commit()


def page_of(client, at: str, browser: str = "Mozilla/5.0") -> BeautifulSoup:
    answer = client.get(at, headers={"User-Agent": browser})
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


@pytest.mark.parametrize("at", PAGES)
def test_a_page_is_passed_on_by_its_address_by_mail_by_a_picture_and_on_paper(client, at):
    page = page_of(client, at)
    (panel,) = page.select("details.sharing")
    assert panel.select_one(".address").text == HOST + at
    asked = parse_qs(urlsplit(panel.select_one('a[href^="mailto:"]')["href"]).query)
    assert asked["body"][0].split("\r\n\r\n")[1].strip() == HOST + at
    assert asked["subject"][0] in page.h1.text
    for picture in (panel.select_one("figure img"), page.select_one(".on-paper img")):
        assert unquote(picture["src"]).startswith("data:image/svg+xml")
    assert panel.select_one("figure img")["alt"]
    assert page.select_one(".on-paper").text.strip() == HOST + at
    assert page.select('script[src$="copying.js"], script[src$="calendars.js"]')
    outside = [link["href"] for link in panel.select("a") if link["href"].startswith("http")]
    assert outside == []


@pytest.mark.parametrize("at", PAGES)
def test_inside_wechat_its_own_menu_is_pointed_at(client, at):
    assert page_of(client, at, WECHAT).select(".sharing .way-out")
    assert page_of(client, at).select(".sharing .way-out") == []


@pytest.mark.parametrize(
    ("at", "theme"), [("/announcements/", ""), ("/themes/open-cities", "theme")]
)
def test_announcements_by_mail_are_asked_for_on_the_spot_without_a_cookie(client, at, theme):
    answer = client.get(at)
    assert "Set-Cookie" not in answer.headers
    form = BeautifulSoup(answer.text, "html.parser").select_one(".reading form")
    fields = {each["name"]: each.get("value", "") for each in form.select("input")}
    assert form["action"] == "/readers/"
    assert sorted(fields) == (["address", "themes", "wants"] if theme else ["address"])
    answer = client.post("/readers/", data={**fields, "address": "lin@example.org"}, csrf=False)
    assert answer.status_code == 303


def test_the_foot_names_the_numbers_that_chinese_sites_must_name_only_if_there_are_any(
    session, client
):
    assert "beian" not in client.get("/zh/").text
    numbers = {"icp_number": "沪ICP备00000001号-1", "security_number": "沪公网安备31010102000001号"}
    edit_institution(ensure_institution(by=COMMAND, now=NOW), numbers, by=COMMAND, now=NOW)
    session.commit()
    foot = page_of(client, "/zh/").select_one("footer")
    found = {link.text: link["href"] for link in foot.select('a[href*="beian"]')}
    assert found == {
        numbers["icp_number"]: "https://beian.miit.gov.cn/",
        numbers["security_number"]: (
            "https://beian.mps.gov.cn/#/query/webSearch?code=31010102000001"
        ),
    }
    assert foot.select('a[href="/zh/readers/"]')
    assert foot.select('a[href="/"][hreflang="en"]')
