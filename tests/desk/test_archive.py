"""Old releases at the desk: uploaded, read, looked at, and only then imported."""

from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.archive import ArchiveEntry, ArchiveImport, OldAddress
from forumapp.announcements.services.archiving import work_on_archives
from tests.announcements.archives import release, zip_of
from tests.records import a_person, an_announcement, both
from tests.support import NOW

RELEASES = Path(__file__).parents[1] / "announcements" / "releases"
IMPORT = "/desk/announcements/import/"
ADDRESSES = "/desk/announcements/old-addresses/"


def upload(client, files: dict[str, bytes], **more):
    sent = [(BytesIO(content), name) for name, content in files.items()]
    return client.post(IMPORT, data={"files": sent, "release_zone": "Asia/Shanghai", **more})


def saved(*names: str) -> dict[str, bytes]:
    return {name: (RELEASES / name).read_bytes() for name in names}


def text_of(answer) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def count(session) -> int:
    return session.scalar(select(func.count(Announcement.id)))


def work_until(session, state: str) -> None:
    """Let the worker run, as often as it may take at most."""
    for _turn in range(200):
        if session.scalar(select(ArchiveImport.state)) == state:
            return
        work_on_archives(NOW)
    raise AssertionError("it never came to its end")


def test_what_was_read_is_shown_before_anything_is_written(session, signed_in) -> None:
    client = signed_in("editor")
    session.add(a_person(name=both("Ada Lindqvist", "林达")))
    session.commit()
    shown = client.get(upload(client, saved("round-table.txt", "round-table-zh.txt")).location)
    page = text_of(shown)
    for words in (
        "Opening a Round Table on Quiet Harbours",
        "13:52:28",
        "NewsCurrent:Home > News > HCOT",
        "breadcrumb trail",
        "宁静港湾与周边市镇圆桌会议在卑尔根召开",
        "Ada Lindqvist",
        "Import 2 releases",
    ):
        assert words in page
    assert count(session) == 0


def test_drafts_are_made_once(session, signed_in) -> None:
    client = signed_in("editor")
    files = saved("round-table.txt", "round-table-zh.txt")
    archive = upload(client, files).location
    assert client.post(f"{archive}start").status_code == 303
    assert "2 releases are imported." in text_of(client.get(archive))
    assert client.post(f"{archive}start").status_code == 409
    again = upload(client, files).location
    assert "There is nothing new in it." in text_of(client.get(again))
    assert session.scalars(select(Announcement.state)).all() == ["draft", "draft"]


def test_what_is_left_out_is_not_imported(session, signed_in) -> None:
    client = signed_in("editor")
    archive = upload(client, saved("round-table.txt", "round-table-zh.txt")).location
    left = session.scalar(select(ArchiveEntry.id).where(ArchiveEntry.name == "round-table.txt"))
    client.post(f"{archive}choose", data={"chosen": [left, "x"], "do": "leave"})
    assert "Import 1 release" in text_of(client.get(archive))
    client.post(f"{archive}start")
    assert [each.headline.languages for each in session.scalars(select(Announcement))] == [("zh",)]


def test_published_at_once_they_are_public_since_their_own_time(session, signed_in) -> None:
    client = signed_in("editor")
    archive = upload(client, saved("round-table.txt")).location
    client.post(f"{archive}start", data={"publishes": "yes"})
    made = session.scalars(select(Announcement)).one()
    assert made.state == "published"
    assert made.release_at.isoformat() == made.changed_at.isoformat() == "2019-09-10T05:52:28+00:00"
    assert made.told_at is not None
    assert client.get(f"/announcements/{made.slug}").status_code == 200


def test_many_are_gone_on_with_by_the_worker_while_the_page_counts(session, signed_in) -> None:
    client = signed_in("editor")
    archive = upload(client, {"old.zip": zip_of({f"{n}.txt": release(n) for n in range(450)})})
    page = BeautifulSoup(client.get(archive.location).text, "html.parser")
    bar = page.select_one("progress")
    assert bar["max"] == "450"
    assert 0 < int(bar["value"]) < 450
    assert page.select_one("#archive")["data-hx-trigger"] == "every 2s"
    work_until(session, "ready")
    assert "Import 450 releases" in text_of(client.get(archive.location))


def test_a_stopped_import_goes_on_and_makes_nothing_twice(session, signed_in) -> None:
    client = signed_in("editor")
    files = {f"{n}.txt": release(n) for n in range(230)}
    archive = upload(client, {"old.zip": zip_of(files)}).location
    work_until(session, "ready")
    client.post(f"{archive}start")
    client.post(f"{archive}stop")
    assert 0 < count(session) < 230
    assert client.post(f"{archive}start").status_code == 409
    client.post(f"{archive}resume")
    assert client.post(f"{archive}start").status_code == 303
    work_until(session, "done")
    assert count(session) == 230


def test_a_table_beside_the_releases_keeps_their_addresses(session, signed_in) -> None:
    client = signed_in("editor")
    table = b"Old address,Release\nhttp://old.example/ShowNews.aspx?ID=777,round-table.txt\n"
    archive = upload(client, saved("round-table.txt"), table=(BytesIO(table), "old.csv")).location
    assert "/shownews.aspx?id=777" in text_of(client.get(archive))
    client.post(f"{archive}start")
    assert session.scalars(select(OldAddress.address)).all() == ["/shownews.aspx?id=777"]


@pytest.mark.parametrize(
    ("files", "table", "words"),
    [
        ({}, b"", "Choose at least one file."),
        ({"old.zip": b"PK\x03\x04 broken"}, b"", "This zip file cannot be read."),
        (
            {"old.zip": zip_of({"a.png": b"x"})},
            b"",
            "There is no text and no page in this archive.",
        ),
        ({"a.txt": b"x"}, b"head,er\nno address,b\n", "Line 2 of the table has no old address"),
    ],
)
def test_an_upload_that_is_no_archive_is_refused_at_its_field(
    session, signed_in, files, table, words
) -> None:
    answer = upload(signed_in("editor"), files, table=(BytesIO(table), "old.csv"))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert session.scalar(select(func.count(ArchiveImport.id))) == 0


def test_a_refused_file_says_why_beside_the_others(session, signed_in) -> None:
    client = signed_in("editor")
    page = text_of(
        client.get(upload(client, {**saved("round-table.txt"), "empty.txt": b""}).location)
    )
    assert "“empty.txt” is empty." in page
    assert "Import 1 release" in page


def test_staff_import_nothing(session, signed_in) -> None:
    assert upload(signed_in("staff"), saved("round-table.txt")).status_code == 403


def test_an_old_address_is_added_and_removed_by_hand(session, signed_in) -> None:
    client = signed_in("editor")
    announcement = an_announcement()
    session.add(announcement)
    session.commit()
    data = {"address": "http://old.example/a.html", "announcement_id": announcement.id}
    assert client.post(f"{ADDRESSES}new", data=data).status_code == 303
    assert "/a.html" in text_of(client.get(ADDRESSES))
    twice = client.post(f"{ADDRESSES}new", data=data)
    assert twice.status_code == 422
    assert "This address leads to" in text_of(twice)
    row = session.scalar(select(OldAddress.id))
    assert client.post(f"{ADDRESSES}{row}/remove").status_code == 303
    assert session.scalar(select(func.count(OldAddress.id))) == 0
