"""VTIMEZONE as simple clients read it: yearly rules or lists of dates, RFC 5545 §3.6.5."""

import re
from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from forumapp.ical.doctor.lines import File, Line, Part

_WALL = re.compile(r"\d{8}T\d{6}")
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_BYDAY = re.compile(r"([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST = 2000
_YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class Yearly:
    """A day of a month each year: the nth weekday, or the first weekday of some days (8 to 14)."""

    month: int
    weekday: int
    nth: int
    days: tuple[int, ...]
    last_year: int

    def onset(self, year: int, time: timedelta) -> datetime | None:
        first, length = monthrange(year, self.month)
        days = list(range(1 + (self.weekday - first) % 7, length + 1, 7))
        if self.days:
            days = [day for day in days if day in self.days][:1]
        index = self.nth - 1 if self.nth > 0 else self.nth
        if not -len(days) <= index < len(days):
            return None
        return datetime(year, self.month, days[index]) + time


@dataclass(frozen=True, slots=True)
class Observance:
    """An offset, and when it begins: wall times in the offset that holds until then."""

    before: timedelta
    offset: timedelta
    onsets: tuple[datetime, ...]


class Clocks:
    """What a VTIMEZONE says of the distance from UTC.

    `is_read` is false where its rules are not among those that clients in general understand;
    `is_by_dates` where it changes without any rule. At most `room` observances are read.
    """

    def __init__(self, part: Part, room: int) -> None:
        self.part = part
        self.tzid = part.value("TZID")
        inside = part.named("STANDARD", "DAYLIGHT")
        rules = [line for each in inside for line in each.all("RRULE")]
        self.is_by_dates = len(inside) > 1 and not rules
        read = [_observance(each) for each in inside[:room]]
        self.is_read = 0 < len(inside) <= room and None not in read
        self._observances = [each for each in read if each is not None]

    @cached_property
    def _changes(self) -> list[tuple[datetime, timedelta]]:
        return sorted((at, each.offset) for each in self._observances for at in each.onsets)

    def offset(self, wall: datetime) -> timedelta | None:
        """Distance from UTC at a wall time, or None where that is not known."""
        if not self.is_read:
            return None
        index = bisect_right(self._changes, (wall, timedelta.max))
        if index:
            return self._changes[index - 1][1]
        return self._observances[0].before


def clocks_of(file: File) -> dict[str, Clocks]:
    """The zones that the file defines, by TZID; of one defined twice, the first."""
    zones: dict[str, Clocks] = {}
    room = _MOST
    for part in file.calendar.named("VTIMEZONE"):
        if part.value("TZID") not in zones:
            clocks = Clocks(part, room)
            zones[clocks.tzid] = clocks
            room = max(0, room - len(part.parts))
    return zones


def _observance(part: Part) -> Observance | None:
    before, offset = _offset(part.value("TZOFFSETFROM")), _offset(part.value("TZOFFSETTO"))
    start = _wall(part.value("DTSTART"))
    if before is None or offset is None or start is None:
        return None
    onsets = {start}
    for line in part.all("RDATE"):
        onsets |= {wall for value in line.value.split(",") if (wall := _wall(value))}
    for line in part.all("RRULE")[:2]:
        rule = _yearly(line, start)
        if rule is None:
            return None
        time = timedelta(hours=start.hour, minutes=start.minute, seconds=start.second)
        years = range(max(start.year, _YEARS[0]), min(rule.last_year, _YEARS[-1]) + 1)
        onsets |= {at for year in years if (at := rule.onset(year, time)) and at >= start}
    return Observance(before, offset, tuple(sorted(onsets)))


def _yearly(line: Line, start: datetime) -> Yearly | None:
    rule = dict(each.partition("=")[::2] for each in line.value.strip().upper().split(";"))
    known = {"FREQ", "BYMONTH", "BYDAY", "BYMONTHDAY", "UNTIL", "INTERVAL", "WKST"}
    if set(rule) - known or rule.get("FREQ") != "YEARLY" or rule.get("INTERVAL", "1") != "1":
        return None
    month, day = rule.get("BYMONTH", str(start.month)), _BYDAY.fullmatch(rule.get("BYDAY", ""))
    dates = [each for each in rule.get("BYMONTHDAY", "").split(",") if each]
    is_sound = month.isascii() and month.isdigit() and 1 <= int(month) <= 12
    if not is_sound or day is None or not (day[1] or dates):
        return None
    if not all(each.isascii() and each.isdigit() and len(each) < 3 for each in dates):
        return None
    until = rule.get("UNTIL", "")[:4]
    last = int(until) if until.isascii() and until.isdigit() else _YEARS[-1]
    days = tuple(map(int, dates))
    return Yearly(int(month), _WEEKDAYS.index(day[2]), int(day[1] or 1), days, last)


def _wall(value: str) -> datetime | None:
    if not _WALL.fullmatch(value.strip()):
        return None
    try:
        return datetime.strptime(value.strip(), "%Y%m%dT%H%M%S")
    except ValueError:
        return None


def _offset(value: str) -> timedelta | None:
    match = _OFFSET.fullmatch(value)
    if match is None:
        return None
    hours, minutes, seconds = (int(each or 0) for each in match.groups()[1:])
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -span if match[1] == "-" else span
