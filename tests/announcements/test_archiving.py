"""An archive of old releases is read and imported file by file; nothing hangs, nothing is half-written."""

import io
import zipfile
from datetime import datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.models.archive import ArchiveEntry, ArchiveImport, OldAddress
from forumapp.announcements.models.versions import AnnouncementVersion
from forumapp.announcements.queries.announcements import visible_announcements
from forumapp.announcements.services.archiving import (
    forget_archives,
    go_on_with,
    import_archive,
    resume_archive,
    take_in_archive,
)
from forumapp.core.actor import COMMAND, Actor
from forumapp.core.errors import Refused
from forumapp.core.paging import rows_of
from forumapp.files.models import StoredFile
from forumapp.history.queries import history_of
from tests.announcements.archives import A_RELEASE, release, zip_of
from tests.announcements.oddities import oddities
from tests.support import NOW, soon

ZONE = "Asia/Shanghai"


def taken_in(files: dict[str, bytes], **more) -> ArchiveImport:
    archive = take_in_archive(zip_of(files), "old.zip", zone=ZONE, by=COMMAND, now=NOW, **more)
    return worked(archive)


def worked(archive: ArchiveImport) -> ArchiveImport:
    """Until it waits for somebody."""
    for _turn in range(500):
        if archive.state not in ("reading", "importing"):
            return archive
        go_on_with(archive, now=NOW)
    raise AssertionError("it never came to its end")


def imported(files: dict[str, bytes], *, publishes: bool = False, **more) -> ArchiveImport:
    archive = taken_in(files, **more)
    import_archive(archive, publishes=publishes, by=COMMAND, now=NOW)
    return worked(archive)


def count(session, model) -> int:
    return session.scalar(select(func.count(model.id)))


def a_picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(file, "JPEG")
    return file.getvalue()


@soon
def test_three_hundred_odd_releases_are_each_imported_or_refused_with_a_sentence(session) -> None:
    odd = {each.name: each for each in oddities()}
    assert len(odd) == 300
    archive = imported({name: each.data for name, each in odd.items()}, publishes=True)
    assert archive.state == "done"
    entries = session.scalars(select(ArchiveEntry)).all()
    read = {each.name: (each.headline, each.source, each.released) for each in entries}
    assert read == {each.name: (each.headline, each.source, each.released) for each in odd.values()}
    for entry in entries:
        refusal = odd[entry.name].refusal
        assert entry.state == ("refused" if refusal else "imported"), entry.name
        assert refusal in (entry.problem or [""])[0], entry.name
        assert bool(entry.announcement) != bool(refusal)
    made = session.scalars(select(Announcement)).all()
    assert len(made) == sum(not each.refusal for each in odd.values())
    assert {each.state == "published" for each in made if each.release_wall} == {True}
    assert {each.state for each in made if not each.release_wall} == {"draft"}
    assert all(each.body for each in made)
    assert count(session, AnnouncementVersion) == len(made)


