"""Time zones as clients understand them: VTIMEZONE with one yearly rule each way, RFC 5545 §3.6.5.

The rule is the POSIX footer of the zone's TZif file (RFC 8536 §3.3) in the pinned tzdata. Where it
is not what the clocks really do, or cannot be said as a yearly rule, times are written in UTC:
a list of single transitions is right too, but Outlook and others do not read it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files

from icalendar import (
    Component,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDatetime,
    vRecur,
    vUTCOffset,
)

from forumapp.core.clock import zone_of
from forumapp.ical.folding import content
from forumapp.ical.text import Text

_NAME = r"(<[^>]+>|[A-Za-z]+)"
_TIME = r"([+-]?\d+(?::\d+(?::\d+)?)?)"
_DAY = rf"M(\d+)\.(\d)\.(\d)(?:/{_TIME})?"
_FOOTER = re.compile(rf"{_NAME}{_TIME}(?:{_NAME}{_TIME}?,{_DAY},{_DAY})?")
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_FIRST_YEAR = 1970
_BEGINNING = datetime(_FIRST_YEAR, 1, 1)
_LAST = 5
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Onset:
    """The moment each year when an offset begins, in the wall time that holds until then."""

    month: int
    week: int  # 1 to 4, or _LAST
    weekday: int  # 0 is Sunday
    time: timedelta

    def wall(self, year: int) -> datetime:
        first = datetime(year, self.month, 1)
        day = first + timedelta(days=(self.weekday - first.isoweekday()) % 7)
        day += timedelta(weeks=self.week - 1)
        while day.month != self.month:
            day -= timedelta(weeks=1)
        return day + self.time

    def rule(self) -> dict[str, object]:
        nth = -1 if self.week == _LAST else self.week
        return {
            "FREQ": "YEARLY",
            "BYMONTH": self.month,
            "BYDAY": f"{nth}{_WEEKDAYS[self.weekday]}",
        }


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance from UTC, its abbreviation, and when in the year it begins (never: all year)."""

    name: str
    utc: timedelta
    onset: Onset | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What the clocks of a zone do every year: one offset, or two in turn."""

    standard: Offset
    daylight: Offset | None = None

    def offset(self, instant: datetime) -> timedelta:
        """Distance from UTC at an aware UTC instant."""
        if self.daylight is None:
            return self.standard.utc
        latest = max(
            (begin, offset.utc)
            for year in (instant.year - 1, instant.year)
            for begin, offset in self.onsets(year)
            if begin <= instant
        )
        return latest[1]

    def onsets(self, year: int) -> Iterator[tuple[datetime, Offset]]:
        """The UTC instants of the year's two changes, each with the offset that begins."""
        if self.daylight is None:
            return
        for begins, before in ((self.daylight, self.standard), (self.standard, self.daylight)):
            if begins.onset is not None:
                yield (begins.onset.wall(year) - before.utc).replace(tzinfo=UTC), begins


def is_utc(zone: str) -> bool:
    """Names of UTC itself; Africa/Abidjan has the same offset, but it is a place."""
    if "/" in zone and not zone.startswith("Etc/"):
        return False
    rule = rule_of(zone)
    return rule is not None and rule.daylight is None and not rule.standard.utc


def is_regular(zone: str, first_year: int, last_year: int) -> bool:
    """Does the zone follow its yearly rule in each of these years?"""
    return not is_utc(zone) and all(
        rule_holds(zone, year) for year in range(first_year, last_year + 1)
    )


def names_zone(zone: str, first: datetime, last: datetime) -> bool:
    """Should times from `first` to `last` (same zone or UTC) be written with the zone's name?

    The years before and after count too: a client with older zone data is then right as well, and
    a zone about to change its rules is in UTC in time.
    """
    return is_regular(zone, first.year - 1, last.year + 1)


@lru_cache(maxsize=1024)
def rule_of(zone: str) -> Rule | None:
    """The yearly rule of a zone, or None where it cannot be written as one."""
    match = _FOOTER.fullmatch(_footer(zone))
    if match is None:
        return None
    name, west, other_name, other_west, *days = match.groups()
    first = Offset(_abbreviation(name), -_span(west))
    if other_name is None:
        return Rule(first)
    begin, end = _onset(days[:4]), _onset(days[4:])
    if begin is None or end is None:
        return None
    other_utc = -_span(other_west) if other_west else first.utc + _HOUR
    second = Offset(_abbreviation(other_name), other_utc, begin)
    first = Offset(first.name, first.utc, end)
    # Dublin's footer has its winter as the exception; daylight is what is further east.
    return Rule(first, second) if second.utc > first.utc else Rule(second, first)


@lru_cache(maxsize=4096)
def rule_holds(zone: str, year: int) -> bool:
    """Does the yearly rule give the zone's true offset all through this year (of UTC)?

    Asked on every day and at both sides of each change of the rule: clocks never change twice
    within a day.
    """
    rule = rule_of(zone)
    if rule is None or year <= _FIRST_YEAR:
        return False
    place = zone_of(zone)
    start = datetime(year, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(days=day) for day in range(367)]
    for begin, _offset in rule.onsets(year):
        moments += [begin - timedelta(seconds=1), begin]
    return all(moment.astimezone(place).utcoffset() == rule.offset(moment) for moment in moments)


@lru_cache(maxsize=1024)
def vtimezone(zone: str) -> bytes:
    """The VTIMEZONE of a zone that has a yearly rule; of any other, and of UTC, that of UTC.

    It depends on the zone alone, not on the events beside it; `names_zone` says for which events
    it is right.
    """
    rule = None if is_utc(zone) else rule_of(zone)
    if rule is None:
        zone, rule = "UTC", Rule(Offset("UTC", timedelta()))
    component = Timezone()
    component.add("TZID", Text(zone))
    if rule.daylight is None:
        component.add_component(_observance(TimezoneStandard(), rule.standard, rule.standard))
    else:
        component.add_component(_observance(TimezoneDaylight(), rule.daylight, rule.standard))
        component.add_component(_observance(TimezoneStandard(), rule.standard, rule.daylight))
    return content(component)


def _observance(component: Component, offset: Offset, before: Offset) -> Component:
    begins = offset.onset.wall(_FIRST_YEAR) if offset.onset else _BEGINNING
    component.add("DTSTART", vDatetime(begins))
    component.add("TZOFFSETFROM", vUTCOffset(before.utc))
    component.add("TZOFFSETTO", vUTCOffset(offset.utc))
    component.add("TZNAME", Text(offset.name))
    if offset.onset:
        component.add("RRULE", vRecur(offset.onset.rule()))
    return component


def _footer(zone: str) -> str:
    file = zone_file(zone)
    return file.rsplit(b"\n", 2)[1].decode("ascii")


def zone_file(zone: str) -> bytes:
    """The TZif file of a zone; an unknown name is refused."""
    zone_of(zone)
    return files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


def _abbreviation(name: str) -> str:
    return name.strip("<>")


def _span(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _onset(parts: list[str | None]) -> Onset | None:
    """The onset that a footer names, or None where its time is not within that very day."""
    month, week, weekday, time = parts
    at = _span(time) if time else 2 * _HOUR
    if not timedelta() <= at < timedelta(days=1):
        return None
    return Onset(int(month or 0), int(week or 0), int(weekday or 0), at)
