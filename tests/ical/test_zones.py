"""Every zone at every change of its clocks, read by other people's programs: the hour is right."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from forumapp.core.clock import is_skipped
from forumapp.ical.entry import Entry, Mailbox, Moment, write_entry, zones_of
from forumapp.ical.zones import is_regular, is_utc, rule_of, vtimezone
from tests.ical.checks import check_public, unfolded
from tests.ical.readers import read_with_libical
from tests.ical.samples import HEADER, STAMPED, calendar

YEARS = (2026, 2027, 2028, 2029)
SAMPLE = (
    *("Africa/Abidjan", "Africa/Cairo", "Africa/Casablanca", "America/Argentina/Buenos_Aires"),
    *("America/Havana", "America/Los_Angeles", "America/New_York", "America/Nuuk"),
    *("America/Phoenix", "America/Santiago", "America/Sao_Paulo", "America/St_Johns"),
    *("America/Vancouver", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem"),
    *("Asia/Kathmandu", "Asia/Shanghai", "Asia/Urumqi", "Atlantic/Azores", "Australia/Lord_Howe"),
    *("Australia/Sydney", "Europe/Dublin", "Europe/Lisbon", "Europe/London", "Europe/Moscow"),
    *("Europe/Paris", "Pacific/Apia", "Pacific/Chatham", "UTC", "Etc/GMT-14", "EST5EDT"),
)
"""One zone of each kind that has ever been wrong in somebody's calendar; `--full` takes them all."""

PLAIN = Entry(
    uid="",
    sequence=0,
    created=STAMPED,
    changed=STAMPED,
    start=date(2027, 1, 1),
    end=date(2027, 1, 1),
    summary="At the change of the clocks",
    organizer=Mailbox("Chamber", "events@harbour-chamber.example"),
)


@pytest.fixture(scope="module")
def swept(full) -> list[Entry]:
    names = sorted(available_timezones() - {"Factory", "localtime"}) if full else SAMPLE
    return [entry for name in names for entry in around_changes(name)]


def around_changes(zone: str) -> Iterator[Entry]:
    """Events that start every half hour around each change and in the middle of each month."""
    walls = {datetime(year, month, 15, 12) for year in YEARS for month in range(1, 13)}
    for change in changes(zone):
        local = change.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        walls |= {local + timedelta(minutes=30 * step) for step in range(-6, 7)}
    for wall in sorted(walls):
        for fold in (0, 1):
            start = Moment(wall, zone, fold)
            if not is_skipped(wall, zone):
                end = Moment(wall + timedelta(days=1, hours=3), zone)
                if is_skipped(end.wall, zone):
                    end = Moment(wall + timedelta(days=2), zone)
                uid = f"{zone} {wall:%Y-%m-%dT%H:%M} {fold}"
                yield replace(PLAIN, uid=uid, start=start, end=end)


def changes(zone: str) -> Iterator[datetime]:
    """The UTC instants at which zoneinfo's offset changes, to the second."""
    place = ZoneInfo(zone)
    step = timedelta(hours=12)
    before = datetime(YEARS[0], 1, 1, tzinfo=UTC)
    while before.year <= YEARS[-1]:
        after = before + step
        if before.astimezone(place).utcoffset() != after.astimezone(place).utcoffset():
            low, high = before, after
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                same = middle.astimezone(place).utcoffset() == low.astimezone(place).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield high
        before = after


def read_otherwise(entries, read) -> list[tuple]:
    return [
        (got.uid, entry.start.instant, got.start, entry.end.instant, got.end)
        for entry, got in zip(entries, read, strict=True)
        if (got.start, got.end) != (entry.start.instant, entry.end.instant)
    ]


def in_pieces(entries, size=2000) -> Iterator[list[Entry]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]


def test_libical_reads_every_hour_as_zoneinfo_does(swept):
    for piece in in_pieces(swept):
        assert read_otherwise(piece, read_with_libical(calendar(*piece))) == []


def test_ical_js_reads_every_hour_as_zoneinfo_does(swept, ical_js):
    for piece in in_pieces(swept):
        assert read_otherwise(piece, ical_js(calendar(*piece))) == []