@soon
def test_whatever_is_broken_off_is_imported_or_refused(session) -> None:
    files = {
        f"{name}-{cut}.html": data[: len(data) * cut // 10]
        for name, data in (("page", A_RELEASE), ("utf-16", A_RELEASE.decode().encode("utf-16")))
        for cut in range(10)
    }
    archive = imported(files)
    assert archive.state == "done"
    states = set(session.scalars(select(ArchiveEntry.state)))
    assert states <= {"imported", "refused", "known"}


def test_the_same_archive_again_makes_nothing_twice(session) -> None:
    files = {f"{n}.txt": release(n) for n in range(30)}
    imported(files)
    again = taken_in({**files, "new.txt": release(99), "twin.txt": release(99)})
    states = [entry.state for entry in again.entries]
    assert (states.count("known"), states.count("new")) == (31, 1)
    twin = next(entry for entry in again.entries if entry.name == "twin.txt")
    assert twin.problem == ["It says the same as “{file}”.", {"file": "new.txt"}]
    import_archive(again, publishes=False, by=COMMAND, now=NOW)
    worked(again)
    assert count(session, Announcement) == 31


def test_pictures_beside_a_page_come_along(session) -> None:
    page = (
        b"<html><h1>A Round Table on Quiet Harbours</h1>Source:HCOT<p>Much was said in Bergen."
        b'<img src="table_files/table.jpg" alt="The table"><img src="http://far.example/logo.png">'
    )
    archive = imported(
        {
            "news/table.html": page,
            "news/table_files/TABLE.jpg": a_picture(),
            "news/other.jpg": b"no",
        }
    )
    entry = archive.entries[0]
    assert [each.name for each in archive.entries] == ["news/table.html"]
    assert entry.pictures == ["news/table_files/TABLE.jpg"]
    made = entry.announcement
    assert [each.caption.exact("en") for each in made.pictures] == ["The table"]
    assert made.pictures[0].picture.alternative.exact("en") == "The table"
    assert made.not_understood == ["http://far.example/logo.png"]


def test_why_a_page_stays_a_draft_is_kept_in_words_that_people_read(session) -> None:
    page = (
        b"<html><h1>Quiet Harbours</h1>Source:HCOT Release time:2019/9/10 10:00:00"
        b"<p>Much was said.<img src='a.jpg'>"
    )
    entry = imported({"a.html": page, "a.jpg": a_picture()}, publishes=True).entries[0]
    _sentence, values = entry.problem
    assert list(values.values()) == ["picture 1, in English"]


def test_a_picture_that_cannot_be_read_stays_named(session) -> None:
    page = b"<html><h1>Quiet Harbours</h1>Source:HCOT<p>Much was said.<img src='a.jpg' alt='The table'>"
    made = imported({"a.html": page, "a.jpg": b"GIF89a"}).entries[0].announcement
    assert (made.pictures, made.not_understood) == ([], ["The table a.jpg"])


def test_addresses_come_from_pages_and_from_a_table(session) -> None:
    page = (
        b"<!-- saved from url=(0037)http://old.example/Show.aspx?id=1 -->\n"
        b"<html><h1>Quiet Harbours</h1>Source:HCOT<p>Much was said."
    )
    table = [
        ("/a.html", "A ROUND TABLE on Quiet Harbours"),
        ("/b.html", "x/page.html"),
        ("/c", "none"),
    ]
    archive = imported({"x/page.html": page, "text.txt": A_RELEASE}, addresses=table)
    assert [entry.old_address for entry in archive.entries] == [
        "/a.html",
        "/b.html /show.aspx?id=1",
    ]
    leads = {
        row.address: row.announcement.headline.text("en")
        for row in session.scalars(select(OldAddress))
    }
    assert leads == {
        "/a.html": "A Round Table on Quiet Harbours",
        "/b.html": "Quiet Harbours",
        "/show.aspx?id=1": "Quiet Harbours",
    }


def test_published_releases_are_no_news_and_keep_their_time(session) -> None:
    late = A_RELEASE.replace(b"2019/9/10", b"2029/9/10")
    archive = imported(
        {
            "a.txt": A_RELEASE,
            "late.txt": late,
            "none.txt": A_RELEASE.replace(b"2019/9/10 13:52:28", b""),
        },
        publishes=True,
    )
    a, late_one, none = (entry.announcement for entry in archive.entries)
    assert (a.state, late_one.state, none.state) == ("published", "draft", "draft")
    assert (a.release_wall, a.told_at) == (datetime(2019, 9, 10, 13, 52, 28), NOW)
    assert a.changed_at == a.release_at < NOW - timedelta(days=365)
    assert rows_of(visible_announcements(NOW)) == [a]
    why = [entry.problem and entry.problem[0] for entry in archive.entries]
    assert why == [
        None,
        "Its release time has not come yet, so this is a draft.",
        "No release time was found, so this is a draft.",
    ]


def a_bomb() -> bytes:
    return zip_of({"a.txt": b"\0" * 30_000_000})


def a_zip_of_many() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.txt", b"")
    return packed.getvalue()


def a_zip_of_no_texts() -> bytes:
    return zip_of({"__MACOSX/a.txt": b"x", ".DS_Store": b"x", "a.css": b"x"})


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (lambda: b"no zip", "This zip file cannot be read."),
        (lambda: zip_of({"a.txt": b"x"})[:-30], "This zip file cannot be read."),
        (a_bomb, "far too large unpacked"),
        (a_zip_of_many, "more than {most} files"),
        (a_zip_of_no_texts, "no text and no page"),
    ],
    ids=["no zip", "half a zip", "a bomb", "many files", "no texts"],
)
def test_what_is_no_archive_is_refused_as_a_whole(session, packed, words) -> None:
    with pytest.raises(Refused) as refusal:
        take_in_archive(packed(), "old.zip", zone=ZONE, by=COMMAND, now=NOW)
    assert words in refusal.value.sentence


