"""The reminder that a private calendar puts into an entry."""

from dataclasses import replace
from datetime import date

import icalendar
import pytest

from forumapp.ical.alarm import with_alarm
from forumapp.ical.entry import PROFILES, write_entry
from tests.ical import samples
from tests.ical.checks import check_lines
from tests.ical.readers import PYTHON_READERS, read_with_libical
from tests.ical.test_golden import ALL


def alarms_of(entry: bytes) -> list[icalendar.Alarm]:
    return icalendar.Event.from_ical(entry).walk("VALARM")


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("minutes", "trigger"), [(15, "-PT15M"), (30, "-PT30M"), (120, "-PT120M"), (1440, "-P1D")]
)
def test_a_timed_entry_gets_one_reminder(profile: str, minutes: int, trigger: str):
    entry = replace(
        samples.FORUM, summary="长" * 30 + ", and; so on\\ " + "🌊" * 12, standing="confirmed"
    )
    written = with_alarm(write_entry(entry, profile), minutes)
    (alarm,) = alarms_of(written)
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["DESCRIPTION"] == icalendar.Event.from_ical(written)["SUMMARY"]
    assert f"\r\nTRIGGER:{trigger}\r\n".encode() in written
    check_lines(b"BEGIN:VCALENDAR\r\n" + written + b"END:VCALENDAR\r\n")


def test_its_uid_is_its_own_and_always_the_same():
    entry = write_entry(samples.FORUM)
    first, again = (alarms_of(with_alarm(entry, minutes))[0]["UID"] for minutes in (15, 60))
    assert first == again != icalendar.Event.from_ical(entry)["UID"]


@pytest.mark.parametrize(
    "facts",
    [
        {"start": date(2027, 3, 8), "end": date(2027, 3, 9)},
        {"standing": "cancelled"},
        {"standing": "postponed"},
    ],
)
def test_whole_days_and_what_is_cancelled_come_back_as_they_are(facts: dict):
    entry = write_entry(replace(samples.FORUM, **facts))
    assert with_alarm(entry, 30) == entry


def reminding(calendar: bytes) -> bytes:
    """A calendar of one entry, which now reminds of itself."""
    start, end = calendar.index(b"BEGIN:VEVENT"), calendar.index(b"END:VCALENDAR")
    return calendar[:start] + with_alarm(calendar[start:end], 30) + calendar[end:]


@pytest.mark.parametrize("name", ["forum.core", "forum.full", "itinerary_item.core", "utc.core"])
def test_other_peoples_readers_understand_the_entry_as_before(name: str, ical_js):
    for read in (*PYTHON_READERS, read_with_libical, ical_js):
        assert read(reminding(ALL[name])) == read(ALL[name])
