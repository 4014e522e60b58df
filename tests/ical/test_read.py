"""Somebody else's calendar: what is understood of it, and what is said of the rest."""

import gzip
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forumapp.core.errors import Refused
from forumapp.core.text import say
from forumapp.ical.entry import Moment
from forumapp.ical.read import ReadEntry, read_calendar
from tests.support import soon

BROKEN = Path(__file__).parent / "broken"
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.ics"))
TODAY = date(2026, 11, 23)
HOME = "Asia/Shanghai"

ONLY_FIRST = "It repeats by a rule that is not understood ({}): only the first is here."
WEB_PAGE = (
    "This is a web page, not a calendar. Look there for the address of the calendar, "
    "which often ends in .ics."
)

# Of each broken file: what is said of its one bad entry, and on which line. The other entry is whole.
NOT_READ = {
    "no_start": ("The entry does not say when it begins (DTSTART is missing).", 4),
    "no_title": ("The entry has no title.", 4),
    "ends_before_start": (
        "It ends before it begins. Correct that in the calendar from which it comes.",
        8,
    ),
    "day_that_is_none": ("“20270231T100000” is no date or time.", 7),
    "words_for_a_time": ("“next Tuesday” is no date or time.", 7),
    "far_year": ("The year 2997 lies outside 1900 to 2200.", 7),
}
READ_WITH_A_REMARK = {
    "no_end_of_entry": (
        "The entry has no end (END:VEVENT is missing); the file may be cut off.",
        4,
    ),
    "cut_off": ("The entry has no end (END:VEVENT is missing); the file may be cut off.", 11),
    "no_uid": ("The entry has no UID: it is known again by its title and its start.", 4),
    "floating": ("No time zone is given: read in Asia/Shanghai.", 7),
    "zone_of_windows": (
        "The time zone “Romance Standard Time” is a name of Windows: taken as Europe/Paris.",
        7,
    ),
    "zone_abbreviated": (
        "The time zone “CST” is not known: read in Asia/Shanghai. Check the time.",
        7,
    ),
    "zone_by_its_rules": (
        "The time zone “Our town” is no known name. Its clocks are those of America/New_York.",
        22,
    ),
    "hour_that_clocks_skip": (
        "Clocks in Europe/Paris never show 02:30 that day: moved to 03:30.",
        7,
    ),
    "raw_line_breaks": (
        "The line begins no property: taken as going on from the one before.",
        10,
    ),
    "rule_by_position": (
        ONLY_FIRST.format("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"),
        10,
    ),
    "rule_every_second": (
        ONLY_FIRST.format("FREQ=SECONDLY;COUNT=1000000000"),
        10,
    ),
    "same_uid_twice": ("Another entry of this file has the same UID and is newer.", 4),
}
READ_IN_FULL = {
    "no_end_time": "Lock keepers' meeting",
    "folded_inside_a_letter": "港湾之夜",
    "line_breaks_of_old_macintosh": "Lock keepers' meeting",
    "in_gb18030": "港湾之夜，欢迎光临",
    "in_latin": "Déjeuner à la criée, goûter général",
    "in_utf16": "港湾之夜",
    "with_a_mark_at_its_head": "Lock keepers' meeting",
    "wrong_escapes": r"Boats, ropes & 50\% off",
    "alarms_and_tasks": "Lock keepers' meeting",
    "html_in_texts": "Open day",
}


def read(body: bytes, zone: str = HOME):
    return read_calendar(body, zone=zone, today=TODAY)


def read_file(name: str):
    return read((BROKEN / f"{name}.ics").read_bytes())