def test_a_file_that_is_locked_or_packed_strangely_is_refused_alone(session) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("good.txt", A_RELEASE)
        archive.writestr("strange.txt", release(1), compress_type=zipfile.ZIP_BZIP2)
    archive = worked(take_in_archive(packed.getvalue(), "a.zip", zone=ZONE, by=COMMAND, now=NOW))
    assert [entry.state for entry in archive.entries] == ["new", "refused"]
    assert "packed in an unusual way" in archive.entries[1].problem[0]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_the_same_name_are_each_imported(session) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, name in enumerate(("a.txt", "a (2).txt", "a.txt", "a.txt")):
            archive.writestr(name, release(number))
    archive = worked(take_in_archive(packed.getvalue(), "a.zip", zone=ZONE, by=COMMAND, now=NOW))
    assert sorted((entry.name, entry.headline[:9]) for entry in archive.entries) == [
        ("a (2).txt", "Meeting 1"),
        ("a (3).txt", "Meeting 2"),
        ("a (4).txt", "Meeting 3"),
        ("a.txt", "Meeting 0"),
    ]


def test_a_run_that_the_database_breaks_off_blames_no_file(session) -> None:
    def break_off(_connection, _cursor, statement, *_more) -> None:
        if statement.startswith("INSERT INTO announcement "):
            raise OperationalError(statement, {}, Exception("deadlock detected"))

    archive = taken_in({"a.txt": A_RELEASE})
    import_archive(archive, publishes=False, by=COMMAND, now=NOW)
    session.commit()
    event.listen(session.get_bind(), "before_cursor_execute", break_off)
    try:
        with pytest.raises(OperationalError):
            go_on_with(archive, now=NOW)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", break_off)
    session.rollback()
    assert [entry.state for entry in worked(archive).entries] == ["imported"]


def test_chinese_names_of_files_from_old_systems_are_read(session) -> None:
    info = zipfile.ZipInfo("x" * 8)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(info, A_RELEASE)
    data = written.getvalue().replace(b"x" * 8, "港湾".encode("gb18030") + b".txt")
    archive = worked(take_in_archive(data, "a.zip", zone=ZONE, by=COMMAND, now=NOW))
    assert [entry.name for entry in archive.entries] == ["港湾.txt"]
    assert archive.entries[0].state == "new"


def test_the_files_of_an_archive_are_kept_for_thirty_days_and_not_after_the_import(session) -> None:
    done, idle = imported({"a.txt": A_RELEASE}), taken_in({"b.txt": release(1)})
    session.flush()
    assert done.file is None
    forget_archives(NOW + timedelta(days=30))
    assert idle.file is not None
    forget_archives(NOW + timedelta(days=31))
    assert (idle.state, idle.file, count(session, StoredFile)) == ("stopped", None, 0)
    with pytest.raises(Refused):
        resume_archive(idle)


def test_history_names_who_let_it_be_imported(session) -> None:
    archive = taken_in({"a.txt": A_RELEASE})
    publisher = Actor.account(7, "Publisher")
    import_archive(archive, publishes=True, by=publisher, now=NOW)
    worked(archive)
    made = archive.entries[0].announcement
    told = [*session.scalars(history_of("archive_import", archive.id))]
    told += session.scalars(history_of("announcement", made.id))
    assert {"import started", "imported", "published"} <= {row.action for row in told}
    assert {(row.actor_label, row.account_id) for row in told} == {("Publisher", 7)}