def test_every_vtimezone_passes_the_house_checks(swept):
    for piece in in_pieces(swept):
        check_public(calendar(*piece))


def at(zone: str, *wall: int, fold: int = 0) -> list[str]:
    start = Moment(datetime(*wall), zone, fold)
    end = Moment(datetime(*wall) + timedelta(days=2), zone)
    written = write_entry(replace(PLAIN, uid="x", start=start, end=end))
    return [line for line in unfolded(written) if line.startswith("DT") and "STAMP" not in line]


def test_a_regular_zone_is_named_and_has_one_rule_each_way():
    assert at("Europe/Paris", 2027, 7, 1, 10) == [
        "DTSTART;TZID=Europe/Paris:20270701T100000",
        "DTEND;TZID=Europe/Paris:20270703T100000",
    ]
    assert vtimezone("Europe/Paris").decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Paris",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_dublins_winter_is_its_standard_time():
    rule = rule_of("Europe/Dublin")
    assert (rule.standard.name, rule.daylight.name) == ("GMT", "IST")
    assert rule.daylight.utc - rule.standard.utc == timedelta(hours=1)


@pytest.mark.parametrize(
    "zone", ["Africa/Casablanca", "Africa/Cairo", "Asia/Jerusalem", "America/Santiago", "Asia/Gaza"]
)
def test_a_zone_without_a_yearly_rule_is_written_in_utc(zone):
    instant = Moment(datetime(2027, 7, 1, 10), zone).instant
    assert at(zone, 2027, 7, 1, 10)[0] == f"DTSTART:{instant:%Y%m%dT%H%M%SZ}"


def test_a_zone_that_changes_its_rule_is_written_in_utc_around_that_year():
    assert not is_regular("America/Vancouver", 2026, 2026)
    assert at("America/Vancouver", 2027, 7, 1, 10)[0].endswith("Z")
    assert at("America/Vancouver", 2028, 7, 1, 10)[0] == (
        "DTSTART;TZID=America/Vancouver:20280701T100000"
    )


def test_utc_by_any_name_is_z_and_a_place_at_utc_is_not():
    assert at("UTC", 2027, 7, 1, 10)[0] == "DTSTART:20270701T100000Z"
    assert at("Etc/GMT", 2027, 7, 1, 10)[0] == "DTSTART:20270701T100000Z"
    assert is_utc("GMT")
    assert at("Africa/Abidjan", 2027, 7, 1, 10)[0] == "DTSTART;TZID=Africa/Abidjan:20270701T100000"


def test_of_two_equal_hours_each_is_said_in_utc():
    assert at("Europe/Paris", 2027, 10, 31, 2, 30, fold=0)[0] == "DTSTART:20271031T003000Z"
    assert at("Europe/Paris", 2027, 10, 31, 2, 30, fold=1)[0] == "DTSTART:20271031T013000Z"


def test_an_event_names_the_zones_that_its_bytes_name():
    flight = replace(
        PLAIN,
        uid="x",
        start=Moment(datetime(2027, 3, 10, 13), "Asia/Shanghai"),
        end=Moment(datetime(2027, 3, 10, 14), "America/New_York"),
    )
    assert zones_of(flight) == ("America/New_York", "Asia/Shanghai")
    casablanca = Moment(datetime(2027, 3, 10, 14), "Africa/Casablanca")
    assert zones_of(replace(flight, end=casablanca)) == ("Asia/Shanghai",)
    assert zones_of(PLAIN) == ()


@pytest.mark.parametrize(
    ("zone", "named"),
    [("Asia/Shanghai", "Asia/Shanghai"), ("Africa/Casablanca", "UTC"), ("UTC", "UTC")],
)
def test_an_empty_calendar_has_one_zone_so_that_it_is_valid(zone, named):
    written = calendar(header=replace(HEADER, zone=zone))
    assert [line for line in unfolded(written) if line.startswith("TZID")] == [f"TZID:{named}"]
    assert read_with_libical(written) == []
