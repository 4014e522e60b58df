"""Whether every client shows the same hour: RFC 5545 §3.2.19, §3.3.5, §3.6.5."""

from collections.abc import Iterator
from datetime import timedelta

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from forumapp.core.clock import is_doubled, is_skipped
from forumapp.core.when import offset_text
from forumapp.ical.doctor.findings import Found
from forumapp.ical.doctor.lines import File, Line
from forumapp.ical.doctor.observances import Clocks, clocks_of
from forumapp.ical.doctor.times import place_names, read_time, true_offset

_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")
_LONGEST_ABBREVIATION = 5


def found_in_zones(file: File) -> Iterator[Found]:
    lines = [line for event in file.events for line in event.all(*_TIMES)]
    zones = clocks_of(file)
    yield from _definitions(file, zones)
    yield from _names(lines, zones)
    yield from _offsets(lines, zones)
    times = [(line, time) for line in lines if (time := read_time(line)) and not time.is_date]
    for line, time in times:
        if time.is_floating:
            yield Found("floating", line)
    is_in_utc = bool(times) and all(time.zone == "UTC" for _line, time in times)
    if is_in_utc and not file.calendar.value("X-WR-TIMEZONE"):
        yield Found("utc_only", times[0][0])


def _definitions(file: File, zones: dict[str, Clocks]) -> Iterator[Found]:
    for part in file.calendar.named("VTIMEZONE"):
        tzid = part.value("TZID")
        if zones[tzid].part is not part:
            yield Found("zone_twice", part.begin, {"zone": tzid})
        elif zones[tzid].is_by_dates:
            yield Found("zone_by_dates", part.begin, {"zone": tzid})
        elif not zones[tzid].is_read:
            yield Found("zone_not_read", part.begin, {"zone": tzid})


def _names(lines: list[Line], zones: dict[str, Clocks]) -> Iterator[Found]:
    for line in lines:
        zone = line.parameters.get("TZID")
        if zone is None:
            continue
        if zone not in zones:
            yield Found("tzid_undefined", line, {"zone": zone})
        if zone in WINDOWS_TO_OLSON:
            yield Found("tzid_windows", line, {"zone": zone, "name": WINDOWS_TO_OLSON[zone]})
        elif zone not in place_names():
            is_short = zone.isalnum() and len(zone) <= _LONGEST_ABBREVIATION
            yield Found("tzid_abbreviation" if is_short else "tzid_unknown", line, {"zone": zone})


def _offsets(lines: list[Line], zones: dict[str, Clocks]) -> Iterator[Found]:
    """Where a wall time is none or two, or where the file's own description of a zone gives another
    offset than that place has.
    """
    for line in lines:
        zone = line.parameters.get("TZID", "")
        time = read_time(line)
        if time is None or time.is_date or zone not in place_names():
            continue
        if is_skipped(time.wall, zone) or is_doubled(time.wall, zone):
            code = "skipped_hour" if is_skipped(time.wall, zone) else "doubled_hour"
            yield Found(code, line, {"zone": zone})
            continue
        if zone not in zones:
            continue
        said, true = zones[zone].offset(time.wall), true_offset(time.wall, zone)
        if said is not None and said != true:
            values = {"said": offset_text(said), "true": offset_text(true or timedelta())}
            yield Found("zone_differs", line, {"zone": zone, **values})
