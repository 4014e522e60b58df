"""How clients will see a calendar: its name and colour, and its next entries with their times."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from forumapp.ical.doctor.lines import File, Part
from forumapp.ical.doctor.observances import Clocks, clocks_of
from forumapp.ical.doctor.times import Time, place_names, read_time
from forumapp.ical.doctor.words import plain_text

MOST_SHOWN = 6
LONGEST_NAME = 200
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

    `colour` is a name of CSS or #RRGGBB, or nothing.
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


def overview(file: File, *, zone: str, now: datetime) -> Overview:
    """`zone` is the reader's, for floating times and unknown zones."""
    zones = clocks_of(file)
    default = file.calendar.value("X-WR-TIMEZONE")
    seen = sorted(
        (each for event in file.events if (each := _seen(event, zones, zone))),
        key=lambda each: each.instant,
    )
    coming = [each for each in seen if each.instant >= now]
    value = file.calendar.value
    return Overview(
        name=plain_text(value("NAME") or value("X-WR-CALNAME"))[:LONGEST_NAME],
        description=plain_text(value("DESCRIPTION") or value("X-WR-CALDESC")),
        colour=_colour(value("X-APPLE-CALENDAR-COLOR")) or _colour(value("COLOR")),
        zone=default if default in place_names() else "",
        product=plain_text(value("PRODID")),
        method=file.method,
        refresh=_span(value("REFRESH-INTERVAL") or value("X-PUBLISHED-TTL")),
        entries=len(file.events),
        to_come=len(coming),
        next=tuple(coming[:MOST_SHOWN] or seen[-MOST_SHOWN:]),
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