def calendar(*lines: str, more: str = "") -> bytes:
    """A file of one entry that begins on 10 March 2027, with these lines more."""
    entry = ["BEGIN:VEVENT", "UID:one@quay.example", "SUMMARY:Meeting", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", *entry, more, "END:VCALENDAR", ""]).encode()


def the_good_one(found) -> None:
    good = next(entry for entry in found.entries if entry.identity == "good@quay.example")
    assert good.title == "Harbour walk"
    assert good.start == Moment(datetime(2027, 3, 10, 10), "Europe/Paris")
    assert good.end == Moment(datetime(2027, 3, 10, 11, 30), "Europe/Paris")
    assert good.remarks == ()


def refusal_of(body: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(body)
    return say(refused.value.sentence, refused.value.values, "en")


def test_every_broken_file_is_in_one_of_the_tables() -> None:
    named = {*NOT_READ, *READ_WITH_A_REMARK, *READ_IN_FULL, "rule_without_end"}
    assert {path.stem for path in BROKEN.glob("*.ics")} == named


@pytest.mark.parametrize("name", NOT_READ)
def test_what_cannot_be_read_says_why_and_where_and_spoils_nothing_else(name: str) -> None:
    found = read_file(name)
    [bad] = [entry for entry in found.entries if entry.problem]
    assert (bad.problem.text("en"), bad.problem.line) == NOT_READ[name]
    the_good_one(found)


@pytest.mark.parametrize("name", READ_WITH_A_REMARK)
def test_what_had_to_be_guessed_is_said(name: str) -> None:
    found = read_file(name)
    remarks = [remark for entry in found.entries for remark in entry.remarks]
    assert [(remark.text("en"), remark.line) for remark in remarks] == [READ_WITH_A_REMARK[name]]
    the_good_one(found)


@pytest.mark.parametrize("name", READ_IN_FULL)
def test_what_is_odd_and_clear_is_read_without_a_word(name: str) -> None:
    found = read_file(name)
    entry = next(entry for entry in found.entries if entry.identity == "one@quay.example")
    assert entry.title == READ_IN_FULL[name]
    assert entry.remarks == ()
    the_good_one(found)


def test_letters_that_are_not_utf_8_are_said_to_be_guessed() -> None:
    said = {
        name: [remark.text("en") for remark in read_file(name).remarks]
        for name in ("in_gb18030", "in_latin", "floating")
    }
    guessed = "The file is not written in UTF-8. Its letters were read as {}: check them."
    assert said == {
        "in_gb18030": [guessed.format("GB18030")],
        "in_latin": [guessed.format("CP1252")],
        "floating": [],
    }


def test_html_and_scripts_are_stripped_to_words() -> None:
    entry = read_file("html_in_texts").entries[0]
    assert (entry.title, entry.description, entry.address) == (
        "Open day",
        "Tea & cake\nat five",
        "",
    )


def test_a_repetition_gives_its_next_fifty_and_says_that_it_goes_on() -> None:
    found = [e for e in read_file("rule_without_end").entries if e.identity.startswith("one@")]
    assert len(found) == 50
    assert found[0].start == Moment(datetime(2027, 3, 10, 10), "Europe/Paris")
    assert found[49].start == Moment(datetime(2027, 4, 28, 10), "Europe/Paris")
    assert found[49].end == Moment(datetime(2027, 4, 28, 11, 30), "Europe/Paris")
    assert found[0].remarks[0].text("en") == (
        "It is repeated more often: of those to come, the first 50 within two years are here."
    )


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["10 03", "17 03", "24 03"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR;COUNT=4", ["10 03", "12 03", "24 03", "26 03"]),
        ("FREQ=MONTHLY;BYDAY=2WE;COUNT=3", ["10 03", "14 04", "12 05"]),
        ("FREQ=MONTHLY;BYDAY=-1WE;UNTIL=20270501", ["10 03", "31 03", "28 04"]),
        ("FREQ=DAILY;INTERVAL=10;UNTIL=20270330T080000Z", ["10 03", "20 03", "30 03"]),
        ("FREQ=YEARLY;COUNT=2", ["10 03", "10 03"]),
    ],
)
def test_repetitions_fall_on_the_days_that_the_rule_names(rule: str, days: list[str]) -> None:
    body = calendar("DTSTART;TZID=Europe/Paris:20270310T100000", f"RRULE:{rule}")
    assert [f"{entry.start.wall:%d %m}" for entry in read(body).entries] == days


@pytest.mark.parametrize(
    ("zone", "start", "rule", "instants"),
    [
        ("Asia/Shanghai", "20270104T230000Z", "WEEKLY;BYDAY=MO", ["04T23", "11T23", "18T23"]),
        ("Europe/Paris", "20270322T090000Z", "WEEKLY;COUNT=3", ["22T09", "29T09", "05T09"]),
        ("America/New_York", "20270301T020000Z", "MONTHLY;COUNT=3", ["01T02", "01T02", "01T02"]),
    ],
)
def test_what_is_written_in_utc_is_repeated_in_utc(
    zone: str, start: str, rule: str, instants: list[str]
) -> None:
    end = start.replace("0000Z", "3000Z")
    body = calendar(f"DTSTART:{start}", f"DTEND:{end}", f"RRULE:FREQ={rule}")
    found = read(body, zone).entries[:3]
    assert [f"{entry.start.instant:%dT%H}" for entry in found] == instants
    assert {(entry.end.instant - entry.start.instant).seconds for entry in found} == {30 * 60}


@pytest.mark.parametrize("until", ["20270315", "20270315T220000", "20270316T020000Z"])
def test_the_last_evening_of_a_series_is_in_it_where_the_series_is(until: str) -> None:
    evening = "DTSTART;TZID=America/New_York:20270301T220000"
    found = read(calendar(evening, f"RRULE:FREQ=WEEKLY;UNTIL={until}")).entries
    assert [f"{entry.start.wall:%d %H}" for entry in found] == ["01 22", "08 22", "15 22"]


def test_one_that_moves_all_later_ones_says_that_they_are_not_moved_here() -> None:
    moved = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20270317T100000"
    [entry] = read(calendar("DTSTART;TZID=Europe/Paris:20270317T150000", moved)).entries
    assert [remark.text("en") for remark in entry.remarks] == [
        "All later ones were moved with it (RANGE), but are here as they were: check them."
    ]


def test_a_day_left_out_of_what_is_written_in_utc_stays_out() -> None:
    left_out = "EXDATE:20270329T090000Z"
    body = calendar("DTSTART:20270322T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3", left_out)
    found = read(body, "Europe/Paris").entries
    assert [f"{entry.start.wall:%d %m %H}" for entry in found] == ["22 03 10", "05 04 11"]


def test_a_counted_repetition_that_began_long_ago_gives_what_is_to_come() -> None:
    body = calendar("DTSTART;TZID=Europe/Paris:20220103T100000", "RRULE:FREQ=WEEKLY;COUNT=258")
    found = read(body).entries
    assert [f"{entry.start.wall:%Y-%m-%d}" for entry in found] == [
        *("2026-11-23", "2026-11-30", "2026-12-07")
    ]
    assert found[0].remarks == ()


@pytest.mark.parametrize("ends", ["UNTIL=20230101T000000Z", "COUNT=4"])
def test_a_repetition_that_is_over_is_shown_once_and_says_so(ends: str) -> None:
    body = calendar("DTSTART;TZID=Europe/Paris:20220103T100000", f"RRULE:FREQ=WEEKLY;{ends}")
    [entry] = read(body).entries
    assert f"{entry.start.wall:%Y-%m-%d}" == "2022-01-03"
    assert [remark.text("en") for remark in entry.remarks] == [
        "It was repeated, but never again from today on: only the first is here."
    ]


def test_a_repetition_with_an_end_beyond_two_years_says_that_it_goes_on() -> None:
    found = read(calendar(START, "RRULE:FREQ=MONTHLY;COUNT=90")).entries
    assert len(found) == 24
    assert "within two years" in found[0].remarks[0].text("en")


def test_an_instance_that_was_left_out_or_changed_alone_is_not_there_twice() -> None:
    changed = (
        "BEGIN:VEVENT\r\nUID:one@quay.example\r\nSUMMARY:Meeting elsewhere\r\n"
        "RECURRENCE-ID:20270324T090000Z\r\nDTSTART;TZID=Europe/Paris:20270325T150000\r\nEND:VEVENT"
    )
    body = calendar(
        "DTSTART;TZID=Europe/Paris:20270310T100000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/Paris:20270317T100000",
        more=changed,
    )
    assert [(f"{e.start.wall:%d %H:%M}", e.title) for e in read(body).entries] == [
        ("10 10:00", "Meeting"),
        ("31 10:00", "Meeting"),
        ("25 15:00", "Meeting elsewhere"),
    ]


def test_days_are_days_and_the_end_is_the_last_of_them() -> None:
    body = calendar("DTSTART;VALUE=DATE:20270310", "DTEND;VALUE=DATE:20270313")
    [entry] = read(body).entries
    assert (entry.start, entry.end) == (date(2027, 3, 10), date(2027, 3, 12))


def test_utc_is_shown_in_the_calendar_s_own_zone() -> None:
    body = calendar("DTSTART:20270310T150000Z", "DURATION:PT90M", more="X-WR-TIMEZONE:US/Eastern")
    [entry] = read(body).entries
    assert entry.start == Moment(datetime(2027, 3, 10, 10), "America/New_York")
    assert entry.end == Moment(datetime(2027, 3, 10, 11, 30), "America/New_York")


def test_the_second_of_two_equal_hours_stays_the_second() -> None:
    body = calendar("DTSTART:20271107T063000Z", more="X-WR-TIMEZONE:America/New_York")
    assert read(body).entries[0].start == Moment(
        datetime(2027, 11, 7, 1, 30), "America/New_York", 1
    )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\r\n \r\n", "This file is empty."),
        (
            b"PK\x03\x04rest",
            "This is a ZIP archive. Unpack it and choose the .ics file inside.",
        ),
        (
            b"\xef\xbb\xbf<!DOCTYPE html><html><p>BEGIN:VEVENT",
            WEB_PAGE,
        ),
        (
            b"%PDF-1.7 \x00\x01",
            "This is no text, so it is no calendar. Choose a file that ends in .ics.",
        ),
        (
            b"Dear all, the walk is on Tuesday.",
            "This is no calendar: it does not begin with BEGIN:VCALENDAR. Choose another file.",
        ),
        (
            b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
            "This calendar has no entries: there is nothing to import.",
        ),
        (
            b"\x1f\x8bdamaged",
            "This file is compressed and damaged. Fetch or export it again.",
        ),
    ],
)
def test_what_is_no_calendar_is_refused_with_a_sentence(body: bytes, sentence: str) -> None:
    assert refusal_of(body) == sentence


