"""Which zone of ours a foreign TZID means: RFC 5545 §3.2.19, §3.6.5.

A name that we know; else the one that Windows or CLDR gives to it; else the zone whose clocks do
what the file's own VTIMEZONE says; else the reader's own zone, and the remark says so.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from babel.core import get_global
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from forumapp.core.clock import zone_names, zone_of
from forumapp.core.text import _
from forumapp.core.when import offset_text
from forumapp.ical.effort import Effort
from forumapp.ical.raw import Block
from forumapp.ical.recurring import Rule, parse_rule
from forumapp.ical.remarks import Remark

_UTC = {"UTC", "GMT", "Z", "ZULU", "ETC/UTC", "ETC/GMT", "ETC/UCT", "UCT", "UNIVERSAL", "GREENWICH"}
_ABBREVIATIONS = {"EST", "MST", "HST", "CST", "PST", "CET", "EET", "MET", "WET", "IST", "BST"}
"""Each means several zones; CLDR names one for some of them."""
_MOST_OWN_ZONES = 40
_MOST_OBSERVANCES = 50
_MOST_DATES = 500
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_WALL = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?")
_PROBE_DAYS = [(month, day) for month in range(1, 13) for day in (1, 15)]

_BY_WINDOWS = _("The time zone “{written}” is a name of Windows: taken as {zone}.")
_BY_CLOCKS = _("The time zone “{written}” is no known name. Its clocks are those of {zone}.")
_OTHER_CLOCKS = _(
    "The file says that clocks in {zone} show {theirs} that day, but they show {ours}. Check the time."
)
_UNKNOWN = _("The time zone “{written}” is not known: read in {zone}. Check the time.")


@dataclass(frozen=True, slots=True)
class Observance:
    """STANDARD or DAYLIGHT of a VTIMEZONE: an offset and the wall times at which it begins."""

    offset: timedelta
    first: datetime
    rule: Rule | None
    others: tuple[datetime, ...]

    def begins_in(self, year: int) -> Iterator[datetime]:
        """When its rule lets it begin in a year."""
        if self.rule is None:
            return
        begun, day = self.first.date(), date(year, 1, 1)
        while day.year == year:
            if day > begun and self.rule.holds(day, begun):
                yield datetime.combine(day, self.first.time())
            day += timedelta(days=1)


class OwnClocks:
    """What a VTIMEZONE says of the distance from UTC; each year of it is reckoned once."""

    def __init__(self, observances: list[Observance], effort: Effort) -> None:
        self._effort = effort
        self._observances = observances
        self._stated = sorted(
            (at, each.offset) for each in observances for at in (each.first, *each.others)
        )
        self._years: dict[int, list[tuple[datetime, timedelta]]] = {}

    def offset(self, wall: datetime) -> timedelta | None:
        """At a wall time; None before all that is said."""
        begun = _latest(self._stated, wall)
        if not begun:
            return None
        for year in (wall.year - 1, wall.year):
            begun += _latest(self._by_rules(year), wall)
        return max(begun)[1]

    def _by_rules(self, year: int) -> list[tuple[datetime, timedelta]]:
        if year not in self._years:
            with_rule = [each for each in self._observances if each.rule]
            self._effort.spend(len(with_rule) * 366)
            self._years[year] = sorted(
                (at, each.offset) for each in with_rule for at in each.begins_in(year)
            )
        return self._years[year]


def _latest(begun: list[tuple[datetime, timedelta]], wall: datetime) -> list[Any]:
    """The last of these changes that is not after a wall time, or none."""
    after = bisect_right(begun, (wall, timedelta.max))
    return begun[after - 1 : after] if after else []


class ForeignZones:
    """The zones of one file, read with `home` where it leaves open what is meant."""

    def __init__(self, blocks: Iterable[Block], home: str) -> None:
        self.home = home
        self.effort = Effort()
        self._own: dict[str, OwnClocks] = {}
        self._places: dict[str, str] = {}
        self._found: dict[tuple[str, int], str] = {}
        for block in blocks:
            if name := block.first("TZID"):
                clocks = OwnClocks(_observances(block), self.effort)
                self._own[name.value.strip()] = clocks
                if place := block.first("X-LIC-LOCATION"):
                    self._places[name.value.strip()] = place.value.strip()

    def zone(self, written: str, wall: datetime) -> tuple[str, Remark | None]:
        """Our zone for a TZID as it is written, and what must be said about that."""
        known = known_zone(written) or known_zone(self._places.get(written, ""))
        if known:
            return known, self._differing(written, known, wall)
        if windows := WINDOWS_TO_OLSON.get(written):
            zone = known_zone(windows) or windows
            return zone, Remark(_BY_WINDOWS, {"written": written, "zone": zone})
        if clocks := self._by_clocks(written, wall.year):
            return clocks, Remark(_BY_CLOCKS, {"written": written, "zone": clocks})
        return self.home, Remark(_UNKNOWN, {"written": written[:100], "zone": self.home})

    def _differing(self, written: str, zone: str, wall: datetime) -> Remark | None:
        """What the file's own rules for a known zone say otherwise at noon of that day."""
        noon = wall.replace(hour=12, minute=0)
        own = self._own.get(written)
        theirs = own.offset(noon) if own else None
        ours = noon.replace(tzinfo=zone_of(zone)).utcoffset()
        if theirs is None or ours is None or theirs == ours:
            return None
        told = {"zone": zone, "theirs": offset_text(theirs), "ours": offset_text(ours)}
        return Remark(_OTHER_CLOCKS, told)

    def _by_clocks(self, written: str, year: int) -> str:
        key = (written, year)
        if key not in self._found:
            own = self._own.get(written)
            few = len(self._found) < _MOST_OWN_ZONES
            self._found[key] = zone_like(own, year, self.home) if own and few else ""
        return self._found[key]


