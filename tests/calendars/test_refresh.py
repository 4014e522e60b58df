"""Entries are written with the change that they tell, and SEQUENCE follows their bytes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from uuid import uuid5

import pytest
from sqlalchemy import delete, event, select, update

from forumapp.calendars.models import StoredEntry
from forumapp.calendars.services.following import MANY
from forumapp.calendars.services.refresh import refresh_entries, refresh_outdated, refresh_released
from forumapp.core.clock import now_utc
from forumapp.core.db import db
from forumapp.core.revision import public_revision
from forumapp.core.transaction import writing
from forumapp.delegations.models import DelegationForum, ItineraryItem
from forumapp.forums.models import Forum
from forumapp.institution.models import Institution
from forumapp.people.models import Person
from tests.ical.checks import unfolded
from tests.records import (
    a_conference,
    a_delegation,
    a_forum,
    a_person,
    a_session,
    a_theme,
    a_venue,
    an_appearance,
    an_itinerary_item,
    an_organizer_line,
    both,
)
from tests.support import NOW

VARIANTS = [("en", "core"), ("en", "full"), ("zh", "core"), ("zh", "full")]


def saved(session, *rows):
    session.add_all(rows)
    session.commit()
    return rows[0]


def stored(session, kind: str, record) -> dict[tuple[str, str], StoredEntry]:
    rows = session.scalars(
        select(StoredEntry)
        .where(StoredEntry.kind == kind, StoredEntry.record_id == record.id)
        .order_by(StoredEntry.language, StoredEntry.profile)
    )
    return {(row.language, row.profile): row for row in rows}


def an_institution(**facts) -> Institution:
    nothing = both("")
    names = ("short_name", "tagline", "boilerplate", "address", "press_contact")
    pages = ("privacy_page", "accessibility_page", "contact_page")
    return Institution(**dict.fromkeys((*names, *pages), nothing) | facts)


def lines(session, record, kind: str = "forum", variant=("en", "core")) -> list[str]:
    return unfolded(stored(session, kind, record)[variant].body)


def test_a_published_forum_has_an_entry_in_each_language_and_profile(session):
    forum = saved(session, a_forum())
    assert list(stored(session, "forum", forum)) == VARIANTS
    assert "SUMMARY:Forum on open harbours" in lines(session, forum)
    assert "SUMMARY:开放港湾论坛" in lines(session, forum, variant=("zh", "core"))
    uids = {f"UID:{row.uid}" for row in stored(session, "forum", forum).values()}
    assert uids == {f"UID:{forum.uid}"}


def test_a_title_is_written_without_the_breaks_marked_in_it(session):
    forum = saved(session, a_forum(title=both("Cities | without walls", "没有围墙的|城市")))
    assert "SUMMARY:Cities without walls" in lines(session, forum)
    assert "SUMMARY:没有围墙的城市" in lines(session, forum, variant=("zh", "core"))


def test_a_draft_has_no_entry_and_gets_one_when_it_is_published(session):
    forum = saved(session, a_forum(state="draft", release_at=None))
    assert stored(session, "forum", forum) == {}
    forum.state, forum.release_at = "published", NOW
    forum.changed_at = forum.first_published_at = NOW
    session.commit()
    assert "SEQUENCE:0" in lines(session, forum)
    assert f"DTSTAMP:{NOW:%Y%m%dT%H%M%SZ}" in lines(session, forum)


def test_a_change_that_nobody_numbered_raises_the_sequence_once(session):
    forum = saved(session, a_forum(venue=a_venue()))
    version = forum.version
    forum.venue.street = both("2 River Street", "河街2号")
    session.commit()
    assert "LOCATION:Harbour House\\, 2 River Street\\, New York\\, United States" in lines(
        session, forum
    )
    assert forum.sequence == 1
    assert {row.sequence for row in stored(session, "forum", forum).values()} == {1}
    assert forum.version == version, "no editor's form is outdated by it"


def test_a_change_that_its_service_numbered_is_not_numbered_again(session):
    forum = saved(session, a_forum())
    forum.title = both("Forum on safe harbours")
    forum.sequence += 1
    forum.changed_at = NOW + timedelta(hours=1)
    session.commit()
    assert forum.sequence == 1
    assert "LAST-MODIFIED:20261123T100000Z" in lines(session, forum)


def test_a_change_that_the_entry_does_not_tell_leaves_its_bytes(session):
    forum = saved(session, a_forum(capacity_limit=10))
    before = {variant: row.body for variant, row in stored(session, "forum", forum).items()}
    forum.capacity_limit = 20
    session.commit()
    after = {variant: row.body for variant, row in stored(session, "forum", forum).items()}
    assert (after, forum.sequence) == (before, 0)


def test_asked_in_the_middle_of_a_service_the_entries_are_right_at_once(session):
    forum = saved(session, a_forum())
    forum.title = both("Forum on safe harbours")
    refresh_entries(forum, now=NOW)
    assert "SUMMARY:Forum on safe harbours" in lines(session, forum)
    assert forum.sequence == 1
    session.commit()
    assert forum.sequence == 1


def test_what_an_undone_change_would_have_written_is_not_written(session):
    forum = saved(session, a_forum())
    forum.title = both("Forum on safe harbours")
    session.flush()
    session.rollback()
    session.add(a_theme())
    session.commit()
    assert "SUMMARY:Forum on open harbours" in lines(session, forum)
    assert forum.sequence == 0


def test_the_entry_rises_with_the_public_revision_of_its_change(session):
    forum = saved(session, a_forum(venue=a_venue()))
    before, _at = public_revision()
    forum.venue.city = both("Boston", "波士顿")
    session.commit()
    session.add(a_session(a_forum(state="draft", release_at=None)))
    assert public_revision()[0] == before + 1
    session.commit()
    assert public_revision()[0] == before + 2


# ------------------------------------------------- who is named, and who is not


def test_a_person_stands_in_the_entry_while_a_consent_stands(session):
    forum = a_forum()
    person = a_person(name=both("Ana Lindqvist", "安娜"))
    silent = a_person(consented=False, name=both("Nobody Public", "未同意者"))
    saved(session, forum, an_appearance(forum, person), an_appearance(forum, silent))
    for row in stored(session, "forum", forum).values():
        assert b"Nobody Public" not in row.body
        assert "未同意者".encode() not in row.body
    assert any(
        "Ana Lindqvist (Speaker)\\, Chair of the harbour board" in x for x in lines(session, forum)
    )
    assert "SUMMARY:Ana Lindqvist" in lines(session, forum, variant=("en", "full"))
    person.consents[0].withdrawn_at = NOW
    session.commit()
    for row in stored(session, "forum", forum).values():
        assert b"Lindqvist" not in row.body
        assert "安娜".encode() not in row.body
    assert forum.sequence == 1


def test_a_renamed_person_is_renamed_in_the_entry(session):
    forum = a_forum()
    person = a_person(name=both("Bruce Noz"))
    saved(session, forum, an_appearance(forum, person))
    person.name = both("Bruce Knotts")
    session.commit()
    assert any("Bruce Knotts" in line for line in lines(session, forum))
    assert not any("Noz" in line for line in lines(session, forum))


def test_an_organizer_line_stands_in_the_entry_once_it_is_confirmed(session):
    forum = a_forum()
    line = an_organizer_line(forum, confirmed=False)
    saved(session, forum, line)
    assert not any("Harbour Foundation" in x for x in lines(session, forum))
    line.confirmed_at = NOW
    session.commit()
    assert any("Harbour Foundation (Organizer)" in x for x in lines(session, forum))
    line.organization.name = both("Bridge Foundation")
    session.commit()
    assert any("Bridge Foundation (Organizer)" in x for x in lines(session, forum))


@pytest.mark.parametrize(("is_public", "times"), [(True, 2), (False, 0)])
def test_the_online_link_stands_in_the_entry_only_where_it_is_public(session, is_public, times):
    link = "https://meet.example.org/secret"
    forum = saved(session, a_forum(online_url=link, online_url_is_public=is_public))
    told = [line for line in lines(session, forum) if link in line]
    assert len([line for line in told if not line.startswith(("X-ALT", "STYLED"))]) == times


def test_themes_are_categories_and_concepts_and_follow_their_titles(session):
    theme = a_theme(slug="open-cities")
    forum = saved(session, a_forum(themes=[theme]))
    assert "CATEGORIES:Open cities" in lines(session, forum)
    assert "CATEGORIES:开放的城市" in lines(session, forum, variant=("zh", "core"))
    for variant in VARIANTS:
        (concept,) = [x for x in lines(session, forum, variant=variant) if x.startswith("CONCEPT")]
        assert concept.endswith("/themes/open-cities")
        assert "/zh/" not in concept
    theme.title = both("Free cities")
    session.commit()
    assert "CATEGORIES:Free cities" in lines(session, forum)


# ---------------------------------------------------------- sessions and journeys


def test_each_session_has_an_entry_below_the_forums(session):
    forum = a_forum()
    keynote = saved(session, a_session(forum), a_session(forum, title=both("Panel")))
    assert f"RELATED-TO;RELTYPE=PARENT:{forum.uid}" in lines(session, keynote, "session")
    assert "SUMMARY:Keynote" in lines(session, keynote, "session")


def test_the_entry_of_a_session_that_is_no_more_is_gone(session):
    forum = a_forum()
    keynote = saved(session, a_session(forum))
    forum.sessions.remove(keynote)
    session.commit()
    assert session.scalars(select(StoredEntry.kind).distinct()).all() == ["forum"]


def test_a_programme_of_several_days_is_days_and_an_evening_is_an_evening(session):
    two_days = a_forum(
        starts=datetime(2026, 12, 8, 9), ends=datetime(2026, 12, 9, 17), zone="Asia/Shanghai"
    )
    saved(session, two_days, a_session(two_days))
    assert "DTSTART;VALUE=DATE:20261208" in lines(session, two_days)
    assert "DTEND;VALUE=DATE:20261210" in lines(session, two_days)
    (row,) = {(r.starts_at, r.ends_at) for r in stored(session, "forum", two_days).values()}
    assert row == (
        datetime(2026, 12, 7, 16, tzinfo=UTC),
        datetime(2026, 12, 9, 16, tzinfo=UTC),
    )
    evening = a_forum(
        starts=datetime(2026, 12, 8, 20), ends=datetime(2026, 12, 9, 1), zone="Asia/Shanghai"
    )
    saved(session, evening, a_session(evening))
    assert "DTSTART;TZID=Asia/Shanghai:20261208T200000" in lines(session, evening)


def test_a_delegation_and_the_forums_it_visits_share_a_reference(session):
    forum, journey = a_forum(), a_delegation()
    saved(session, forum, journey)
    session.add(DelegationForum(delegation=journey, forum=forum))
    session.commit()
    assert f"REFID:delegation-{journey.uid}" in lines(session, forum)
    assert f"REFID:delegation-{journey.uid}" in lines(session, journey, "delegation")


def test_a_journey_that_time_makes_visible_is_named_by_its_forums_from_then_on(session):
    later = now_utc() + timedelta(days=30)
    forum, journey = a_forum(), a_delegation(release_at=later)
    conference = a_conference(release_at=later)
    forum.conference = conference
    saved(session, forum, journey, DelegationForum(delegation=journey, forum=forum))
    assert not any(str(journey.uid) in line for line in lines(session, forum))
    assert not any(str(conference.uid) in line for line in lines(session, forum))
    refresh_released(later + timedelta(minutes=1))
    session.commit()
    assert f"REFID:delegation-{journey.uid}" in lines(session, forum)
    assert f"RELATED-TO;RELTYPE=PARENT:{conference.uid}" in lines(session, forum)


def test_a_flight_starts_and_ends_in_its_own_zones_and_says_no_more_than_it_must(session):
    journey = a_delegation()
    flight = an_itinerary_item(
        journey,
        title=both("Flight to New York"),
        starts=datetime(2026, 12, 6, 13),
        starts_zone="Asia/Shanghai",
        ends=datetime(2026, 12, 6, 14, 30),
        ends_zone="America/New_York",
        note=both("Locator ABC123"),
    )
    saved(session, flight)
    told = lines(session, flight, "item")
    assert "DTSTART;TZID=Asia/Shanghai:20261206T130000" in told
    assert "DTEND;TZID=America/New_York:20261206T143000" in told
    assert "CLASS:PRIVATE" in told
    assert not any("ABC123" in line for line in told)
    assert stored(session, "item", flight)["en", "core"].zones == [
        "America/New_York",
        "Asia/Shanghai",
    ]


def test_a_conference_is_its_days(session):
    conference = saved(session, a_conference())
    assert "DTSTART;VALUE=DATE:20261207" in lines(session, conference, "conference")
    assert "DTEND;VALUE=DATE:20261212" in lines(session, conference, "conference")


def test_a_series_without_dates_has_no_entry(session):
    series = saved(session, a_conference(kind="series", starts_on=None, ends_on=None))
    assert stored(session, "conference", series) == {}


def test_a_cancelled_forum_says_so_and_so_do_its_sessions(session):
    forum = a_forum()
    keynote = saved(session, a_session(forum))
    forum.state = "cancelled"
    session.commit()
    for told in (lines(session, forum), lines(session, keynote, "session")):
        assert "STATUS:CANCELLED" in told
        assert "TRANSP:TRANSPARENT" in told
    assert "SUMMARY:CANCELLED / 已取消: Keynote" in lines(session, keynote, "session")
    assert stored(session, "forum", forum)["en", "core"].is_cancelled


# ----------------------------------------------- what changes without its records


def test_the_worker_writes_anew_what_was_made_for_another_name(session):
    forum = a_forum()
    saved(session, forum, a_session(forum), a_delegation(), a_conference())
    session.add(an_institution(name=both("Harbour Chamber", "海港商会")))
    session.commit()
    assert refresh_outdated(NOW).entries == 16
    session.commit()
    bodies = session.scalars(select(StoredEntry.body)).all()
    assert len(bodies) == 16
    names = (b'ORGANIZER;CN="Harbour Chamber"', "ORGANIZER;CN=海港商会".encode())
    assert all(any(name in body for name in names) for body in bodies)
    assert forum.sequence == 1
    assert refresh_outdated(NOW).entries == 0


def test_another_public_address_is_written_into_every_entry(app, session, monkeypatch):
    forum = saved(session, a_forum(slug="harbours"))
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://forums.example.org")
    refresh_outdated(NOW)
    session.commit()
    assert "URL:https://forums.example.org/forums/harbours" in lines(session, forum)


def test_what_was_made_for_another_name_and_belongs_to_nothing_is_dropped(session):
    forum = saved(session, a_forum())
    session.execute(delete(Forum).where(Forum.id == forum.id))
    session.execute(update(StoredEntry).values(made_with="another"))
    session.commit()
    assert refresh_outdated(NOW).entries == 4
    session.commit()
    assert session.scalars(select(StoredEntry)).all() == []


# ------------------------------------------------------------------- deadlines


def with_registration(**facts):
    return a_forum(
        registration_opens=datetime(2026, 11, 30, 9),
        registration_opens_at=datetime(2026, 11, 30, 14, tzinfo=UTC),
        registration_closes=datetime(2026, 12, 6, 18),
        registration_closes_at=datetime(2026, 12, 6, 23, tzinfo=UTC),
        **facts,
    )


def test_registration_that_opens_and_closes_has_entries_of_its_own(session):
    forum = saved(session, with_registration(slug="harbours"))
    opens, closes = (lines(session, forum, kind) for kind in ("opens", "closes"))
    assert "SUMMARY:Registration opens: Forum on open harbours" in opens
    assert "DTSTART;TZID=America/New_York:20261130T090000" in opens
    assert "DTEND;TZID=America/New_York:20261130T091500" in opens
    assert "SUMMARY:Registration closes: Forum on open harbours" in closes
    assert "DTSTART;TZID=America/New_York:20261206T180000" in closes
    for told in (opens, closes):
        assert "TRANSP:TRANSPARENT" in told
        assert f"RELATED-TO;RELTYPE=PARENT:{forum.uid}" in told
        assert "URL:http://127.0.0.1:8000/forums/harbours/register" in told
    chinese = lines(session, forum, "closes", ("zh", "core"))
    assert "SUMMARY:报名截止：开放港湾论坛" in chinese
    assert f"UID:{uuid5(forum.uid, 'closes')}" in chinese


def test_a_new_closing_time_raises_one_number_for_the_forum_and_all_its_deadlines(session):
    forum = saved(session, with_registration())
    forum.registration_closes += timedelta(hours=1)
    forum.registration_closes_at += timedelta(hours=1)
    session.commit()
    assert "DTSTART;TZID=America/New_York:20261206T190000" in lines(session, forum, "closes")
    for kind in ("forum", "opens", "closes"):
        assert "SEQUENCE:1" in lines(session, forum, kind)
    assert forum.sequence == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"registration_mode": "none"},
        {"registration_mode": "invitation"},
        {"registration_opens": None, "registration_closes": datetime(2026, 12, 8, 12)},
    ],
)
def test_there_is_no_deadline_without_a_form_or_where_it_closes_with_the_start(session, facts):
    forum = saved(session, with_registration())
    for name, value in facts.items():
        setattr(forum, name, value)
    session.commit()
    assert stored(session, "opens", forum) == stored(session, "closes", forum) == {}


def test_the_deadlines_of_a_cancelled_forum_are_cancelled_and_of_a_draft_there_are_none(session):
    forum = saved(session, with_registration(state="cancelled"))
    assert "STATUS:CANCELLED" in lines(session, forum, "closes")
    assert stored(session, "closes", forum)["en", "core"].is_cancelled
    forum.state = "draft"
    session.commit()
    assert stored(session, "closes", forum) == {}


# ------------------------------------------------------- what many entries name


def bodies(session) -> set[bytes]:
    return set(session.scalars(select(StoredEntry.body)))


def test_a_theme_of_very_many_forums_is_renamed_in_them_by_the_worker(session):
    theme = a_theme()
    forums = [a_forum(themes=[theme]) for _each in range(MANY + 1)]
    saved(session, *forums)
    before = bodies(session)
    theme.title = both("Free cities")
    session.commit()
    assert bodies(session) == before
    for _run in range(10):
        rewritten = refresh_outdated(now_utc())
        session.commit()
        assert rewritten.renumbered == {}, "it is news, and told as such"
    for forum in forums:
        assert "CATEGORIES:Free cities" in lines(session, forum)
        assert "SEQUENCE:1" in lines(session, forum)


def test_whose_consent_is_withdrawn_is_gone_at_once_from_however_many(session):
    person = a_person(name=both("Ana Lindqvist"))
    saved(session, *(an_appearance(a_forum(), person) for _each in range(MANY + 1)))
    assert any(b"Lindqvist" in body for body in bodies(session))
    person.consents[0].withdrawn_at = NOW
    session.commit()
    assert not any(b"Lindqvist" in body for body in bodies(session))


def test_what_was_released_is_written_once(session):
    later = now_utc() + timedelta(days=30)
    forum, journey = a_forum(), a_delegation(release_at=later)
    saved(session, forum, journey, DelegationForum(delegation=journey, forum=forum))
    refresh_released(later + timedelta(days=3))
    session.commit()
    assert f"REFID:delegation-{journey.uid}" in lines(session, forum)
    session.execute(update(StoredEntry).values(body=b"as it was left"))
    refresh_released(later + timedelta(days=3, minutes=1))
    session.commit()
    assert bodies(session) == {b"as it was left"}


# ------------------------------------------------ what cannot be written, and who writes at once


@pytest.mark.parametrize(
    ("times", "told"),
    [
        (
            {"starts_zone": "America/New_York", "ends_zone": "America/Chicago"}
            | {"starts": datetime(2026, 12, 7, 12), "ends": datetime(2026, 12, 7, 10, 30)},
            "DTEND:20261207T170100Z",
        ),
        (
            {"starts_zone": "America/Vancouver", "ends_zone": "America/Vancouver", "ends_fold": 1}
            | {"starts": datetime(2027, 11, 7, 1, 50), "ends": datetime(2027, 11, 7, 1, 20)},
            "DTEND:20271107T085100Z",
        ),
    ],
)
def test_what_ends_before_it_starts_by_new_rules_lasts_a_minute(session, times, told):
    journey = a_delegation()
    item = saved(session, an_itinerary_item(journey))
    session.execute(update(ItineraryItem).values(times))  # as it was entered under older rules
    session.commit()
    session.expire_all()
    journey.purpose = both("Another purpose")
    session.commit()
    assert told in lines(session, item, "item")


def test_a_record_that_cannot_be_written_keeps_no_other_from_being_written(session, caplog):
    journey, forum = a_delegation(), a_forum()
    item = saved(session, an_itinerary_item(journey), a_session(forum))
    before = lines(session, item, "item")
    session.execute(update(ItineraryItem).values(title=both("\ufeff")))
    session.execute(update(StoredEntry).values(made_with="older zone data"))
    session.add(an_institution(name=both("Harbour Chamber")))
    session.commit()
    for _run in range(2):
        refresh_outdated(NOW)
        session.commit()
    assert refresh_outdated(NOW).entries == 0
    assert caplog.messages == [
        f"refresh_delegations failed for {{{journey.id}}}, whose entries stay as they were"
    ]
    assert lines(session, item, "item") == before
    assert any("Harbour Chamber" in line for line in lines(session, forum))


def test_who_edits_at_the_same_time_reads_what_the_other_changed(app, session):
    """On PostgreSQL both have renamed their person before either commits; SQLite lets one begin."""
    forum, people = a_forum(), [a_person(name=both(name)) for name in ("Ann", "Bob")]
    saved(session, *(an_appearance(forum, person) for person in people))
    ids = [person.id for person in people]
    session.commit()
    together = Barrier(2)

    def rename(person_id: int, name: str) -> None:
        with app.app_context(), writing() as own:
            own.get(Person, person_id).name = both(name)
            own.flush()
            if db.engine.dialect.name == "postgresql":
                together.wait(timeout=10)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(rename, ids, ("Ann Other", "Bob Other")))
    session.expire_all()
    told = " ".join(lines(session, forum))
    assert "Ann Other" in told
    assert "Bob Other" in told
    assert forum.sequence == 2


def test_who_is_named_while_the_consent_is_withdrawn_stands_in_no_entry(app, session):
    """The speaker is added when the withdrawal has looked for forums to write, and is not committed."""
    forum, person = a_forum(), a_person(name=both("Ana Lindqvist"))
    saved(session, forum, person)
    forum_id, person_id = forum.id, person.id
    session.commit()
    has_looked, is_named = Event(), Event()

    def stop_before_commit(_session) -> None:
        has_looked.set()
        if db.engine.dialect.name == "postgresql":
            is_named.wait(timeout=2)

    def withdraw() -> None:
        with app.app_context(), writing() as own:
            event.listen(own(), "before_commit", stop_before_commit)
            own.get(Person, person_id).consents[0].withdrawn_at = NOW

    def name() -> None:
        has_looked.wait(timeout=20)
        with app.app_context(), writing() as own:
            own.add(an_appearance(own.get(Forum, forum_id), own.get(Person, person_id)))
        is_named.set()

    with ThreadPoolExecutor(2) as threads:
        for running in [threads.submit(withdraw), threads.submit(name)]:
            running.result(timeout=60)
    session.expire_all()
    assert len(forum.appearances) == 1
    assert not any(b"Lindqvist" in body for body in bodies(session))