TOO_LARGE = "This calendar is too large to be read at once. Export a part of it, such as one year."
START = "DTSTART;TZID=Europe/Paris:20270310T100000"


@soon
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(calendar(START, "X-A:" + "a" * 2_000_000), id="bytes"),
        pytest.param(gzip.compress(b"BEGIN:VCALENDAR\r\n" + b"A:1\r\n" * 10_000_000), id="gzip"),
        pytest.param(calendar(START, *["A:1"] * 100_001), id="lines"),
        pytest.param(calendar(START, more="BEGIN:VTODO\r\nEND:VTODO\r\n" * 2_001), id="blocks"),
    ],
)
def test_what_is_too_large_is_refused_soon(body: bytes) -> None:
    assert refusal_of(body) == TOO_LARGE


def test_parts_within_parts_without_end_are_refused() -> None:
    body = calendar(START, *["BEGIN:VALARM"] * 50)
    assert refusal_of(body) == "Parts of this calendar lie too deep in each other to be read."


def test_what_is_too_much_of_one_entry_is_left_out_of_it() -> None:
    [long] = read(calendar(START, "ATTACH;VALUE=BINARY:" + "QUJD" * 30_000)).entries
    assert [remark.text("en") for remark in long.remarks] == [
        "The line is longer than 100 kB and was left out."
    ]
    [many] = read(calendar(START, *["COMMENT:a"] * 1_001)).entries
    assert many.problem.text("en") == "The entry has more than 1000 properties."


