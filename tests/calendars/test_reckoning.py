"""When the rules of the clocks change, instants follow the wall times, and who is concerned is told.

Rows stand here as older zone data would have reckoned them: an hour or so beside today's rules.
"""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from forumapp.calendars.models import ReckonedWith, StoredEntry
from forumapp.calendars.services import reckoning
from forumapp.calendars.services.reckoning import reckon_instants, zone_data
from forumapp.core.actor import WORKER
from forumapp.core.clock import instant_of, reckoned_instant
from forumapp.core.transaction import writing
from forumapp.forums.models import Forum
from forumapp.history.models import HistoryRow
from forumapp.mail.models import OutgoingMail
from forumapp.publishing.reckoning import follow_zone_data, reckon_some
from forumapp.registrations.services import telling
from tests.records import (
    a_delegation,
    a_forum,
    a_registration,
    a_session,
    a_venue,
    an_announcement,
    an_itinerary_item,
    both,
)
from tests.support import NOW

HOUR = timedelta(hours=1)
QUIET = timedelta(minutes=10)


def an_hour_early(session, row, *names):
    """What older rules had made of the row's wall times, written past everything that would notice."""
    values = {name: getattr(row, name) - HOUR for name in names}
    session.execute(update(type(row)).where(type(row).id == row.id).values(values))
    session.commit()
    session.expire_all()


def reckon(now=NOW):
    with writing():
        return reckon_some(by=WORKER, now=now)


@pytest.fixture
def forum(session):
    released = NOW - timedelta(days=7)
    forum = a_forum(venue=a_venue(), first_published_at=released, changed_at=released)
    keynote = a_session(forum, first_published_at=released, changed_at=released)
    session.add_all([forum, keynote])
    session.commit()
    return forum


def outdated(session, forum):
    an_hour_early(session, forum, "starts_at", "ends_at")
    an_hour_early(session, forum.sessions[0], "starts_at", "ends_at")
    return forum


def test_instants_follow_their_wall_times_and_a_second_run_finds_nothing(session, forum):
    right = forum.starts_at
    outdated(session, forum)
    (outcome,) = reckon().outcomes
    assert (outcome.old, outcome.new) == (
        "8 December 2026, 12:00–14:00 = 16:00–18:00 UTC",
        "8 December 2026, 12:00–14:00 = 17:00–19:00 UTC",
    )
    assert (forum.starts_at, forum.sessions[0].starts_at) == (right, right)
    assert (forum.sequence, forum.sessions[0].sequence) == (1, 1)
    assert reckon().outcomes == []
    assert forum.sequence == 1


def test_the_ledger_says_which_moment_became_which_and_the_entry_has_the_new_number(session, forum):
    outdated(session, forum)
    reckon()
    (change,) = forum.changes
    assert (change.field, change.sequence, change.by) == ("clock", 1, "worker")
    assert change.old.text("zh") == "2026年12月8日 12:00–14:00 = 16:00–18:00 UTC"
    assert change.new.text("zh") == "2026年12月8日 12:00–14:00 = 17:00–19:00 UTC"
    stored = select(StoredEntry.sequence, StoredEntry.starts_at).where(StoredEntry.kind == "forum")
    assert set(session.execute(stored).all()) == {(1, forum.starts_at)}


def test_who_has_a_place_is_told_once_of_the_new_moment(session, forum):
    guest = a_registration(forum, told_sequence=0, last_sent_sequence=0, last_sent_method="REQUEST")
    session.add(guest)
    session.commit()
    outdated(session, forum)
    reckon()
    for _run in range(2):
        with writing():
            telling.tell_of_changes(NOW + QUIET)
    (mail,) = session.scalars(select(OutgoingMail))
    assert mail.calendar_method == "REQUEST"
    assert b"SEQUENCE:1" in mail.calendar
    for words in ("Time zone rules", "16:00–18:00 UTC", "17:00–19:00 UTC"):
        assert words in mail.text_body


def test_a_forum_that_is_over_or_a_draft_is_corrected_and_told_to_nobody(session):
    over = a_forum(starts=datetime(2026, 11, 2, 12), ends=datetime(2026, 11, 2, 14))
    draft = a_forum(state="draft", release_at=None)
    session.add_all([over, draft])
    session.commit()
    for forum in (over, draft):
        an_hour_early(session, forum, "starts_at", "ends_at")
    assert len(reckon().outcomes) == 2
    for forum in (over, draft):
        assert forum.starts_at == instant_of(forum.starts, forum.zone)
        assert forum.changes == []
        assert forum.sequence == 0


