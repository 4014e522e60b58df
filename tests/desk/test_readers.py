"""Readers at the desk: counted, one looked for, one deleted; and how a forum is shown elsewhere."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forumapp.history.models import HistoryRow
from forumapp.readers.models import Reader
from tests.records import a_forum, a_reader, a_theme, both
from tests.support import NOW


@pytest.fixture(autouse=True)
def _at_this_time(clock):
    return clock


@pytest.fixture
def readers(session):
    theme = a_theme(title=both("Open harbours"))
    week = timedelta(weeks=1)
    rows = [
        a_reader(address="lin@example.org", language="zh", confirmed_at=NOW),
        a_reader(themes=[theme], confirmed_at=NOW - week),
        a_reader(themes=[theme], confirmed_at=NOW - week),
        a_reader(confirmed_at=None),
        a_reader(bounced_at=NOW, confirmed_at=NOW - week * 60),
    ]
    session.add_all((theme, *rows))
    session.commit()
    return rows


def table_of(page: BeautifulSoup, caption: str) -> list[tuple[str, str]]:
    table = next(each for each in page.select("table") if each.caption.text == caption)
    cells = [[cell.text for cell in row.select("td")] for row in table.select("tbody tr")]
    return [(row[0], row[-1]) for row in cells]


def test_the_desk_counts_readers_and_lists_no_address(readers, signed_in):
    answer = signed_in("editor").get("/desk/readers/")
    page = BeautifulSoup(answer.text, "html.parser")
    assert "@example.org" not in page.select_one("main").text
    assert page.select_one(".sheet-facts dd").text == "3"
    assert table_of(page, "By theme") == [("All announcements", "2"), ("Open harbours", "2")]
    assert table_of(page, "By language") == [("English", "3"), ("中文", "1")]
    assert table_of(page, "Confirmed by week") == [("2026-11-16", "2"), ("2026-11-23", "1")]


def test_one_reader_is_found_by_the_whole_address_and_deleted(session, readers, signed_in):
    desk = signed_in("editor")
    nobody = desk.post("/desk/readers/", data={"address": "lin@"})
    assert nobody.status_code == 422
    assert "Nobody reads at this address." in nobody.text
    found = desk.post("/desk/readers/", data={"address": "LIN@example.org"})
    assert "lin@example.org" in found.text
    at = f"/desk/readers/{readers[0].id}/delete"
    assert f'action="{at}"' in found.text
    assert desk.post(at).status_code == 303
    session.rollback()
    left = list(session.scalars(select(Reader.address)))
    assert len(left) == 4
    assert "lin@example.org" not in left
    row = session.scalars(select(HistoryRow).where(HistoryRow.kind == "reader")).one()
    assert (row.action, row.changes) == ("deleted", {})
    assert "lin" not in row.record_label


def test_the_lines_for_other_sites_stand_with_a_sample(session, signed_in):
    forum = a_forum(slug="open-harbours", themes=[a_theme(slug="open-cities")])
    session.add(forum)
    session.commit()
    answer = signed_in("editor").get(f"/desk/forums/{forum.id}/embed/")
    page = BeautifulSoup(answer.text, "html.parser")
    assert [frame["src"] for frame in page.select("iframe")] == [
        "/embed/forums/open-harbours",
        "/embed/forums/open-harbours/button",
    ]
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    lines = [
        BeautifulSoup(line.text, "html.parser").iframe["src"].removeprefix("http://127.0.0.1:8000")
        for line in page.select(".address")
    ]
    assert lines == [
        "/embed/forums/open-harbours",
        "/zh/embed/forums/open-harbours",
        "/embed/forums/open-harbours/button",
        "/zh/embed/forums/open-harbours/button",
        "/embed/calendar?theme=open-cities",
        "/zh/embed/calendar?theme=open-cities",
    ]
