"""What the calendar says of itself: RFC 5545 §3.4 and §3.7, RFC 7986 §5."""

from collections.abc import Iterator

from forumapp.ical.doctor.findings import Found
from forumapp.ical.doctor.lines import File


def found_in_calendar(file: File) -> Iterator[Found]:
    calendar = file.calendar
    for name in ("VERSION", "PRODID"):
        if not calendar.value(name):
            yield Found(f"no_{name.lower()}", calendar.begin)
    if not file.method:
        yield Found("no_method", calendar.begin)
    if not file.is_published:
        return
    names = [calendar.value(name) for name in ("NAME", "X-WR-CALNAME")]
    if not all(names):
        yield Found("half_a_name" if any(names) else "no_name", calendar.begin)
    if not (calendar.value("REFRESH-INTERVAL") or calendar.value("X-PUBLISHED-TTL")):
        yield Found("no_refresh", calendar.begin)
    if not [part for part in calendar.parts if part.name != "VTIMEZONE"]:
        yield Found("empty_calendar", calendar.begin)