def test_the_window_of_registration_follows_and_is_numbered_but_is_no_news(session, forum):
    forum.registration_closes = datetime(2026, 12, 7, 18)
    forum.registration_closes_at = instant_of(forum.registration_closes, forum.zone)
    session.commit()
    right, sequence = forum.registration_closes_at, forum.sequence
    an_hour_early(session, forum, "registration_closes_at")
    of_deadline = StoredEntry.kind == "closes"
    session.execute(update(StoredEntry).where(of_deadline).values(starts_at=right - HOUR))
    (outcome,) = reckon().outcomes
    assert (outcome.old, outcome.new) == (
        "registration closes 7 December 2026, 18:00 = 7 December 2026, 22:00 UTC",
        "registration closes 7 December 2026, 18:00 = 7 December 2026, 23:00 UTC",
    )
    assert (forum.registration_closes_at, forum.sequence) == (right, sequence + 1)
    assert forum.sessions[0].sequence == 0
    closes = select(StoredEntry.sequence, StoredEntry.starts_at).where(of_deadline)
    assert set(session.execute(closes).all()) == {(sequence + 1, right)}
    assert forum.changes == []


def test_a_point_of_a_journey_that_only_its_travellers_know_is_numbered_too(session):
    item = an_itinerary_item(a_delegation(state="draft", release_at=None))
    session.add(item)
    session.commit()
    right = item.starts_at
    an_hour_early(session, item, "starts_at", "ends_at")
    reckon()
    stored = select(StoredEntry.sequence, StoredEntry.starts_at).where(StoredEntry.kind == "item")
    assert (item.starts_at, item.sequence) == (right, 1)
    assert set(session.execute(stored).all()) == {(1, right)}


def test_what_is_over_is_corrected_in_its_stored_entry_too(session):
    over = a_forum(starts=datetime(2026, 11, 2, 12), ends=datetime(2026, 11, 2, 14))
    session.add(over)
    session.commit()
    right = over.starts_at
    an_hour_early(session, over, "starts_at", "ends_at")
    session.execute(update(StoredEntry).values(starts_at=right - HOUR))
    reckon()
    stored = session.scalars(select(StoredEntry.starts_at).where(StoredEntry.kind == "forum"))
    assert set(stored) == {right}


def test_both_ends_of_a_flight_follow_their_own_zones(session):
    item = an_itinerary_item(
        a_delegation(first_published_at=NOW, changed_at=NOW),
        starts=datetime(2026, 12, 7, 9),
        ends=datetime(2026, 12, 8, 14),
        ends_zone="Asia/Shanghai",
    )
    session.add(item)
    session.commit()
    right = (item.starts_at, item.ends_at)
    an_hour_early(session, item, "ends_at")
    (outcome,) = reckon().outcomes
    assert outcome.record is item
    assert (item.starts_at, item.ends_at, item.sequence) == (*right, 1)
    history = select(HistoryRow.kind, HistoryRow.action)
    assert session.execute(history).all() == [
        ("delegation", "reckoned anew by new time zone rules")
    ]


def test_a_time_that_clocks_skip_by_now_is_kept_on_the_wall_and_named_to_a_human(session):
    forum = a_forum(
        zone="America/New_York", starts=datetime(2027, 3, 14, 1), ends=datetime(2027, 3, 14, 4)
    )
    session.add(forum)
    session.commit()
    wall = datetime(2027, 3, 14, 2, 30)
    session.execute(update(Forum).values(starts=wall))  # entered when no clock skipped it
    session.commit()
    session.expire_all()
    (outcome,) = reckon().outcomes
    assert outcome.is_skipped
    assert forum.starts == wall
    assert forum.starts_at == instant_of(datetime(2027, 3, 14, 3), forum.zone)
    row = session.scalar(select(HistoryRow))
    assert row.action == "reckoned anew, but clocks skip its time now: choose another"
    bodies = session.scalars(select(StoredEntry.body).where(StoredEntry.kind == "forum")).all()
    assert len(bodies) == 4
    assert all(b"DTSTART:20270314T070000Z" in body for body in bodies)


def test_what_would_end_before_it_starts_is_left_and_named_once_in_history(session):
    forum = a_forum(starts=datetime(2027, 3, 14, 1), ends=datetime(2027, 3, 14, 4))
    session.add(forum)
    session.commit()
    skipped = {"starts": datetime(2027, 3, 14, 2, 10), "ends": datetime(2027, 3, 14, 2, 50)}
    session.execute(update(Forum).values(skipped))
    session.commit()
    session.expire_all()
    before = (forum.starts_at, forum.ends_at)
    for _run in range(2):
        run = reckon()
        assert (run.outcomes, run.left, run.is_complete) == ([], [forum], True)
    assert (forum.starts_at, forum.ends_at) == before
    actions = session.scalars(select(HistoryRow.action)).all()
    assert actions == ["left with old instants: it would end before it starts"]


def test_an_event_that_clocks_skip_as_a_whole_lasts_in_calendars_as_long_as_on_the_wall(session):
    forum = a_forum(starts=datetime(2027, 3, 14, 1), ends=datetime(2027, 3, 14, 4))
    session.add(forum)
    session.commit()
    skipped = {"starts": datetime(2027, 3, 14, 2, 10), "ends": datetime(2027, 3, 14, 2, 50)}
    session.execute(update(Forum).values(skipped))
    session.execute(update(StoredEntry).values(made_with="other zone data"))
    session.commit()
    with writing():
        telling.rewrite_outdated_entries(NOW)
    bodies = session.scalars(select(StoredEntry.body).where(StoredEntry.kind == "forum")).all()
    assert len(bodies) == 4
    times = b"DTSTART:20270314T070000Z\r\nDTEND:20270314T074000Z\r\n"
    assert all(times in body for body in bodies)


