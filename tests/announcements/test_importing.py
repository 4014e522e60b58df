"""Old releases become draft reports, once each."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.announcements.services.importing import Imported, import_release
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.core.paging import rows_of
from forumapp.history.models import HistoryRow
from forumapp.search.queries import matching_ids
from tests.support import NOW

RELEASES = Path(__file__).parent / "releases"


def imported(name: str) -> Imported:
    data = (RELEASES / name).read_bytes()
    return import_release(data, name, zone="Asia/Shanghai", by=COMMAND, now=NOW)


def test_a_release_becomes_a_draft_report(session) -> None:
    made = imported("round-table.txt").announcement
    assert (made.kind, made.state, made.release_at) == ("report", "draft", None)
    assert made.headline.exact("en").startswith("Opening a Round Table")
    assert made.headline.exact("zh") == ""
    assert made.source.exact("en") == "HCOT"
    assert (made.release_wall, made.release_zone) == (
        datetime(2019, 9, 10, 13, 52, 28),
        "Asia/Shanghai",
    )
    assert made.body.exact("en").count("\n\n") == 2
    assert ["footer", "Contact Us"] in made.left_out
    assert made.import_name == "round-table.txt"
    assert made.slug.startswith("opening-a-round-table")
    history = session.scalar(select(HistoryRow).where(HistoryRow.record_id == made.id))
    assert (history.action, history.kind, history.actor_kind) == (
        "imported",
        "announcement",
        "command",
    )


def test_a_chinese_release_is_chinese_and_found_by_two_characters(session) -> None:
    made = imported("round-table-zh.txt").announcement
    assert made.headline.languages == ("zh",)
    assert session.scalars(matching_ids("announcement", "港湾")).all() == [made.id]


def test_importing_twice_makes_nothing_twice(session) -> None:
    first = imported("round-table.txt")
    again = imported("round-table.txt")
    as_page = imported("round-table.html")
    assert (first.is_new, again.is_new, as_page.is_new) == (True, False, False)
    assert again.announcement is as_page.announcement is first.announcement
    assert session.scalar(select(func.count(Announcement.id))) == 1


def test_an_edited_import_is_still_recognised(session) -> None:
    first = imported("round-table.txt")
    first.announcement.headline = first.announcement.headline.revised({"en": "Other words"}, NOW)
    assert imported("round-table.txt").announcement is first.announcement


def test_an_import_is_seen_by_nobody_until_it_is_published(session) -> None:
    made = imported("round-table.txt").announcement
    assert rows_of(visible_announcements(NOW)) == []
    on_the_form = made.release_wall.replace(second=0)
    publish_announcement(made, release_wall=on_the_form, by=COMMAND, now=NOW)
    session.flush()
    assert rows_of(visible_announcements(NOW)) == [made]
    assert made.release_at.isoformat() == "2019-09-10T05:52:28+00:00"


def test_a_file_that_is_no_release_leaves_no_row(session) -> None:
    with pytest.raises(Refused):
        import_release(b"\x00\x01\x02", "a.txt", zone="Asia/Shanghai", by=COMMAND, now=NOW)
    with pytest.raises(Refused):
        import_release(b"x", "a.txt", zone="Asia/Nowhere", by=COMMAND, now=NOW)
    assert session.scalar(select(func.count(Announcement.id))) == 0
