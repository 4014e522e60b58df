"""What no calendar reader notices, checked on the bytes of a whole calendar.

Any test that makes a calendar calls `check_public` (feeds, downloads) or `check_mail` on it.
"""

import re
from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

from dateutil.tz import tzical

LONGEST = 75


def check_public(calendar: bytes) -> None:
    check_calendar(calendar)
    lines = unfolded(calendar)
    assert "METHOD:PUBLISH" in lines
    assert not [line for line in lines if line.startswith("ATTENDEE")], "public output names nobody"
    events = events_of(calendar)
    uids = [value_of(event, "UID") for event in events]
    assert len(set(uids)) == len(uids), f"a UID stands twice: {sorted(uids)}"
    for event in events:
        assert len(values_of(event, "ORGANIZER")) == 1
        assert value_of(event, "DTSTAMP") == value_of(event, "LAST-MODIFIED")


def check_mail(calendar: bytes) -> None:
    check_calendar(calendar)
    (event,) = events_of(calendar)
    assert len(values_of(event, "ATTENDEE")) == 1
    assert len(values_of(event, "ORGANIZER")) == 1


def check_calendar(calendar: bytes) -> None:
    check_lines(calendar)
    check_components(calendar)
    check_zones(calendar)


def check_lines(calendar: bytes) -> None:
    """CRLF only, at most 75 octets a line, whole characters, no control characters."""
    assert calendar.startswith(b"BEGIN:VCALENDAR\r\n")
    assert calendar.endswith(b"END:VCALENDAR\r\n")
    for line in calendar.removesuffix(b"\r\n").split(b"\r\n"):
        text = line.decode("utf-8")  # fails where a character is cut
        assert len(line) <= LONGEST, f"{len(line)} octets: {text}"
        assert line, "an empty line"
        odd = re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff]", text)
        assert not odd, f"{odd.group()!r} in {text}"


def check_components(calendar: bytes) -> None:
    """Every BEGIN has its END, so nothing broke out of its component."""
    open_components: list[str] = []
    for line in unfolded(calendar):
        name, _colon, value = line.partition(":")
        if name == "BEGIN":
            open_components.append(value)
        elif name == "END":
            assert open_components.pop() == value
        else:
            assert open_components, f"outside of every component: {line}"
            assert re.match("[A-Z0-9-]+[;:]", line), f"no content line: {line}"
    assert not open_components


def check_zones(calendar: bytes) -> None:
    """Each TZID has its VTIMEZONE, and that gives zoneinfo's offset at each start and end."""
    text = "\r\n".join(unfolded(calendar)) + "\r\n"
    defined = re.findall(r"\r\nBEGIN:VTIMEZONE\r\nTZID:([^\r]+)", text)
    assert len(set(defined)) == len(defined), f"a zone stands twice: {defined}"
    if not defined:
        assert ";TZID=" not in text
        return
    begins = [line for line in text.split("\r\n") if line in ("BEGIN:VTIMEZONE", "BEGIN:VEVENT")]
    assert begins == sorted(begins, reverse=True), "a VTIMEZONE stands after an event"
    rules = tzical(StringIO(text.replace("\r\n", "\n")))
    for zone, local in re.findall(r"\r\nDT(?:START|END);TZID=([^:]+):(\d{8}T\d{6})", text):
        assert zone in defined, f"no VTIMEZONE for {zone}"
        wall = datetime.strptime(local, "%Y%m%dT%H%M%S")
        said = wall.replace(tzinfo=rules.get(zone)).utcoffset()
        assert said == wall.replace(tzinfo=ZoneInfo(zone)).utcoffset(), f"{zone} at {local}: {said}"
        assert isinstance(said, timedelta)


def unfolded(calendar: bytes) -> list[str]:
    """Content lines as they were before folding (RFC 5545 §3.1)."""
    return calendar.replace(b"\r\n ", b"").decode("utf-8").removesuffix("\r\n").split("\r\n")


def events_of(calendar: bytes) -> list[list[str]]:
    """The content lines of each VEVENT itself, without those of components inside it."""
    events: list[list[str]] = []
    depth = 0
    for line in unfolded(calendar):
        if line.startswith("BEGIN:"):
            depth += 1
            if line == "BEGIN:VEVENT":
                events.append([])
                event_depth = depth
        elif line.startswith("END:"):
            depth -= 1
        elif events and depth == event_depth:
            events[-1].append(line)
    return events


def values_of(event: list[str], name: str) -> list[str]:
    """The raw values of a property, parameters left out."""
    return [
        re.sub(r'^[^":]*(?:"[^"]*"[^":]*)*:', "", line)
        for line in event
        if re.match(f"{name}[;:]", line)
    ]


def value_of(event: list[str], name: str) -> str:
    (value,) = values_of(event, name)
    return value
