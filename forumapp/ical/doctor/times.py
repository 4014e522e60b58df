"""Times of entries as they are written: dates, UTC, wall times in a zone, and floating ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from forumapp.ical.doctor.lines import Line
from forumapp.ical.doctor.observances import Clocks

_DATE = re.compile(r"\d{8}")
_TIME = re.compile(r"\d{8}T\d{6}Z?")


@dataclass(frozen=True, slots=True)
class Time:
    """`wall` is naive. `zone` is a TZID as it stands, "UTC", or "" for a floating time or a date."""

    wall: datetime
    zone: str = ""
    is_date: bool = False

    @property
    def is_floating(self) -> bool:
        return not self.zone and not self.is_date

    def instant(self, zones: Mapping[str, Clocks], elsewhere: str) -> datetime:
        """In UTC, as clients reckon: by the zone's name, else by its VTIMEZONE, else `elsewhere`."""
        if self.is_date:
            return self.wall.replace(tzinfo=UTC)
        if self.zone in place_names():
            return _in_utc(self.wall, self.zone)
        clocks = zones.get(self.zone)
        offset = clocks.offset(self.wall) if clocks else None
        if offset is None:
            return _in_utc(self.wall, elsewhere)
        return (self.wall - offset).replace(tzinfo=UTC)


def read_time(line: Line | None) -> Time | None:
    """The time of DTSTART, DTEND or RECURRENCE-ID, or None where it is none."""
    if line is None:
        return None
    value = line.value.strip()
    try:
        if _DATE.fullmatch(value):
            return Time(_sound(datetime.strptime(value, "%Y%m%d")), is_date=True)
        if _TIME.fullmatch(value):
            wall = _sound(datetime.strptime(value[:15], "%Y%m%dT%H%M%S"))
            return Time(wall, "UTC" if value.endswith("Z") else line.parameters.get("TZID", ""))
    except ValueError:
        return None
    return None


def _sound(wall: datetime) -> datetime:
    """Near the ends of the calendar no instant can be reckoned."""
    if not 1900 <= wall.year <= 2200:
        raise ValueError(wall)
    return wall


def _in_utc(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def true_offset(wall: datetime, zone: str) -> timedelta | None:
    return wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()


@cache
def place_names() -> frozenset[str]:
    """Zone names that every client knows: those of places, and UTC."""
    return frozenset({name for name in available_timezones() if "/" in name} | {"UTC"})
