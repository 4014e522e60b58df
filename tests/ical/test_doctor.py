"""The calendar doctor: each ill file has exactly its own finding, each of ours has none.

`ill/<code>.ics` or `ill/<code>.<which>.ics` is a healthy calendar with one fault.
"""

import io
import tracemalloc
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forumapp.ical.doctor import (
    KINDS,
    compare_fetches,
    compare_looks,
    examine,
    examine_answer,
    examine_parts,
    lines,
    look_of,
    overview,
    overview_parts,
    read_file,
    read_parts,
)
from tests.ical.write_golden import GOLDEN
from tests.support import soon

ILL = Path(__file__).parent / "ill"
FILES = sorted(ILL.glob("*.ics"))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEALTHY = (ILL / "healthy.ics").read_bytes()
HEADERS = {
    "content-type": "text/calendar; charset=utf-8",
    "etag": '"7"',
    "cache-control": "public, max-age=900",
    "date": "Mon, 23 Nov 2026 09:00:00 GMT",
}


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def of(body: bytes, **headers: str) -> list[str]:
    return codes(examine(read_file(body), {**HEADERS, **headers} if headers else None))


def changed(*pairs: tuple[str, str]) -> bytes:
    body = HEALTHY.decode()
    for before, after in pairs:
        assert before in body
        body = body.replace(before, after)
    return body.encode()


# ---------------------------------------------------------------------- the file


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_ill_calendar_has_exactly_its_own_finding(file):
    own = file.stem.partition(".")[0]
    assert of(file.read_bytes()) == ([] if own == "healthy" else [own])


def test_of_very_many_findings_of_a_kind_the_first_are_told_and_the_others_counted():
    entry = HEALTHY[HEALTHY.index(b"BEGIN:VEVENT") : HEALTHY.index(b"END:VCALENDAR")]
    zoned = [
        entry.replace(b"DTSTART;TZID=Europe/Paris", b"DTSTART;TZID=Zone/%d" % number)
        for number in range(300)
    ]
    assert zoned[0] != entry
    body = HEALTHY.replace(entry, b"".join(zoned))
    findings = examine(read_file(body))
    of_a_kind = Counter(each.code for each in findings)
    assert max(of_a_kind.values()) == 20
    [(code, _count)] = of_a_kind.most_common(1)
    assert [each.more for each in findings if each.code == code] == [0] * 19 + [280]


def test_a_finding_shows_the_line_as_it_stands_and_counts_the_others():
    body = HEALTHY.replace(b"Boats\\, blades", b"Boats, blades; oars")
    body = body.replace(b"END:VCALENDAR\r\n", body[body.index(b"BEGIN:VEVENT") :])
    (finding, *others) = examine(read_file(body))
    assert codes(others) == ["unescaped"]
    assert others[0].count == 2
    assert [place.text for place in others[0].places] == [
        "DESCRIPTION:Boats, blades; oars and a picnic."
    ] * 2
    assert [place.number for place in others[0].places] == [33, 47]
    assert finding.code == "uid_twice"


DOCUMENTED = {
    "empty.core": {"empty_calendar"},
    "forum.full": {"nested"},
    "forum.zh.full": {"nested"},
}
"""Notes, no faults: what stands in our own files on purpose."""


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.ics")), ids=lambda file: file.stem)
def test_our_own_files_have_no_finding(file):
    findings = examine(read_file(file.read_bytes()))
    assert set(codes(findings)) == DOCUMENTED.get(file.stem, set())
    assert {finding.severity for finding in findings} <= {"note"}


@pytest.mark.parametrize(
    ("name", "wall"),
    [
        ("America/New_York", "20270314T120000"),
        ("Europe/Dublin", "20270612T100000"),
        ("Asia/Kolkata", "20270612T100000"),
        ("Australia/Sydney", "20270112T100000"),
    ],
)
def test_our_own_zones_are_read_and_equal_the_true_ones(name, wall):
    from forumapp.ical.zones import vtimezone  # noqa: PLC0415 - the one test about them

    body = HEALTHY[: HEALTHY.index(b"BEGIN:VTIMEZONE")] + vtimezone(name)
    body += HEALTHY[HEALTHY.index(b"BEGIN:VEVENT") :]
    body = body.replace(b"Europe/Paris:20270612T100000", f"{name}:{wall}".encode())
    body = body.replace(b"Europe/Paris:20270612T120000", f"{name}:{wall[:9]}130000".encode())
    assert of(body) == []


