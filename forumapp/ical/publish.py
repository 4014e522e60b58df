"""A calendar of written entries: RFC 5545 §3.4 and RFC 7986 §5, METHOD:PUBLISH (RFC 5546 §3.2.1).

A calendar is its head, the zones that its entries name, and the entries' bytes one after another,
so it costs no more than reading them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Component, vDuration

from forumapp.ical import text
from forumapp.ical.entry import Media, add_image, add_text, add_uri, utc_stamp
from forumapp.ical.folding import content
from forumapp.ical.zones import names_zone, vtimezone

_END = b"END:VCALENDAR\r\n"
_HEX_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Header:
    """What a calendar says of itself, in one language.

    `uid` is the calendar's own; `changed` the latest change of anything in it; `zone` a default
    for readers, never instead of a TZID; `source` the address from which this very calendar comes.
    """

    product: str
    uid: str
    changed: datetime
    name: str
    source: str
    zone: str
    description: str = ""
    url: str = ""
    refresh: timedelta = timedelta(hours=1)
    colour: str = ""  # a CSS3 colour name
    apple_colour: str = ""  # the same as #RRGGBB
    image: Media | None = None
    categories: tuple[str, ...] = ()


def product_id(operator: str, product: str, version: str) -> str:
    """PRODID, RFC 5545 §3.7.3: constant for an installation."""
    parts = (text.one_line(part).replace("//", "/") for part in (operator, f"{product} {version}"))
    return f"-//{'//'.join(parts)}//EN"


def publish(header: Header, entries: Iterable[bytes], zones: Iterable[str]) -> Iterator[bytes]:
    """The calendar's bytes in pieces: head, the VTIMEZONEs of `zones`, each entry, end.

    A calendar without entries names its own zone, because one without any component is not valid.
    """
    yield head(header)
    yield from map(vtimezone, sorted(set(zones)) or [_own_zone(header)])
    yield from entries
    yield _END


def _own_zone(header: Header) -> str:
    return header.zone if names_zone(header.zone, header.changed, header.changed) else "UTC"


def head(header: Header) -> bytes:
    """Everything before the first component."""
    calendar = start_calendar(header.product, "PUBLISH")
    calendar.add("UID", text.line(header.uid))
    calendar.add("LAST-MODIFIED", utc_stamp(header.changed))
    for name in ("NAME", "X-WR-CALNAME"):
        add_text(calendar, name, text.line(header.name))
    for name in ("DESCRIPTION", "X-WR-CALDESC"):
        add_text(calendar, name, text.text(header.description))
    calendar.add("X-WR-TIMEZONE", text.line(header.zone))
    calendar.add("REFRESH-INTERVAL", vDuration(header.refresh, params={"VALUE": "DURATION"}))
    calendar.add("X-PUBLISHED-TTL", vDuration(header.refresh))
    _look(calendar, header)
    return content(calendar).removesuffix(_END)


def start_calendar(product: str, method: str) -> Calendar:
    """The properties with which every calendar begins."""
    calendar = Calendar()
    calendar.add("VERSION", text.Text("2.0"))
    calendar.add("PRODID", text.line(product))
    calendar.add("CALSCALE", text.Text("GREGORIAN"))
    calendar.add("METHOD", text.Text(method))
    return calendar


def _look(calendar: Component, header: Header) -> None:
    add_uri(calendar, "SOURCE", header.source, VALUE="URI")
    add_uri(calendar, "URL", header.url)
    if text.is_token(header.colour):
        calendar.add("COLOR", text.Text(header.colour))
    if _HEX_COLOUR.fullmatch(header.apple_colour):
        calendar.add("X-APPLE-CALENDAR-COLOR", text.line(header.apple_colour))
    if header.image:
        add_image(calendar, header.image)
    labels = text.Labels(header.categories)
    if labels.cats:
        calendar.add("CATEGORIES", labels)
