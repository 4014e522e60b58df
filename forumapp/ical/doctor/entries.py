"""What each entry says: RFC 5545 §3.6.1 and §3.8, RFC 5546 §3.2."""

import re
from collections.abc import Iterator
from datetime import timedelta

from forumapp.ical.doctor.findings import Found
from forumapp.ical.doctor.lines import File, Line, Part
from forumapp.ical.doctor.observances import Clocks, clocks_of
from forumapp.ical.doctor.times import Time, read_time

LONGEST_DESCRIPTION = 8000
_TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION")
_ONCE = (
    *("UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION"),
    *("STATUS", "SEQUENCE", "TRANSP", "CLASS", "ORGANIZER", "URL", "GEO", "CREATED"),
    *("LAST-MODIFIED", "PRIORITY", "RECURRENCE-ID", "RRULE"),
)
_MAY_BE_EMPTY = {"SUMMARY"}  # told as a missing title
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Za-z_-]{0,20}\d{1,10}(?:@.*)?")
_HOST = re.compile(r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$")
_CANCELLED = re.compile(
    r"\W{0,3}(?:(?:cancell?ed|annulé|cancelado|abgesagt)\b|已取消|取消(?=\W))", re.IGNORECASE
)
_SILENT = re.compile(r"no-?_?reply|do-?_?not-?_?reply", re.IGNORECASE)
_HTML = re.compile(
    r"</?(?:p|br|div|span|b|i|a|ul|ol|li|strong|em)(?:\s[^<>]*)?/?>|&(?:nbsp|amp|lt|gt|quot|#\d+);",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(.)|[,;]", re.DOTALL)


def found_in_entries(file: File, uids: set[tuple[str, str]]) -> Iterator[Found]:
    """`uids` are those of entries before these, and then of these too."""
    zones = clocks_of(file)
    for event in file.events:
        for check in (_identity, _stamps, _time, _standing, _once, _texts, _extras):
            yield from check(event)
        yield from _people(event, file)
        yield from _order(event, zones)
    yield from _uids_twice(file.events, uids)


def _identity(event: Part) -> Iterator[Found]:
    line = event.first("UID")
    uid = event.value("UID")
    if line is None or not uid:
        yield Found("no_uid", event.title)
    elif _UUID.match(uid) is None and _NUMBER.fullmatch(uid):
        yield Found("uid_number", line)
    elif _HOST.search(uid):
        yield Found("uid_host", line)


def _uids_twice(events: list[Part], seen: set[tuple[str, str]]) -> Iterator[Found]:
    for event in events:
        uid = event.value("UID"), event.value("RECURRENCE-ID")
        if uid[0] and uid in seen:
            yield Found("uid_twice", event.first("UID"))
        seen.add(uid)


def _stamps(event: Part) -> Iterator[Found]:
    for name in ("DTSTAMP", "SEQUENCE", "LAST-MODIFIED"):
        if not event.value(name):
            yield Found(f"no_{name.lower().replace('-', '_')}", event.title)


def _time(event: Part) -> Iterator[Found]:
    start, end = event.first("DTSTART"), event.first("DTEND")
    if start is None:
        yield Found("no_start", event.title)
    elif end is None and not event.value("DURATION"):
        yield Found("no_end_time", event.title)
    for line in (start, end):
        time = read_time(line)
        if line is not None and time is None:
            yield Found("bad_time", line)
        elif line is not None and time and time.is_date and _claims_a_time(line):
            yield Found("date_without_value", line)
    rule = event.first("RRULE")
    if rule and not re.search("(?:^|;)(?:UNTIL|COUNT)=", rule.value, re.IGNORECASE):
        yield Found("endless_rule", rule)


def _claims_a_time(line: Line) -> bool:
    return line.parameters.get("VALUE", "").upper() != "DATE"


def _order(event: Part, zones: dict[str, Clocks]) -> Iterator[Found]:
    line = event.first("DTEND")
    start, end = read_time(event.first("DTSTART")), read_time(line)
    if start is None or end is None:
        return
    if start.is_date != end.is_date:
        yield Found("start_and_end_differ", line)
        return
    length = end.wall - start.wall
    if start.zone != end.zone:
        length = end.instant(zones, "UTC") - start.instant(zones, "UTC")
    if length <= timedelta():
        yield Found("end_not_after_start", line)
    elif not start.is_date and length >= timedelta(days=1):
        yield Found("all_day_as_midnight" if _at_midnight(start, end) else "days_as_bar", line)


def _at_midnight(start: Time, end: Time) -> bool:
    return all((time.wall.hour, time.wall.minute) == (0, 0) for time in (start, end))


def _standing(event: Part) -> Iterator[Found]:
    is_cancelled = event.value("STATUS").upper() == "CANCELLED"
    title = event.first("SUMMARY")
    if not event.value("SUMMARY"):
        yield Found("no_summary", event.title)
    if title and not is_cancelled and _CANCELLED.match(title.value):
        yield Found("cancelled_in_title", title)
    if is_cancelled and event.value("TRANSP").upper() != "TRANSPARENT":
        yield Found("cancelled_blocks", event.title)


def _once(event: Part) -> Iterator[Found]:
    seen: set[str] = set()
    for line in event.lines:
        if line.name in _ONCE and line.name in seen:
            yield Found("property_twice", line, {"property": line.name})
        seen.add(line.name)
        if line.name and not line.value.strip() and line.name not in _MAY_BE_EMPTY:
            yield Found("empty_property", line, {"property": line.name})


def _texts(event: Part) -> Iterator[Found]:
    for line in event.all(*_TEXTS):
        named = {"property": line.name}
        if line.parameters and line.name != "DESCRIPTION":
            yield Found("summary_parameters", line, named)
        bare, twice = _escapes(line.value)
        if twice:
            yield Found("escaped_twice", line, named)
        elif bare:
            yield Found("unescaped", line, named)
        if _HTML.search(line.value):
            yield Found("html_in_text", line, named)
        if line.name == "DESCRIPTION" and len(line.value) > LONGEST_DESCRIPTION:
            yield Found("long_description", line)
    for line in event.all("CATEGORIES"):
        if "\\," in line.value:
            yield Found("category_comma", line)


def _escapes(value: str) -> tuple[bool, bool]:
    r"""Is a comma or semicolon bare, and is something escaped twice (`\\,` or `\\n` before no letter)?"""
    bare = twice = False
    backslash_until = -1
    for match in _ESCAPE.finditer(value):
        if match[1] == "\\":
            backslash_until = match.end()
            follows = value[match.end() : match.end() + 2]
            twice = (
                twice
                or (follows[:1] in ("n", "N") and not follows[1:].isascii())
                or (follows in ("n", "N", "n\\", "n "))
            )
        elif match[1] is None:
            bare = True
            twice = twice or match.start() == backslash_until
    return bare, twice


def _extras(event: Part) -> Iterator[Found]:
    for line in event.all("ATTACH"):
        if line.parameters.get("ENCODING", "").upper() == "BASE64":
            yield Found("attachment_inside", line)
    for part in event.parts:
        if part.name == "VALARM":
            yield Found("alarm", part.begin)
        else:
            yield Found("nested", part.begin, {"name": part.name})


def _people(event: Part, file: File) -> Iterator[Found]:
    organizer = event.first("ORGANIZER")
    if organizer is None:
        yield Found("no_organizer", event.title)
    elif _SILENT.search(organizer.value):
        yield Found("organizer_silent", organizer)
    if file.is_published:
        for line in event.all("ATTENDEE"):
            yield Found("attendee_published", line)