# --------------------------------------------------------------------- the answer


@pytest.mark.parametrize(
    ("code", "body", "headers"),
    [
        ("content_type", HEALTHY, {"content-type": "text/plain"}),
        ("content_type", HEALTHY, {"content-type": ""}),
        ("charset", HEALTHY, {"content-type": "text/calendar"}),
        ("charset", HEALTHY, {"content-type": "text/calendar; charset=iso-8859-1"}),
        ("no_validator", HEALTHY, {"etag": ""}),
        ("no_cache_control", HEALTHY, {"cache-control": ""}),
        (
            "method_differs",
            HEALTHY,
            {"content-type": "text/calendar; charset=utf-8; method=REQUEST"},
        ),
        (
            "dtstamp_now",
            changed(("DTSTAMP:20260801T080000Z", "DTSTAMP:20261123T085959Z")),
            {"date": "Mon, 23 Nov 2026 09:00:00 GMT"},
        ),
    ],
)
def test_an_ill_answer_has_its_finding(code, body, headers):
    assert of(body, **headers) == [code]


def test_a_healthy_answer_has_none():
    assert of(HEALTHY, etag='"7"') == []
    just_changed = changed(("20260801T080000Z", "20261123T085959Z"))
    assert of(just_changed, etag='"7"') == []
    assert of(HEALTHY, date="nonsense") == []
    assert examine_answer(read_file(HEALTHY), HEADERS) == []


def test_an_alarm_is_no_fault_where_the_answer_is_for_one_reader_alone():
    ringing = (ILL / "alarm.ics").read_bytes()
    own = {"cache-control": "private, no-cache"}
    assert (of(ringing, etag='"7"'), of(ringing, **own)) == (["alarm"], [])


# ------------------------------------------------------------ a moment apart, and later

STAMPED = changed(("DTSTAMP:20260801T080000Z", "DTSTAMP:20261123T090000Z"))
NEW_UID = changed(("0e3c1b7a-5d52-4a0e-9a3f-6a1f0c2d4e5b", "5b0e3c1b-7a5d-424a-8e9a-3f6a1f0c2d4e"))
MOVED = changed(("20270612T", "20270613T"))
FALLEN = changed(("SEQUENCE:1", "SEQUENCE:0"))
GONE = HEALTHY[: HEALTHY.index(b"BEGIN:VEVENT")] + b"END:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("second", "has_etag", "found"),
    [
        (None, True, []),
        (HEALTHY, False, []),
        (HEALTHY, True, ["never_unchanged"]),
        (STAMPED, False, ["stamps_change"]),
        (NEW_UID, False, ["uids_change"]),
        (changed(("TRANSP:OPAQUE", "X-TIME:090001")), False, ["bytes_change"]),
        (MOVED, False, []),
    ],
)
def test_two_looks_a_moment_apart_are_compared(second, has_etag, found):
    other = read_file(second) if second else None
    assert codes(compare_fetches(read_file(HEALTHY), other, has_etag=has_etag)) == found


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (HEALTHY, []),
        (STAMPED, []),
        (NEW_UID, ["uid_changed"]),
        (MOVED, ["sequence_still"]),
        (MOVED.replace(b"SEQUENCE:1", b"SEQUENCE:2"), []),
        (changed(("20270612T120000", "20270612T130000")), ["sequence_still"]),
        (changed(("Regatta", "Great regatta")), []),
        (FALLEN, ["sequence_fell"]),
        (GONE, ["vanished"]),
    ],
)
def test_a_look_is_compared_with_the_last_one(later, found):
    last = look_of(read_file(HEALTHY))
    findings = compare_looks(last, read_file(later), NOW)
    assert codes(findings) == found
    assert not findings or "egatta on the canal" in findings[0].values["title"]


def test_of_a_very_long_file_the_beginning_is_examined():
    piece = HEALTHY[HEALTHY.index(b"BEGIN:VEVENT") : HEALTHY.index(b"END:VCALENDAR")]
    body = HEALTHY.replace(
        piece, b"".join(piece.replace(b"0e3c1b7a", b"%08x" % n) for n in range(7300))
    )
    assert of(body) == ["many_lines"]


