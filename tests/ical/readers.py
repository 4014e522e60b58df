"""Readers of iCalendar by other people: libical, ical.js, and those written in Python.

Each answers a list of `Read` for a calendar's bytes, or raises AssertionError where it complains.
"""

import ctypes
import ctypes.util
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import icalendar
import ics
import recurring_ical_events
import vobject
from playwright.sync_api import Page

ICAL_JS = Path(__file__).parents[1] / "vendor" / "ical.js"


@dataclass(frozen=True, slots=True, order=True)
class Read:
    """What a reader understood of an event: UTC instants, except for all-day dates (midnight)."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    status: str = "CONFIRMED"


# ------------------------------------------------------------------ ical.js


def install_ical_js(page: Page) -> None:
    page.goto("about:blank")
    source = ICAL_JS.read_text(encoding="utf-8")
    page.add_script_tag(content=source + "\nwindow.ICAL = ICALmodule;", type="module")
    page.wait_for_function("window.ICAL")
    page.evaluate("ICAL.design.strict = true")


READ_IN_BROWSER = """
text => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone"))
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const seconds = time => time.isDate
    ? Date.UTC(time.year, time.month - 1, time.day) / 1000 : time.toUnixTime();
  const read = calendar.getAllSubcomponents("vevent").map(component => {
    const event = new ICAL.Event(component, {strictExceptions: true});
    if (event.startDate.zone === ICAL.Timezone.localTimezone && !event.startDate.isDate)
      throw new Error("floating time in " + event.uid);
    return [event.uid, seconds(event.startDate), seconds(event.endDate), event.summary,
            component.getFirstPropertyValue("status")];
  });
  ICAL.TimezoneService.reset();
  ICAL.parse(calendar.toString());
  return read;
}
"""


def read_with_ical_js(page: Page, calendar: bytes) -> list[Read]:
    return read_all_with_ical_js(page, [calendar])[0]


def read_all_with_ical_js(page: Page, calendars: list[bytes]) -> list[list[Read]]:
    """Many calendars in one call: the way into the browser is what takes time."""
    read = page.evaluate(
        f"texts => texts.map({READ_IN_BROWSER})", [calendar.decode() for calendar in calendars]
    )
    return [
        [Read(uid, at(start), at(end), *said) for uid, start, end, *said in rows] for rows in read
    ]


# ------------------------------------------------------------------ libical


class IcalTime(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


ANY_COMPONENT, VEVENT = 1, 4  # icalcomponent_kind
ANY_PROPERTY = 0  # icalproperty_kind
# libical 3 is older than RFC 9073 and 9253: it reports their properties and keeps the event.
NOT_KNOWN = "Parse error in property name"


@cache
def libical() -> ctypes.CDLL:
    library = ctypes.CDLL(ctypes.util.find_library("ical") or "libical.so.3")
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("icalparser_parse_string", pointer, [text]),
        ("icalcomponent_free", None, [pointer]),
        ("icalcomponent_get_first_component", pointer, [pointer, number]),
        ("icalcomponent_get_next_component", pointer, [pointer, number]),
        ("icalcomponent_get_first_property", pointer, [pointer, number]),
        ("icalcomponent_get_next_property", pointer, [pointer, number]),
        ("icalcomponent_get_uid", text, [pointer]),
        ("icalcomponent_get_summary", text, [pointer]),
        ("icalcomponent_get_dtstart", IcalTime, [pointer]),
        ("icalcomponent_get_dtend", IcalTime, [pointer]),
        ("icalproperty_get_value_as_string", text, [pointer]),
        ("icalproperty_get_property_name", text, [pointer]),
        ("icalrestriction_check", number, [pointer]),
        ("icaltime_as_timet_with_zone", ctypes.c_long, [IcalTime, pointer]),
        ("icaltimezone_get_utc_timezone", pointer, []),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def read_with_libical(calendar: bytes) -> list[Read]:
    root = libical().icalparser_parse_string(calendar)
    assert root, "libical reads nothing"
    try:
        complaints = [line for line in _errors(root) if NOT_KNOWN not in line]
        assert not complaints, complaints
        assert libical().icalrestriction_check(root) == 1
        return [_read(event) for event in _children(root, VEVENT)]
    finally:
        libical().icalcomponent_free(root)


def _read(event: int) -> Read:
    return Read(
        libical().icalcomponent_get_uid(event).decode(),
        _instant(libical().icalcomponent_get_dtstart(event)),
        _instant(libical().icalcomponent_get_dtend(event)),
        libical().icalcomponent_get_summary(event).decode(),
        *_values(event, b"STATUS"),
    )


def _instant(time: IcalTime) -> datetime:
    assert time.is_date or time.zone, "floating time"
    zone = time.zone or libical().icaltimezone_get_utc_timezone()
    return at(libical().icaltime_as_timet_with_zone(time, zone))


def _children(component: int, kind: int) -> list[int]:
    found = []
    child = libical().icalcomponent_get_first_component(component, kind)
    while child:
        found.append(child)
        child = libical().icalcomponent_get_next_component(component, kind)
    return found


def _values(component: int, name: bytes) -> list[str]:
    """The values of a component's own properties of a name."""
    found = []
    row = libical().icalcomponent_get_first_property(component, ANY_PROPERTY)
    while row:
        if libical().icalproperty_get_property_name(row) == name:
            found.append(libical().icalproperty_get_value_as_string(row).decode())
        row = libical().icalcomponent_get_next_property(component, ANY_PROPERTY)
    return found


def _errors(component: int) -> list[str]:
    found = _values(component, b"X-LIC-ERROR")
    for child in _children(component, ANY_COMPONENT):
        found += _errors(child)
    return found


# ------------------------------------------------------------------- Python


def read_with_icalendar(calendar: bytes) -> list[Read]:
    parsed = icalendar.Calendar.from_ical(calendar)
    errors = [error for component in parsed.walk() for error in component.errors]
    assert not errors, errors
    return [
        Read(str(e["UID"]), _utc(e.start), _utc(e.end), str(e["SUMMARY"]), str(e["STATUS"]))
        for e in parsed.events
    ]


def read_with_recurring_ical_events(calendar: bytes) -> list[Read]:
    parsed = icalendar.Calendar.from_ical(calendar)
    found = recurring_ical_events.of(parsed).between((2000, 1, 1), (2100, 1, 1))
    return [
        Read(str(e["UID"]), _utc(e.start), _utc(e.end), str(e["SUMMARY"]), str(e["STATUS"]))
        for e in found
    ]


def read_with_vobject(calendar: bytes) -> list[Read]:
    parsed = vobject.readOne(calendar.decode())
    assert parsed.validate(raiseException=True)
    return [
        Read(
            e.uid.value, _utc(e.dtstart.value), _utc(e.dtend.value), e.summary.value, e.status.value
        )
        for e in parsed.contents.get("vevent", [])
    ]


def read_with_ics(calendar: bytes) -> list[Read]:
    return [
        Read(
            e.uid,
            e.begin.datetime.astimezone(UTC),
            e.end.datetime.astimezone(UTC),
            e.name,
            e.status,
        )
        for e in ics.Calendar(calendar.decode()).events
    ]


PYTHON_READERS = (
    read_with_icalendar,
    read_with_recurring_ical_events,
    read_with_vobject,
    read_with_ics,
)


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _utc(value: object) -> datetime:
    if isinstance(value, datetime):
        assert value.tzinfo is not None, "floating time"
        return value.astimezone(UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)
