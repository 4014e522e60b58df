"""Calendars by HTTP: whole or 503, in pieces or 304, and kept on disk only as copies."""

import tracemalloc
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

import pytest
from sqlalchemy import event, text, update

from forumapp.calendars.models import StoredEntry
from forumapp.core.revision import PublicRevision
from forumapp.web.calendars import PUBLIC, answer, edition
from tests.ical.checks import check_public
from tests.records import a_forum, a_theme, a_venue
from tests.support import NOW

FEED = "/themes/cities.ics"


@pytest.fixture
def forum(session):
    row = a_forum(themes=[a_theme(slug="cities")])
    session.add(row)
    session.commit()
    return row


@pytest.fixture
def folder(app) -> Path:
    """Where calendars are kept; empty."""
    path = Path(app.config["DATA_DIR"]) / "calendars"
    rmtree(path, ignore_errors=True)
    return path


def spoil(session) -> None:
    """Change stored bytes behind the program's back: whoever reads them now shows it."""
    session.execute(update(StoredEntry).values(body=b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"))
    session.commit()


def selects(client, session, place: str, **headers: str) -> tuple[int, int]:
    """The status of an answer, and how many questions the database was asked."""
    asked = []

    def note(_connection, _cursor, statement, *_more):
        asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        answer = client.get(place, headers=headers)
        assert answer.data is not None
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    return answer.status_code, len([each for each in asked if each.startswith("SELECT")])


def test_a_kept_calendar_and_a_304_take_one_question(client, session, forum, folder):
    etag = client.get(FEED).headers["ETag"]
    assert selects(client, session, FEED) == (200, 1)
    assert selects(client, session, FEED, **{"If-None-Match": etag}) == (304, 1)
    rmtree(folder)
    assert selects(client, session, FEED, **{"If-None-Match": etag}) == (304, 1)


def test_a_kept_calendar_is_the_same_bytes_until_something_public_changes(
    client, session, forum, folder
):
    first = client.get(FEED)
    zipped = client.get(FEED, headers={"Accept-Encoding": "gzip"})
    spoil(session)
    assert client.get(FEED).data == first.data
    again = client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert (again.data, again.headers["Content-Encoding"]) == (zipped.data, "gzip")
    forum.slug = "renamed"
    session.commit()
    assert b"/forums/renamed" in client.get(FEED).data


def test_one_file_is_kept_for_each_encoding_and_none_for_parameters_that_mean_nothing(
    client, forum, folder
):
    for place in (FEED, f"{FEED}?utm_source=mail", f"{FEED}?cancelled=1&deadlines=0", f"{FEED}?"):
        assert client.get(place).data == client.get(FEED).data
    client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert len(list(folder.iterdir())) == 2


def test_what_somebody_searches_for_is_not_kept(client, forum, folder):
    for query in ("q=harbours", "from=2026-12-01", "to=2027-01-01"):
        assert client.get(f"/calendar.ics?{query}").status_code == 200
    assert not folder.exists()


def test_filters_in_another_order_are_the_same_calendar(client, session, forum):
    forum.venue = a_venue()
    session.commit()
    one = client.get("/calendar.ics?theme=cities&city=new-york&cancelled=0")
    other = client.get("/calendar.ics?cancelled=0&city=+new-york&x=1&from=nonsense&theme=cities")
    assert (one.data, one.headers["ETag"]) == (other.data, other.headers["ETag"])


@pytest.mark.parametrize("trouble", ["deleted", "a file", "a folder in the way"])
def test_where_nothing_can_be_kept_it_is_built_anew(client, session, forum, folder, trouble):
    first = client.get(FEED)
    kept = folder / first.headers["ETag"].strip('"')
    assert kept.read_bytes() == first.data
    rmtree(folder)
    if trouble == "a file":
        folder.write_bytes(b"")
    elif trouble == "a folder in the way":
        kept.mkdir(parents=True)
    try:
        assert client.get(FEED).data == first.data
    finally:
        folder.unlink() if folder.is_file() else rmtree(folder)


def test_a_restored_database_that_counts_to_the_same_number_is_not_taken_for_the_one_before(
    client, session, forum, folder
):
    client.get(FEED)
    spoil(session)
    session.execute(update(PublicRevision).values(changed_at=NOW + timedelta(seconds=1)))
    session.commit()
    assert b"SUMMARY" not in client.get(FEED).data


# -------------------------------------------------------------- whole or 503


def test_an_error_in_the_middle_is_503_and_nothing_is_kept(client, session, forum, folder):
    session.execute(update(StoredEntry).values(zones=["No/Where"]))
    session.commit()
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        answer = client.get(FEED, headers=headers)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
        assert b"VCALENDAR" not in answer.data
    assert not folder.exists()


@pytest.mark.parametrize("table", ["public_revision", "stored_entry"])
def test_a_database_in_trouble_is_503(client, session, forum, folder, table):
    session.execute(text(f"ALTER TABLE {table} RENAME TO away"))
    session.commit()
    try:
        answer = client.get(FEED)
    finally:
        session.execute(text(f"ALTER TABLE away RENAME TO {table}"))
        session.commit()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert b"VCALENDAR" not in answer.data
    check_public(client.get(FEED).data)


# ------------------------------------------------------------ a part of a calendar


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_range_is_that_part_of_what_is_sent(client, forum, encoding):
    headers = {"Accept-Encoding": encoding}
    whole = client.get(FEED, headers=headers)
    part = client.get(FEED, headers=headers | {"Range": "bytes=10-29"})
    assert (part.status_code, part.data) == (206, whole.data[10:30])
    assert part.headers["Content-Range"] == f"bytes 10-29/{len(whole.data)}"
    assert part.headers["ETag"] == whole.headers["ETag"]
    since = headers | {"Range": "bytes=10-29", "If-Range": '"an older one"'}
    assert client.get(FEED, headers=since).data == whole.data


def test_a_range_beyond_the_end_is_416(client, forum):
    assert client.get(FEED, headers={"Range": "bytes=9999999-"}).status_code == 416


def test_head_of_compressed_bytes_tells_their_length(client, forum):
    headers = {"Accept-Encoding": "gzip"}
    answer = client.head(FEED, headers=headers)
    assert answer.data == b""
    assert int(answer.headers["Content-Length"]) == len(client.get(FEED, headers=headers).data)


def test_a_long_calendar_is_never_whole_in_memory(app):
    """40 MB from a tenth of it."""
    with app.test_request_context("/calendar.ics"):
        wanted = edition("/calendar.ics", "en", f"a long one {uuid4()}", NOW)
        tracemalloc.start()
        try:
            response = answer(wanted, lambda: (b"x" * 10_000 for _each in range(4_000)), PUBLIC)
            length = sum(len(piece) for piece in response.response)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            response.close()
    assert length == response.content_length == 40_000_000
    assert peak < 8_000_000