# ------------------------------------------------------------------ a long one, in parts

ENTRY = HEALTHY[HEALTHY.index(b"BEGIN:VEVENT") : HEALTHY.index(b"END:VCALENDAR")]


def with_entries(entries: list[bytes]) -> bytes:
    return HEALTHY.replace(ENTRY, b"".join(entries))


LONG = [
    ENTRY.replace(b"0e3c1b7a", b"%08x" % number).replace(b"20270612T", b"%dT" % day)
    for number, day in enumerate(range(20270601, 20270631), 1)
    for number in range(number * 100, number * 100 + 100)
]
SPOILT = [
    *LONG[:50],
    LONG[50].replace(b"SEQUENCE:1\r\n", b""),
    *LONG[51:2900],
    LONG[2900].replace(b"SEQUENCE:1\r\n", b"").replace(b"\\, blades", b", blades"),
    *LONG[2901:],
    LONG[7],
]


def parts_of(body: bytes) -> list:
    return list(read_parts(io.BytesIO(body)))


@pytest.mark.parametrize(
    "body",
    [
        HEALTHY,
        with_entries(LONG),
        with_entries(SPOILT),
        with_entries(SPOILT).replace(b"NAME:", b"X-OTHER:").replace(b"Europe/Paris\r\n", b"X\r\n"),
        with_entries(LONG)[:-200],
        b"",
        GOLDEN.joinpath("empty.core.ics").read_bytes(),
    ],
    ids=["short", "long", "spoilt", "spoilt-head", "cut-off", "nothing", "empty"],
)
def test_in_parts_the_same_is_found_and_seen_as_in_the_whole(body):
    whole = read_file(body)
    parts = parts_of(body)
    assert len(parts) == 1 + len(body) // lines.PART
    assert sum(len(part.events) for part in parts) == len(whole.events)
    assert examine_parts(parts, HEADERS) == examine(whole, HEADERS)
    seen = overview_parts(parts, zone="Asia/Shanghai", now=NOW)
    assert seen == overview(whole, zone="Asia/Shanghai", now=NOW)
    assert seen.size == len(body)


def test_what_is_spoilt_late_in_a_long_calendar_is_found_at_its_line():
    body = with_entries(SPOILT)
    found = {each.code: each for each in examine_parts(parts_of(body))}
    assert set(found) == {"no_sequence", "unescaped", "uid_twice"}
    assert found["no_sequence"].count == 2
    (place,) = found["unescaped"].places
    assert body.split(b"\r\n")[place.number - 1].startswith(b"DESCRIPTION:Boats, blades")


def test_a_long_calendar_takes_little_memory():
    stream = io.BytesIO(with_entries(LONG))
    tracemalloc.start()
    examine_parts(read_parts(stream))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(("size", "is_large"), [(900_000, False), (1_100_000, True)])
