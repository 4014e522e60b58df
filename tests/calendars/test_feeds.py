"""A feed is read in chunks, and is one calendar nevertheless."""

from datetime import timedelta
from random import Random

from forumapp.calendars.queries.facts import the_house
from forumapp.calendars.queries.feeds import AT_ONCE, Asked, calendar_of_everything, pieces_of
from forumapp.core.clock import instant_of
from tests.ical.checks import check_public, events_of, value_of
from tests.records import a_forum, both
from tests.support import NOW


def asked() -> Asked:
    source, page = "https://forums.example.org/calendar.ics", "https://forums.example.org/calendar"
    return Asked(source, page, the_house(), "en", "core", NOW)


def forums(number: int) -> list:
    """So many, each a day after the one before, in no order."""
    rows = []
    for day in range(number):
        row = a_forum(title=both(f"Day {day}"))
        row.starts += timedelta(days=day)
        row.ends += timedelta(days=day)
        row.starts_at = instant_of(row.starts, row.zone)
        row.ends_at = instant_of(row.ends, row.zone)
        rows.append(row)
    Random(1).shuffle(rows)
    return rows


def test_more_entries_than_are_read_at_once_stand_there_once_and_by_start(session):
    session.add_all(forums(AT_ONCE + 1))
    session.commit()
    calendar = b"".join(pieces_of(calendar_of_everything(asked())))
    check_public(calendar)
    told = [value_of(event, "SUMMARY") for event in events_of(calendar)]
    assert told == [f"Day {day}" for day in range(AT_ONCE + 1)]


def test_each_entry_may_be_changed_for_its_reader(session):
    session.add_all(forums(2))
    session.commit()
    feed = calendar_of_everything(asked())
    calendar = b"".join(
        pieces_of(feed, change=lambda body: body.replace(b"SUMMARY:", b"SUMMARY:My "))
    )
    assert [value_of(event, "SUMMARY") for event in events_of(calendar)] == ["My Day 0", "My Day 1"]
    assert b"My" not in b"".join(pieces_of(feed))