@soon
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=1000000000",
        "FREQ=WEEKLY;INTERVAL=999999999",
        "FREQ=DAILY;UNTIL=99991231T235959Z",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "FREQ=MINUTELY;BYSECOND=1",
        "FREQ=;;;",
    ],
)
def test_no_rule_of_repetition_takes_long(rule: str) -> None:
    found = read(calendar(START, f"RRULE:{rule}", more=""))
    assert 1 <= len(found.entries) <= 50
    assert found.entries[0].start == Moment(datetime(2027, 3, 10, 10), "Europe/Paris")


@soon
def test_two_thousand_unknown_zones_take_no_long_search() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Z{0}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0013\r\nTZOFFSETTO:+0013\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    entry = "BEGIN:VEVENT\r\nUID:{0}\r\nSUMMARY:a\r\nDTSTART;TZID=Z{0}:20270310T100000\r\nEND:VEVENT\r\n"
    body = "BEGIN:VCALENDAR\r\n" + "".join(
        text.format(number) for number in range(600) for text in (zone, entry)
    )
    assert len(read(body.encode()).entries) == 600


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("US/Eastern", "America/New_York"),
        ("/quay.example/20270101_1/Europe/Paris", "Europe/Paris"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("China Standard Time", "Asia/Shanghai"),
        ("GMT", "UTC"),
        ("PRC", "Asia/Shanghai"),
    ],
)
def test_foreign_names_of_zones_are_known(written: str, zone: str) -> None:
    body = calendar(f'DTSTART;TZID="{written}":20270310T100000')
    assert read(body, "Asia/Tokyo").entries[0].start == Moment(datetime(2027, 3, 10, 10), zone)


def test_rules_of_its_own_for_a_known_zone_are_not_followed_and_said() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0300\r\nTZOFFSETTO:{}\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    [entry] = read(calendar(START, more=zone.format("+0300"))).entries
    assert entry.start == Moment(datetime(2027, 3, 10, 10), "Europe/Paris")
    [remark] = entry.remarks
    assert remark.text("en") == (
        "The file says that clocks in Europe/Paris show UTC+3 that day, but they show UTC+1. "
        "Check the time."
    )
    [right] = read(calendar(START, more=zone.format("+0100"))).entries
    assert right.remarks == ()


