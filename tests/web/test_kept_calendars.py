"""Calendars kept on disk: bounded, whole, and shared by all processes."""

import os
from io import BytesIO
from pathlib import Path
from shutil import rmtree

import pytest

from forumapp.web.kept_calendars import keep_calendar, kept_calendar


@pytest.fixture
def folder(app) -> Path:
    path = Path(app.config["DATA_DIR"]) / "calendars"
    rmtree(path, ignore_errors=True)
    with app.app_context():
        yield path


def read(name: str) -> bytes | None:
    file = kept_calendar(name)
    if file is None:
        return None
    with file:
        return file.read()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_kept_is_read_again_and_nothing_else_lies_beside_it(folder):
    keep_calendar("one", BytesIO(b"a calendar"))
    assert read("one") == b"a calendar"
    assert read("other") is None
    assert names_in(folder) == ["one"]


def test_beyond_the_bound_what_was_not_read_for_longest_goes_first(folder):
    for number, name in enumerate(("old", "read", "new")):
        keep_calendar(name, BytesIO(b"x" * 10), most_bytes=30)
        os.utime(folder / name, (number, number))
    assert read("old") == b"x" * 10  # and is the one read last from now on
    keep_calendar("newest", BytesIO(b"x" * 10), most_bytes=30)
    assert names_in(folder) == ["new", "newest", "old"]


def test_so_do_those_beyond_the_number(folder):
    for number, name in enumerate(("old", "middle", "new")):
        keep_calendar(name, BytesIO(b"x"), most_files=2)
        os.utime(folder / name, (number, number))
    assert names_in(folder) == ["middle", "new"]


def test_one_that_is_larger_than_the_bound_does_not_stay(folder):
    keep_calendar("huge", BytesIO(b"x" * 40), most_bytes=30)
    assert read("huge") is None


def test_a_disk_that_takes_nothing_is_no_error_and_leaves_no_half_file(folder):
    class Full(BytesIO):
        def read(self, *_size):
            raise OSError(28, "No space left on device")

    keep_calendar("one", Full(b"a calendar"))
    assert read("one") is None
    assert names_in(folder) == []