def test_how_long_a_calendar_is_stands_in_its_overview(size, is_large):
    body = with_entries(LONG[: size // len(ENTRY)])
    shown = overview(read_file(body), zone="Asia/Shanghai", now=NOW)
    assert shown.is_large == is_large
    assert codes(examine(read_file(body))) == []


def test_what_is_past_or_was_cancelled_may_go():
    after = datetime(2027, 7, 1, tzinfo=UTC)
    assert compare_looks(look_of(read_file(HEALTHY)), read_file(GONE), after) == []
    cancelled = look_of(read_file(changed(("STATUS:CONFIRMED", "STATUS:CANCELLED"))))
    assert compare_looks(cancelled, read_file(GONE), NOW) == []


# ---------------------------------------------------------------------- what is shown


def test_the_overview_is_what_clients_show():
    shown = overview(read_file(HEALTHY), zone="Asia/Shanghai", now=NOW)
    assert (shown.name, shown.entries, shown.to_come) == ("Rowing club", 1, 1)
    (entry,) = shown.next
    assert entry.title == "Regatta on the canal"
    assert entry.starts == datetime(2027, 6, 12, 10)
    assert entry.zone == "Europe/Paris"
    assert entry.instant == datetime(2027, 6, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "hour"), [("tzid_windows", 8), ("floating", 2), ("utc_only", 8), ("tzid_undefined", 8)]
)
def test_a_time_is_reckoned_as_clients_do(name, hour):
    """By the file's own description of a zone, and in the reader's zone where there is none."""
    file = read_file((ILL / f"{name}.ics").read_bytes())
    (entry,) = overview(file, zone="Asia/Shanghai", now=NOW).next
    assert entry.instant == datetime(2027, 6, 12, hour, tzinfo=UTC)


# --------------------------------------------------------------------------- the table

ELSEWHERE = {
    *("content_type", "charset", "no_validator", "never_unchanged", "no_cache_control"),
    "many_lines",
    *("uids_change", "stamps_change", "bytes_change", "method_differs", "dtstamp_now"),
    *("uid_changed", "sequence_still", "sequence_fell", "vanished"),
}
"""Found in an answer or by comparing, not in a file alone."""


def test_every_kind_of_finding_is_tried():
    assert {file.stem.partition(".")[0] for file in FILES} - {"healthy"} | ELSEWHERE == set(KINDS)


def test_every_sentence_can_be_filled_in():
    """Of the same values: what a remedy names, its sentence's finding knows."""
    for code, kind in KINDS.items():
        for sentence in (kind.sentence, kind.remedy):
            names = [name for _text, name, _spec, _how in Formatter().parse(sentence) if name]
            assert set(names) <= {
                *("zone", "name", "said", "true", "property", "header", "body", "type"),
                *("title", "old", "new"),
            }, code


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_found_says_itself(file):
    for finding in examine(read_file(file.read_bytes())):
        assert "{" not in finding.sentence.format(**finding.values)
        assert "{" not in finding.remedy.format(**finding.values)


# ------------------------------------------------------------------------------ hostile


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_nothing_makes_it_stumble(data):
    """Bytes cut out of, put into and swapped in a good file; and bytes of any kind."""
    body = bytearray(data.draw(st.sampled_from([HEALTHY, b""])))
    for _times in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body)))
        until = data.draw(st.integers(at, min(len(body), at + 40)))
        body[at:until] = data.draw(
            st.one_of(
                st.binary(max_size=20),
                st.sampled_from([b"\r\n", b"BEGIN:VEVENT\r\n", b"END:VTIMEZONE\r\n", b"99", b";"]),
            )
        )
    file = read_file(bytes(body))
    examine(file, {"content-type": str(data.draw(st.text(max_size=20)))})
    overview(file, zone="Asia/Shanghai", now=NOW)
    compare_looks(look_of(file), read_file(HEALTHY), NOW)
    compare_fetches(read_file(HEALTHY), file, has_etag=True)
    assert examine_parts(parts_of(bytes(body))) == examine(file)


def repeated(piece: bytes, size: int = 2_000_000) -> bytes:
    return piece * (size // len(piece))


RULED = HEALTHY[HEALTHY.index(b"BEGIN:DAYLIGHT") : HEALTHY.index(b"END:VTIMEZONE")]
ZONES = b"".join(
    b"BEGIN:VTIMEZONE\r\nTZID:Z%d\r\n%sEND:VTIMEZONE\r\n" % (number, RULED)
    for number in range(6000)
)


@soon
@pytest.mark.parametrize(
    "body",
    [
        repeated(b"BEGIN:VEVENT\r\n"),
        b"BEGIN:VCALENDAR\r\n" + repeated(b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"),
        b"BEGIN:VCALENDAR\r\n" + repeated(b"BEGIN:X\r\n") + b"END:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + repeated(b"A;B=C,D;"),
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION:" + repeated(b"\\\\,<a "),
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:" + repeated(b"@a.a"),
        HEALTHY.replace(b"BEGIN:VTIMEZONE", ZONES + b"BEGIN:VTIMEZONE"),
        HEALTHY.replace(b"BEGIN:DAYLIGHT", repeated(RULED) + b"BEGIN:DAYLIGHT"),
        repeated(b"\r"),
        repeated(b"\xff\x00"),
    ],
)
def test_a_hostile_file_takes_no_long_time(body):
    file = read_file(body)
    examine(file)
    overview(file, zone="Asia/Shanghai", now=NOW)
