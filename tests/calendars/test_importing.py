"""Entries of somebody's calendar become records of ours: all of them, or none."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from forumapp.calendars.queries.imports import known_records, the_import
from forumapp.calendars.rules.importing import (
    FORUM,
    ITEM,
    NEW_VENUE,
    Known,
    KnownVenue,
    differences,
    markdown_of,
    propose,
    venue_named,
)
from forumapp.calendars.services.importing import Wanted, import_entries
from forumapp.core.actor import COMMAND
from forumapp.core.errors import RefusedTogether
from forumapp.core.markdown import plain_text, render_markdown
from forumapp.delegations.models import ItineraryItem
from forumapp.forums.models import Forum
from forumapp.ical.entry import Moment
from forumapp.ical.read import read_calendar
from forumapp.venues.models import Venue
from tests.records import a_delegation, a_forum, an_itinerary_item
from tests.support import NOW

LANGUAGES = ("en", "zh")


def proposals_of(body: bytes, venues=()):
    found = read_calendar(body, zone="Asia/Shanghai", today=NOW.date())
    return [
        propose(entry, language="", languages=LANGUAGES, venues=venues) for entry in found.entries
    ]


def diary(*lines: str) -> bytes:
    entry = ["BEGIN:VEVENT", "UID:one@quay.example", "SUMMARY:Harbour walk", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", *entry, "END:VCALENDAR", ""]).encode()


def bring_in(wanted, delegation=None, key=None):
    return import_entries(
        wanted, key=key or uuid4(), source="diary.ics", delegation=delegation, by=COMMAND, now=NOW
    )


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def test_records_of_ours_are_known_by_their_uid(session) -> None:
    forum, delegation = a_forum(), a_delegation()
    item = an_itinerary_item(delegation)
    session.add_all([forum, delegation])
    session.flush()
    known = known_records([str(forum.uid), str(item.uid), str(delegation.uid), str(uuid4()), "x"])
    assert {identity: each.record for identity, each in known.items()} == {
        str(forum.uid): forum,
        str(item.uid): item,
        str(delegation.uid): delegation,
    }


def test_one_that_is_refused_refuses_all_each_at_its_own_entry(session) -> None:
    [good] = proposals_of(diary("DTSTART;TZID=Europe/Paris:20270310T100000"))
    early = Moment(good.start.wall - timedelta(hours=1), "Europe/Paris")
    bad = [replace(good, number=number, end=early) for number in (2, 3)]
    delegation = a_delegation()
    session.add(delegation)
    session.flush()
    with pytest.raises(RefusedTogether) as refused:
        bring_in([Wanted(good, FORUM), Wanted(bad[0], FORUM), Wanted(bad[1], ITEM)], delegation)
    assert [each.field for each in refused.value.refusals] == ["becomes_2", "becomes_3"]


def test_the_same_form_sent_twice_makes_its_points_and_forums_once(session) -> None:
    delegation = a_delegation()
    session.add(delegation)
    session.flush()
    [walk] = proposals_of(diary("DTSTART;TZID=Europe/Paris:20270310T100000", "LOCATION:Old Crane"))
    wanted = [Wanted(walk, ITEM), Wanted(replace(walk, number=2), FORUM, NEW_VENUE)]
    key = uuid4()
    first = bring_in(wanted, delegation, key)
    session.flush()
    assert bring_in(wanted, delegation, key).id == first.id
    assert [count(session, model) for model in (Forum, ItineraryItem, Venue)] == [1, 1, 1]
    assert [(row.forum is None, row.entry_uid) for row in the_import(first.id)] == [
        (True, "one@quay.example"),
        (False, "one@quay.example"),
    ]


def test_what_ends_in_another_zone_is_a_journey_that_comes_back_unchanged(session) -> None:
    body = diary(
        "DTSTART;TZID=Asia/Shanghai:20270309T233500", "DTEND;TZID=Europe/Paris:20270310T053000"
    )
    [flight] = proposals_of(body)
    delegation = a_delegation()
    session.add(delegation)
    session.flush()
    bring_in([Wanted(flight, ITEM), Wanted(replace(flight, number=2), FORUM)], delegation)
    [item], [forum] = (
        session.scalars(select(ItineraryItem)).all(),
        session.scalars(select(Forum)).all(),
    )
    assert (item.kind, item.starts_zone, item.ends_zone) == (
        "travel",
        "Asia/Shanghai",
        "Europe/Paris",
    )
    assert (forum.ends, forum.zone) == (datetime(2027, 3, 10, 12, 30), "Asia/Shanghai")
    for kind, record in (("itinerary_item", item), ("forum", forum)):
        assert differences(flight, Known(kind, record, 1)) == []


def test_a_place_that_several_entries_name_becomes_one_venue(session) -> None:
    [walk] = proposals_of(diary("DTSTART;TZID=Europe/Paris:20270310T100000", "LOCATION:Old Crane"))
    bring_in([Wanted(replace(walk, number=number), FORUM, NEW_VENUE) for number in (1, 2, 3)])
    assert (count(session, Venue), count(session, Forum)) == (1, 3)


def test_the_instant_of_a_doubled_hour_is_kept(session) -> None:
    body = diary("DTSTART:20271107T063000Z", "DTEND:20271107T073000Z")
    venue = KnownVenue(1, "Pier", ("pier",), "America/New_York")
    [walk] = proposals_of(body.replace(b"END:VEVENT", b"LOCATION:Pier\r\nEND:VEVENT"), [venue])
    assert walk.start == Moment(datetime(2027, 11, 7, 1, 30), "America/New_York", 1)
    bring_in([Wanted(walk, FORUM)])
    forum = session.scalar(select(Forum))
    assert (forum.starts_fold, forum.starts_at) == (1, walk.start.instant)


def test_days_become_hours_that_are_said_to_be_assumed() -> None:
    body = diary("DTSTART;VALUE=DATE:20270310", "DTEND;VALUE=DATE:20270313")
    [walk] = proposals_of(body)
    assert (walk.start.wall, walk.end.wall, walk.start.zone) == (
        datetime(2027, 3, 10, 9),
        datetime(2027, 3, 12, 18),
        "Asia/Shanghai",
    )
    assert [remark.text("en") for remark in walk.remarks] == [
        "Only days are given: the hours from 9:00 to 18:00 are assumed."
    ]


def test_a_place_that_is_a_web_address_is_where_it_is_joined(session) -> None:
    at = "LOCATION:https://meet.quay.example/1"
    [walk] = proposals_of(diary("DTSTART;TZID=Europe/Paris:20270310T100000", at))
    assert (walk.place, walk.meeting) == ("", "https://meet.quay.example/1")
    bring_in([Wanted(walk, FORUM)])
    forum = session.scalar(select(Forum))
    assert (forum.attendance_mode, forum.online_url_is_public) == ("online", False)


@pytest.mark.parametrize(
    ("title", "stated", "language"),
    [
        ("Harbour walk", "", "en"),
        ("港湾漫步", "", "zh"),
        ("Walk 港", ";LANGUAGE=en-GB", "en"),
        ("Hafenrundgang", ";LANGUAGE=de", "en"),
    ],
)
def test_the_language_is_the_one_stated_or_that_of_the_letters(title, stated, language) -> None:
    body = diary("DTSTART:20270310T100000").decode().replace(":Harbour walk", f"{stated}:{title}")
    assert proposals_of(body.encode())[0].language == language


def test_the_longest_name_in_a_place_is_its_venue() -> None:
    hall = KnownVenue(1, "Hall", ("hall", "会堂"), "UTC")
    lamp_hall = KnownVenue(2, "Lamp Hall", ("lamp hall", ""), "UTC")
    assert venue_named("Room 2, LAMP HALL, Pier 3", [hall, lamp_hall]) is lamp_hall
    assert venue_named("北京会堂", [hall, lamp_hall]) is hall
    assert venue_named("Somewhere", [hall, lamp_hall]) is None


def test_a_text_is_shown_letter_by_letter() -> None:
    text = "# 1 *not* bold <b>\n- [a](javascript:x)\n\n2. _end_"
    markdown = markdown_of(text, "https://quay.example/a_b_c")
    assert plain_text(markdown) == f"{text}\n\nhttps://quay.example/a_b_c"
    assert "javascript:x" not in "".join(render_markdown(markdown).split("href=")[1:])


def test_an_all_day_entry_of_one_day_is_one_day() -> None:
    [walk] = proposals_of(diary("DTSTART;VALUE=DATE:20270310"))
    assert (walk.start.wall.date(), walk.end.wall.date()) == (date(2027, 3, 10),) * 2


def test_where_a_point_is_met_online_stands_in_its_note(session) -> None:
    [call] = proposals_of(
        diary(
            "DTSTART;TZID=Europe/Paris:20270310T100000",
            "DESCRIPTION:Agenda follows",
            "LOCATION:https://meet.example/quay",
        )
    )
    delegation = a_delegation()
    session.add(delegation)
    session.flush()
    bring_in([Wanted(call, ITEM)], delegation)
    [item] = session.scalars(select(ItineraryItem))
    assert plain_text(item.note.exact("en")) == (
        "Agenda follows\n\nJoin online: https://meet.example/quay"
    )
