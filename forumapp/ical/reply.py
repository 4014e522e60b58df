"""What somebody's calendar sends back: RFC 5546 §3.2.3 (REPLY), §3.2.6 (REFRESH), §3.2.7 (COUNTER).

Only what says whose answer it is, to what, and when it was given is read: nothing else that stands
in the message can do anything.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

_FOLD = re.compile("\r?\n[ \t]")
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[^:;"]*(?:"[^"]*"[^:;"]*)*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^:;"]*)')
_STAMP = re.compile(r"(\d{8}T\d{6})Z?")
_CALENDAR, _EVENT = ["VCALENDAR"], ["VCALENDAR", "VEVENT"]

Property = tuple[dict[str, str], str]
"""Parameters by name in capitals, and the value as it stands."""


class Unreadable(ValueError):
    """It is no calendar message about one event."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """An ATTENDEE of the message: its address, and its PARTSTAT in capitals."""

    address: str
    answer: str


@dataclass(frozen=True, slots=True)
class Reply:
    """`method` is in capitals, `stamped` (DTSTAMP) aware UTC; a missing SEQUENCE is 0."""

    method: str
    uid: str
    sequence: int
    stamped: datetime | None
    answerers: tuple[Answerer, ...]


def read_reply(calendar: str) -> Reply:
    """The message that a calendar part of a mail holds; raises `Unreadable`."""
    found = _properties(calendar)
    (method, uid, sequence, stamp) = (
        _only(found, name) for name in ("METHOD", "UID", "SEQUENCE", "DTSTAMP")
    )
    return Reply(
        method=method.upper(),
        uid=uid,
        sequence=int(sequence) if re.fullmatch("[0-9]{1,9}", sequence) else 0,
        stamped=_stamp(stamp),
        answerers=tuple(_answerer(*each) for each in found["ATTENDEE"]),
    )


def _properties(calendar: str) -> dict[str, list[Property]]:
    """The properties of the calendar and of its one event, not those of anything inside that."""
    found: dict[str, list[Property]] = defaultdict(list)
    inside: list[str] = []
    events = 0
    for name, parameters, value in _lines(calendar):
        if name == "BEGIN":
            inside.append(value.upper())
            events += inside == _EVENT
        elif name == "END":
            if not inside or inside.pop() != value.upper():
                raise Unreadable("its components are not nested")
        elif inside == _EVENT or (inside == _CALENDAR and name == "METHOD"):
            found[name].append((parameters, value))
    if events != 1:
        raise Unreadable(f"it has {events} events")
    return found


def _lines(calendar: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Name, parameters and value of each content line; what is none is passed over."""
    for line in re.split("\r?\n", _FOLD.sub("", calendar)):
        match = _LINE.fullmatch(line.strip())
        if match:
            parameters = {
                name.upper(): value.strip('"') for name, value in _PARAMETER.findall(match[2])
            }
            yield match[1].upper(), parameters, match[3].strip()


def _only(found: dict[str, list[Property]], name: str) -> str:
    """The value of a property that may stand once; nothing where it is not there."""
    values = {value for _parameters, value in found[name]}
    if len(values) > 1:
        raise Unreadable(f"it has several {name}")
    return values.pop() if values else ""


def _stamp(value: str) -> datetime | None:
    match = _STAMP.fullmatch(value)
    if match is None:
        return None
    try:
        return datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _answerer(parameters: dict[str, str], value: str) -> Answerer:
    """The address after `mailto:`, else the one that RFC 7986's EMAIL gives."""
    scheme, _colon, address = value.partition(":")
    if scheme.lower() != "mailto":
        address = parameters.get("EMAIL", "")
    answer = parameters.get("PARTSTAT", "NEEDS-ACTION").upper()
    return Answerer(unquote(address).strip(), answer)
