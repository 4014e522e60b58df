"""What a server says with the calendar: media type, what saves a download, and when it was made."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime

from forumapp.ical.doctor.findings import Finding, Found, gathered
from forumapp.ical.doctor.lines import File, Part
from forumapp.ical.doctor.times import read_time

MOMENT = timedelta(minutes=2)


def examine_answer(file: File, headers: Mapping[str, str]) -> list[Finding]:
    return gathered(found_in_answer(file, headers))


def found_in_answer(file: File, headers: Mapping[str, str]) -> Iterator[Found]:
    """`headers` by their names in lower case."""
    kind = Message()
    kind["Content-Type"] = headers.get("content-type", "") or "none"
    media_type = kind.get_content_type() if "content-type" in headers else ""
    if media_type != "text/calendar":
        yield Found("content_type", None, {"type": media_type or "–"})
    elif str(kind.get_param("charset") or "").lower() not in ("utf-8", "utf8"):
        yield Found("charset")
    method = str(kind.get_param("method") or "").upper()
    if method and file.method and method != file.method:
        yield Found("method_differs", None, {"header": method, "body": file.method})
    if not (headers.get("etag") or headers.get("last-modified")):
        yield Found("no_validator")
    if not headers.get("cache-control"):
        yield Found("no_cache_control")
    yield from _stamped_now(file.events, _date(headers))


def _stamped_now(events: list[Part], answered: datetime | None) -> Iterator[Found]:
    """Each entry stamped with the moment of the answer, although it does not say it just changed."""
    if answered is None or not events:
        return
    for event in events:
        stamp, changed = read_time(event.first("DTSTAMP")), event.value("LAST-MODIFIED")
        if stamp is None or changed == event.value("DTSTAMP"):
            return
        if abs(stamp.wall.replace(tzinfo=UTC) - answered) > MOMENT:
            return
    yield Found("dtstamp_now", events[0].first("DTSTAMP"))


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        answered = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None
    return answered if answered.tzinfo else answered.replace(tzinfo=UTC)