def test_many_are_set_right_a_part_at_a_time_and_the_rules_noted_at_the_end(session, monkeypatch):
    forums = [a_forum() for _each in range(5)]
    session.add_all(forums)
    session.commit()
    for forum in forums:
        an_hour_early(session, forum, "starts_at", "ends_at")
    monkeypatch.setattr(reckoning, "AT_ONCE", 2)
    counts = []
    for _run in range(3):
        assert session.scalars(select(ReckonedWith)).all() == []
        with writing():
            counts.append(len(reckon_instants(by=WORKER, now=NOW).outcomes))
    assert counts == [2, 2, 1]
    assert [row.zone_data for row in session.scalars(select(ReckonedWith))] == [zone_data()]


def test_the_worker_reckons_once_for_each_version_of_the_zone_data(session, forum):
    with writing():
        follow_zone_data(NOW)
    outdated(session, forum)
    wrong = forum.starts_at
    with writing():
        follow_zone_data(NOW)
    assert forum.starts_at == wrong
    session.execute(update(ReckonedWith).values(zone_data="2025a"))
    session.commit()
    with writing():
        follow_zone_data(NOW)
    assert forum.starts_at == wrong + HOUR


def test_a_release_to_come_is_at_its_wall_time_and_the_forum_comes_out_with_its_notice(session):
    release = NOW + timedelta(days=3)
    forum = a_forum(release_at=release, first_published_at=release)
    notice = an_announcement(
        kind="notice",
        forum=forum,
        release_at=release,
        release_wall=datetime(2026, 11, 26, 18),
        release_zone="Asia/Shanghai",
    )
    out = an_announcement(release_wall=datetime(2026, 11, 1, 9), release_zone="Asia/Shanghai")
    session.add_all([notice, out])
    session.commit()
    before = out.release_at
    reckon()
    right = instant_of(datetime(2026, 11, 26, 18), "Asia/Shanghai")
    assert (notice.release_at, forum.release_at, forum.first_published_at) == (right,) * 3
    assert out.release_at == before


def test_the_command_says_in_sentences_what_it_did(app, session, forum):
    outdated(session, forum)
    item = an_itinerary_item(a_delegation(), title=both("Visit"))
    session.add(item)
    session.commit()
    an_hour_early(session, item, "starts_at", "ends_at")
    run = app.test_cli_runner().invoke(args=["reckon-instants"])
    assert run.exit_code == 0
    assert run.output.splitlines() == [
        (
            "Forum on open harbours: 8 December 2026, 12:00–14:00 = 16:00–18:00 UTC → "
            "8 December 2026, 12:00–14:00 = 17:00–19:00 UTC."
        ),
        "Visit: 7 December 2026, 13:00–14:00 UTC → 7 December 2026, 14:00–15:00 UTC.",
        f"Reckoned by tzdata {zone_data()}: 2 set right.",
    ]
    again = app.test_cli_runner().invoke(args=["reckon-instants"])
    assert again.output == f"Reckoned by tzdata {zone_data()}: 0 set right.\n"


@pytest.mark.parametrize(
    ("wall", "fold", "means"),
    [
        (datetime(2027, 3, 14, 2, 0), 0, datetime(2027, 3, 14, 3)),
        (datetime(2027, 3, 14, 2, 59), 1, datetime(2027, 3, 14, 3)),
        (datetime(2027, 3, 14, 12, 0), 0, datetime(2027, 3, 14, 12)),
    ],
)
def test_a_skipped_time_is_reckoned_as_the_moment_after_the_gap(wall, fold, means):
    assert reckoned_instant(wall, "America/New_York", fold) == instant_of(means, "America/New_York")


def test_of_a_doubled_time_the_fold_says_which():
    wall, zone = datetime(2026, 11, 1, 1, 30), "America/New_York"
    assert reckoned_instant(wall, zone, 1) - reckoned_instant(wall, zone, 0) == HOUR


def test_sessions_alone_follow_too_and_are_numbered_alone(session, forum):
    keynote, later = forum.sessions[0], a_session(forum, title=both("Panel"))
    session.add(later)
    session.commit()
    sequence = forum.sequence
    an_hour_early(session, keynote, "starts_at", "ends_at")
    (outcome,) = reckon().outcomes
    assert (keynote.starts_at, keynote.sequence) == (forum.starts_at, 1)
    assert (forum.sequence, later.sequence) == (sequence, 0)
    assert outcome.new == "Keynote, 8 December 2026, 12:00–12:30 = 17:00–17:30 UTC"