def known_zone(written: str) -> str:
    """The zone that a name means without doubt, or nothing.

    Some programs write a path of their own before the name.
    """
    name = written.strip().strip('"').replace(" ", "_")
    if name.upper() in _UTC:
        return "UTC"
    if name.upper() in _ABBREVIATIONS:
        return ""
    parts = name.strip("/").split("/")
    tails = ["/".join(parts[-length:]) for length in (3, 2) if len(parts) >= length]
    for each in dict.fromkeys((name, *tails)):
        if (current := _current_name(each)) in zone_names():
            return current
    return ""


@lru_cache(maxsize=1024)
def _current_name(name: str) -> str:
    if name in zone_names():
        return name
    aliases: dict[str, str] = dict(get_global("zone_aliases"))
    return aliases.get(name, "")


def zone_like(clocks: OwnClocks, year: int, preferred: str) -> str:
    """The first zone with the same distance from UTC all through a year, or nothing."""
    probes = [datetime(year, month, day, 12) for month, day in _PROBE_DAYS]
    wanted = [clocks.offset(wall) for wall in probes]
    if None in wanted:
        return ""
    usual = (zone for zone in WINDOWS_TO_OLSON.values() if zone in zone_names())
    for zone in dict.fromkeys((preferred, *usual, *zone_names())):
        place = zone_of(zone)
        if all(
            wall.replace(tzinfo=place).utcoffset() == offset
            for wall, offset in zip(probes, wanted, strict=True)
        ):
            return zone
    return ""


def _observances(block: Block) -> list[Observance]:
    """All that a VTIMEZONE says of its clocks; nothing where a part of it cannot be read."""
    try:
        return [_observance(part) for part in block.blocks[:_MOST_OBSERVANCES]]
    except (ValueError, OverflowError):
        return []


def _observance(part: Block) -> Observance:
    start, offset = part.first("DTSTART"), part.first("TZOFFSETTO")
    return Observance(
        _span(offset.value if offset else ""),
        _wall(start.value if start else ""),
        _rule(part),
        tuple(
            _wall(value)
            for dates in part.properties("RDATE")
            for value in dates.value.split(",")[:_MOST_DATES]
        ),
    )


def _rule(part: Block) -> Rule | None:
    """The rule as it holds now; one that has ended is none."""
    written = part.first("RRULE")
    rule = parse_rule(written.value) if written else None
    return rule if rule and not rule.until and rule.count is None else None


def _span(text: str) -> timedelta:
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    sign = -1 if match[1] == "-" else 1
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _wall(text: str) -> datetime:
    match = _WALL.match(text.strip())
    if match is None:
        raise ValueError(text)
    return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