def entries_or_none(body: bytes) -> list[ReadEntry]:
    try:
        return read(body).entries
    except Refused:
        return []


def survives(body: bytes) -> None:
    """It is read or refused; every remark can be said in both languages."""
    for entry in entries_or_none(body):
        assert (entry.problem is None) == (entry.start is not None)
        for remark in (*entry.remarks, *filter(None, [entry.problem])):
            assert remark.text("en")
            assert remark.text("zh")


FUZZ = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PIECES = (
    *(b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"BEGIN:VALARM\r\n", b"END:VCALENDAR\r\n"),
    *(
        b"RRULE:FREQ=DAILY;COUNT=1000000000\r\n",
        b"DTSTART:99999999T999999Z\r\n",
        b"DURATION:P9999W",
    ),
    *(b"RECURRENCE-ID:20270310T100000\r\n", b"DTEND;VALUE=DATE:20270301\r\n", b"TZID:", b";TZID="),
    *(b"\0", b"\xff\xfe", b"\r", b" ", b'"', b"\\", b":", b"\xe6", b"<script>", b"UID:\r\n"),
)


@FUZZ
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    survives(noise)
    survives(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + noise)


@FUZZ
@given(
    st.sampled_from([*GOLDEN, *sorted(BROKEN.glob("*.ics"))]),
    st.lists(
        st.tuples(
            st.floats(0, 1), st.sampled_from(PIECES) | st.binary(max_size=20), st.integers(0, 40)
        ),
        min_size=1,
        max_size=12,
    ),
)
def test_good_files_spoiled_anywhere_are_read_or_refused(path: Path, spoils) -> None:
    body = path.read_bytes()
    for where, piece, cut in spoils:
        at = int(where * len(body))
        body = body[:at] + piece + body[at + cut :]
    survives(body)


def clocks(zone: str, parts: int) -> str:
    """A VTIMEZONE whose rules never hold."""
    part = (
        "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0107\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31\r\nEND:STANDARD\r\n"
    )
    return f"BEGIN:VTIMEZONE\r\nTZID:{zone}\r\n{part * parts}END:VTIMEZONE\r\n"


def entries(count: int, *lines: str) -> str:
    """Entries in 199 years, each with these lines more."""
    return "".join(
        "\r\n".join(
            [
                *("BEGIN:VEVENT", f"UID:{number}", "SUMMARY:a"),
                f"DTSTART;TZID=Europe/Paris:{1901 + number % 199}1201T100000",
                *(*lines, "END:VEVENT", ""),
            ]
        )
        for number in range(count)
    )


LEFT_OUT = "EXDATE;TZID=Europe/Paris:" + ",".join(["20260101T000000"] * 1000)


@soon
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            clocks("Europe/Paris", 50) + entries(5, "RRULE:FREQ=DAILY", *[LEFT_OUT] * 3),
            id="many days left out",
        ),
        pytest.param(clocks("Europe/Paris", 1_700) + entries(250), id="many years of many rules"),
        pytest.param(
            "".join(clocks(f"Z{number}", 45) for number in range(40))
            + entries(40).replace("Europe/Paris", "Z1"),
            id="many zones",
        ),
        pytest.param(
            entries(1_900, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"), id="rules that never hold"
        ),
        pytest.param(
            entries(900, "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=99999999"), id="counted for ever"
        ),
        pytest.param(entries(20, "DESCRIPTION:" + "<div>" * 19_000), id="tags in tags"),
        pytest.param(entries(1_200, "DESCRIPTION:" + "<i>" * 499), id="some tags everywhere"),
    ],
)
def test_no_file_takes_long_whatever_it_asks_for(body: str) -> None:
    with suppress(Refused):
        read(f"BEGIN:VCALENDAR\r\n{body}END:VCALENDAR\r\n".encode())


def test_many_tags_leave_their_words_and_what_only_looks_like_one() -> None:
    marked = "<div><b>Berths</b>: 3 < 5</div>" * 600
    [entry] = read(calendar(START, f"DESCRIPTION:{marked}<script>let a = 1</script>")).entries
    assert entry.description.startswith("Berths: 3 < 5\nBerths: 3 < 5\n")
    assert "let a" not in entry.description
    assert "<b>" not in entry.description
