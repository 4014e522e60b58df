"""Old releases at the desk: shown as they were read, then written."""

import re
from io import BytesIO
from pathlib import Path

from sqlalchemy import func, select

from forumapp.announcements.models import Announcement

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
