"""Old releases at the desk: shown as they were read, then written."""

import re
from io import BytesIO
from pathlib import Path

from flask import template_rendered
from sqlalchemy import func, select

from forumapp.announcements.models.announcements import Announcement
from forumapp.core import transaction

RELEASES = Path(__file__).parents[1] / "announcements" / "releases"
IMPORT = "/desk/announcements/import/"


def upload(client, *names: str, **data: bytes):
    files = [(BytesIO((RELEASES / name).read_bytes()), name) for name in names]
    files += [(BytesIO(content), f"{name}.txt") for name, content in data.items()]
    return client.post(IMPORT, data={"files": files, "release_zone": "Asia/Shanghai"})


def carried(page: str) -> dict[str, list[str]]:
    return {
        name: re.findall(rf'name="{name}" value="([^"]*)"', page) for name in ("name", "packed")
    }


def count(session) -> int:
    return session.scalar(select(func.count(Announcement.id)))


def test_what_was_read_is_shown_before_anything_is_written(session, signed_in) -> None:
    page = upload(signed_in("editor"), "round-table.txt", "round-table-zh.txt").get_data(
        as_text=True
    )
    for words in (
        "Opening a Round Table on Quiet Harbours",
        "13:52:28",
        "NewsCurrent:Home &gt; News &gt; HCOT",
        "breadcrumb trail",
        "宁静港湾与周边市镇圆桌会议在卑尔根召开",
        "Make 2 draft reports",
    ):
        assert words in page
    assert count(session) == 0


def test_confirming_makes_draft_reports_once(session, signed_in) -> None:
    client = signed_in("editor")
    page = upload(client, "round-table.txt", "round-table-zh.txt").get_data(as_text=True)
    confirmed = carried(page) | {"zone": "Asia/Shanghai"}
    assert client.post(f"{IMPORT}confirm", data=confirmed).status_code == 303
    assert client.post(f"{IMPORT}confirm", data=confirmed).status_code == 303
    assert count(session) == 2
    again = upload(client, "round-table.txt").get_data(as_text=True)
    assert "This release is already there." in again
    assert carried(again)["packed"] == []


def test_an_imported_report_leads_to_where_it_is_linked(session, signed_in) -> None:
    client = signed_in("editor")
    page = upload(client, "round-table.txt").get_data(as_text=True)
    made = client.post(f"{IMPORT}confirm", data=carried(page) | {"zone": "Asia/Shanghai"})
    edit = f"{made.location}edit"
    assert f'href="{edit}#forum_id"' in client.get(made.location).get_data(as_text=True)
    fields = client.get(edit).get_data(as_text=True)
    assert 'id="forum_id"' in fields
    assert 'id="delegation_id"' in fields


def test_reading_files_does_not_hold_the_write_lock(session, signed_in) -> None:
    client, turns = signed_in("editor"), []

    def note(_sender, **_rest) -> None:
        turns.append(transaction.is_writing())

    with template_rendered.connected_to(note):
        upload(client, "round-table.txt")
    assert turns
    assert not any(turns)


def test_a_refused_file_says_why_beside_the_others(session, signed_in) -> None:
    page = upload(signed_in("editor"), "round-table.txt", empty=b"").get_data(as_text=True)
    assert "“empty.txt” is empty." in page
    assert carried(page)["name"] == ["round-table.txt"]


def test_nothing_chosen_and_a_tampered_preview_are_refused(session, signed_in) -> None:
    client = signed_in("editor")
    assert client.post(IMPORT, data={"release_zone": "Asia/Shanghai"}).status_code == 422
    bent = {"name": "a.txt", "packed": "AAAA", "zone": "Asia/Shanghai"}
    assert client.post(f"{IMPORT}confirm", data=bent).status_code == 409
    assert count(session) == 0


def test_staff_import_nothing(session, signed_in) -> None:
    assert upload(signed_in("staff"), "round-table.txt").status_code == 403
