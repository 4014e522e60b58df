"""Other people's readers take every golden file and understand what was meant."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.ical.readers import PYTHON_READERS, Read, read_with_libical
from tests.ical.samples import (
    CANCELLED,
    DELEGATION,
    FLIGHT,
    FORUM,
    FORUM_ZH,
    IN_UTC,
    IRREGULAR,
    POSTPONED,
    SESSION,
    TENTATIVE,
)
from tests.ical.test_golden import ALL


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def meant(entry, prefix=""):
    if isinstance(entry.start, date):
        start, end = midnight(entry.start), midnight(entry.end + timedelta(days=1))
    else:
        start, end = entry.start.instant, entry.end.instant
    status = {"tentative": "TENTATIVE", "confirmed": "CONFIRMED"}.get(entry.standing, "CANCELLED")
    return Read(entry.uid, start, end, prefix + entry.summary, status)


OFF, POSTPONED_MARK = "CANCELLED / 已取消: ", "POSTPONED / 延期："
MEANT = {
    "forum.core": [meant(FORUM)],
    "forum.full": [meant(FORUM)],
    "forum.zh.core": [meant(FORUM_ZH)],
    "forum.zh.full": [meant(FORUM_ZH)],
    "tentative.core": [meant(TENTATIVE)],
    "postponed.core": [meant(POSTPONED, POSTPONED_MARK)],
    "cancelled.core": [meant(CANCELLED, OFF)],
    "session.core": [meant(SESSION)],
    "session.full": [meant(SESSION)],
    "delegation.core": [meant(DELEGATION)],
    "itinerary_item.core": [meant(FLIGHT)],
    "irregular_zone.core": [meant(IRREGULAR)],
    "utc.core": [meant(IN_UTC)],
    "feed.core": sorted(map(meant, (FORUM, SESSION, DELEGATION, FLIGHT, IRREGULAR))),
    "empty.core": [],
    "request": [meant(FORUM)],
    "request_invited": [meant(FORUM_ZH)],
    "request_all_day": [meant(DELEGATION)],
    "cancel": [meant(CANCELLED, OFF)],
}


@pytest.mark.parametrize("name", ALL)
def test_python_readers_understand_what_was_meant(name):
    for reader in PYTHON_READERS:
        assert (reader.__name__, sorted(reader(ALL[name]))) == (reader.__name__, MEANT[name])


@pytest.mark.parametrize("name", ALL)
def test_libical_understands_what_was_meant(name):
    assert sorted(read_with_libical(ALL[name])) == MEANT[name]


def test_ical_js_understands_what_was_meant(ical_js):
    assert {name: sorted(ical_js(calendar)) for name, calendar in ALL.items()} == MEANT
