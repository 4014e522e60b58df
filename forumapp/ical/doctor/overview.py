"""How clients will see a calendar: its name and colour, and its next entries with their times."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forumapp.ical.doctor.lines import File, Part
from forumapp.ical.doctor.observances import Clocks, clocks_of
from forumapp.ical.doctor.times import Time, place_names, read_time
from forumapp.ical.doctor.words import plain_text

MOST_SHOWN = 6
LONGEST_NAME = 200
GOOGLE_TAKES = 1_000_000
"""Bytes. Of longer calendars that Google subscribes to, entries were missing, as several sites found."""
_COLOUR = re.compile("(#[0-9A-Fa-f]{6}|[A-Za-z]{3,30})(?:[0-9A-Fa-f]{2})?")
_SPAN = re.compile(
    r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as it is shown.

    `starts` and `ends` are wall times (naive) in `zone`: a TZID as it stands, known to every client
    or not, or "" where there is none. `instant` is the start in UTC. Of whole days `ends` is the last.
    """

    title: str
    starts: datetime
    ends: datetime | None
    zone: str
    is_known_zone: bool
    instant: datetime
    is_whole_days: bool
    is_cancelled: bool
    place: str


@dataclass(frozen=True, slots=True)
class Overview:
    """`next` are the entries to come or, without any, the last ones; `entries` counts all.

    `colour` is a name of CSS or #RRGGBB, or nothing; `size` is in bytes.
    """

    name: str
    description: str
    colour: str
    zone: str
    product: str
    method: str
    refresh: timedelta | None
    entries: int
    to_come: int
    next: tuple[Seen, ...]
    size: int

    @property
    def is_large(self) -> bool:
        return self.size > GOOGLE_TAKES


def overview(file: File, *, zone: str, now: datetime) -> Overview:
    """`zone` is the reader's, for floating times and unknown zones."""
    return overview_parts([file], zone=zone, now=now)


def overview_parts(files: Iterable[File], *, zone: str, now: datetime) -> Overview:
    """The same of a long calendar, by the parts in which `read_parts` reads it."""
    calendar = Part("")
    past: list[Seen] = []
    coming: list[Seen] = []
    entries = to_come = size = 0
    for file in files:
        calendar = file.calendar
        size += len(file.body)
        entries += len(file.events)
        seen = _seen_in(file, zone)
        ahead = [each for each in seen if each.instant >= now]
        to_come += len(ahead)
        coming = _by_start(coming + ahead)[:MOST_SHOWN]
        past = _by_start(past + [each for each in seen if each.instant < now])[-MOST_SHOWN:]
    return _overview(
        calendar, entries=entries, to_come=to_come, next=tuple(coming or past), size=size
    )


def _seen_in(file: File, zone: str) -> list[Seen]:
    zones = clocks_of(file)
    return [each for event in file.events if (each := _seen(event, zones, zone))]


def _by_start(seen: list[Seen]) -> list[Seen]:
    return sorted(seen, key=lambda each: each.instant)


def _overview(calendar: Part, **counted: Any) -> Overview:
    value = calendar.value
    default = value("X-WR-TIMEZONE")
    return Overview(
        name=plain_text(value("NAME") or value("X-WR-CALNAME"))[:LONGEST_NAME],
        description=plain_text(value("DESCRIPTION") or value("X-WR-CALDESC")),
        colour=_colour(value("X-APPLE-CALENDAR-COLOR")) or _colour(value("COLOR")),
        zone=default if default in place_names() else "",
        product=plain_text(value("PRODID")),
        method=value("METHOD").upper(),
        refresh=_span(value("REFRESH-INTERVAL") or value("X-PUBLISHED-TTL")),
        **counted,
    )


def _colour(value: str) -> str:
    """A client shows eight digits (with opacity) as the first six."""
    match = _COLOUR.fullmatch(value)
    return match[1] if match else ""


def _span(value: str) -> timedelta | None:
    match = _SPAN.fullmatch(value)
    if match is None:
        return None
    names = ("weeks", "days", "hours", "minutes", "seconds")
    return timedelta(**dict(zip(names, (int(each or 0) for each in match.groups()), strict=True)))


def _seen(event: Part, zones: dict[str, Clocks], elsewhere: str) -> Seen | None:
    start, end = read_time(event.first("DTSTART")), read_time(event.first("DTEND"))
    if start is None:
        return None
    return Seen(
        title=plain_text(event.value("SUMMARY")),
        starts=start.wall,
        ends=_last(start, end),
        zone=start.zone,
        is_known_zone=start.zone in place_names(),
        instant=start.instant(zones, elsewhere),
        is_whole_days=start.is_date,
        is_cancelled=event.value("STATUS").upper() == "CANCELLED",
        place=plain_text(event.value("LOCATION")),
    )


def _last(start: Time, end: Time | None) -> datetime | None:
    if end is None or end.is_date != start.is_date or end.zone != start.zone:
        return None
    last = end.wall - timedelta(days=1) if end.is_date else end.wall
    return last if last >= start.wall else None
