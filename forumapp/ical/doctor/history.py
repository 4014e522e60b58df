"""The same calendar twice: a moment apart, and since the last look at it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from forumapp.ical.doctor.findings import Finding, Found, gathered
from forumapp.ical.doctor.lines import File, Part
from forumapp.ical.doctor.times import read_time
from forumapp.ical.doctor.words import plain_text

Look = dict[str, list[str]]
"""Start and title, by which a reader knows an entry → its UID, SEQUENCE, STATUS and end."""

MOST_ENTRIES = 5000
LONGEST_TITLE = 200
_SEPARATOR = " "


def look_of(file: File) -> Look:
    """What is kept of a look at a calendar, to compare the next one with."""
    look: Look = {}
    for event in file.events[:MOST_ENTRIES]:
        look.setdefault(
            _key(event), [_uid(event), *map(event.value, ("SEQUENCE", "STATUS", "DTEND"))]
        )
    return look


def compare_fetches(first: File, second: File | None, *, has_etag: bool) -> list[Finding]:
    """Two answers a moment apart; `second` is None where the server said that nothing changed."""
    return gathered(_between(first, second, has_etag=has_etag))


def _between(first: File, second: File | None, *, has_etag: bool) -> Iterator[Found]:
    if second is None:
        return
    if has_etag:
        yield Found("never_unchanged")
    if first.body == second.body:
        return
    before, after = look_of(first), look_of(second)
    same = before.keys() & after.keys()
    if [key for key in same if before[key][0] != after[key][0]]:
        yield Found("uids_change", first.events[0].first("UID"))
    elif _stamps(first) != _stamps(second) and before == after:
        yield Found("stamps_change", first.events[0].first("DTSTAMP"))
    elif before == after:
        yield Found("bytes_change")


def _stamps(file: File) -> list[str]:
    return [event.value("DTSTAMP") for event in file.events]


def compare_looks(last: Look, file: File, now: datetime) -> list[Finding]:
    """What happened to each entry since the last look, as its subscribers see it."""
    return gathered(_since(last, file, now))


def _since(last: Look, file: File, now: datetime) -> Iterator[Found]:
    events = {_uid(event): event for event in file.events if _uid(event)}
    by_key = {_key(event): event for event in file.events}
    for key, (uid, sequence, status, end) in last.items():
        title = {"title": key.partition(_SEPARATOR)[2]}
        event = events.get(uid)
        if event is not None:
            yield from _changed(event, key, sequence, end)
        elif key in by_key:
            yield Found("uid_changed", by_key[key].first("UID"), title)
        elif status.upper() != "CANCELLED" and _is_to_come(key, now):
            yield Found("vanished", None, title)


def _changed(event: Part, key: str, sequence: str, end: str) -> Iterator[Found]:
    old, new = _number(sequence), _number(event.value("SEQUENCE"))
    title = _title(event)
    has_moved = _start(event) != key.partition(_SEPARATOR)[0] or event.value("DTEND") != end
    if new < old:
        values = {"title": title, "old": old, "new": new}
        yield Found("sequence_fell", event.first("SEQUENCE"), values)
    elif has_moved and new == old:
        yield Found("sequence_still", event.first("DTSTART"), {"title": title})


def _is_to_come(key: str, now: datetime) -> bool:
    """Entries leave a feed when they are long past; of those to come that is a surprise."""
    start = key.partition(_SEPARATOR)[0].rpartition("=")[2]
    return start[:8] > now.astimezone(UTC).strftime("%Y%m%d")


def _key(event: Part) -> str:
    return f"{_start(event)}{_SEPARATOR}{_title(event)}"


def _title(event: Part) -> str:
    return plain_text(event.value("SUMMARY"))[:LONGEST_TITLE]


def _start(event: Part) -> str:
    """The start with its zone, without a space."""
    line = event.first("DTSTART")
    if line is None or read_time(line) is None:
        return "?"
    return f"{line.parameters.get('TZID', '').replace(' ', '_')}={line.value.strip()}"


def _uid(event: Part) -> str:
    return f"{event.value('UID')} {event.value('RECURRENCE-ID')}".strip()


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
