"""What an entry says of other records follows them: its series, the forum before it, its journey."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from forumapp.calendars.models import StoredEntry
from forumapp.calendars.services.following import MANY
from forumapp.calendars.services.refresh import refresh_outdated, refresh_released
from forumapp.core.actor import Actor
from forumapp.core.clock import now_utc
from forumapp.core.errors import Refused
from forumapp.delegations.models import DelegationForum
from forumapp.forums.queries import the_forum
from forumapp.forums.services.drafting import edit_forum
from forumapp.forums.services.plans import ForumPlan
from tests.calendars.test_refresh import lines, saved, stored
from tests.records import (
    a_conference,
    a_delegation,
    a_forum,
    a_theme,
    an_itinerary_item,
    an_organizer_line,
    both,
)
from tests.support import NOW

BY = Actor.account(1, "Alice")
DAY = timedelta(days=1)


def a_series(**facts):
    undated = {"kind": "series", "starts_on": None, "ends_on": None}
    return a_conference(**undated | facts)


def a_talk(series, month, **facts):
    start = datetime(2027, month, 12, 18)
    return a_forum(conference=series, starts=start, ends=start.replace(hour=20), **facts)


def related(session, record, kind="forum") -> dict[str, str]:
    """RELTYPE to UID, the conference left out."""
    named = [line for line in lines(session, record, kind) if line.startswith("RELATED-TO")]
    pairs = [line.removeprefix("RELATED-TO;RELTYPE=").split(":") for line in named]
    return {relation: uid for relation, uid in pairs if relation != "PARENT"}


def test_forums_of_a_series_name_the_first_and_the_next_one(session):
    series = a_series()
    first, second, third = talks = [a_talk(series, month) for month in (1, 2, 3)]
    saved(session, *talks)
    assert related(session, first) == {"NEXT": str(second.uid)}
    assert related(session, second) == {"FIRST": str(first.uid), "NEXT": str(third.uid)}
    assert related(session, third) == {"FIRST": str(first.uid)}


def test_forums_of_a_conference_that_is_no_series_name_no_other(session):
    week = a_conference()
    one, other = a_talk(week, 1), a_talk(week, 2)
    saved(session, one, other)
    assert related(session, one) == related(session, other) == {}


def test_a_forum_added_to_a_series_is_a_change_of_its_neighbours(session):
    series = a_series()
    first, third = a_talk(series, 1), a_talk(series, 3)
    saved(session, first, third)
    second = saved(session, a_talk(series, 2))
    assert related(session, first) == {"NEXT": str(second.uid)}
    assert (first.sequence, third.sequence, second.sequence) == (1, 0, 0)


@pytest.mark.parametrize(
    "leave",
    [
        lambda forum: setattr(forum, "conference", None),
        lambda forum: setattr(forum, "conference_id", None),
        lambda forum: setattr(forum, "conference", a_series()),
        lambda forum: setattr(forum, "state", "withdrawn"),
    ],
)
def test_a_forum_that_leaves_a_series_is_named_in_it_no_more(session, leave):
    series = a_series()
    first, second, third = talks = [a_talk(series, month) for month in (1, 2, 3)]
    saved(session, *talks)
    leave(second)
    session.commit()
    assert related(session, first) == {"NEXT": str(third.uid)}
    assert first.sequence == 1


def test_a_forum_that_moves_changes_its_place_in_the_series(session):
    series = a_series()
    first, second = a_talk(series, 1), a_talk(series, 2)
    saved(session, first, second)
    first.starts, first.ends = datetime(2027, 5, 12, 18), datetime(2027, 5, 12, 20)
    first.starts_at += timedelta(days=120)
    first.ends_at += timedelta(days=120)
    session.commit()
    assert related(session, second) == {"NEXT": str(first.uid)}
    assert related(session, first) == {"FIRST": str(second.uid)}


def test_a_draft_is_named_by_no_neighbour_until_it_is_released(session):
    series, later = a_series(), now_utc() + timedelta(days=30)
    first = a_talk(series, 1)
    second = a_talk(series, 2, release_at=later)
    third = a_talk(series, 3, follows=second)
    saved(session, first, second, third)
    assert str(second.uid) not in related(session, first).values()
    assert "DEPENDS-ON" not in related(session, third)
    refresh_released(later + timedelta(minutes=1))
    session.commit()
    assert related(session, first) == {"NEXT": str(second.uid)}
    assert related(session, third)["DEPENDS-ON"] == str(second.uid)


def test_a_follow_up_depends_on_the_forum_before_it_and_says_so_in_words(session):
    earlier = a_forum(title=both("First round", "第一轮"))
    later = saved(session, a_forum(follows=earlier), earlier)
    assert related(session, later) == {"DEPENDS-ON": str(earlier.uid)}
    assert any("Carries on the work of First round" in line for line in lines(session, later))
    earlier.title = both("Opening round")
    session.commit()
    assert any("Carries on the work of Opening round" in line for line in lines(session, later))
    earlier.state = "withdrawn"
    session.commit()
    assert related(session, later) == {}
    assert not any("Opening round" in line for line in lines(session, later))
    assert later.sequence == 2


def test_no_forum_follows_itself_or_one_that_follows_it(session):
    first, second = a_forum(state="draft", release_at=None), a_forum()
    second.follows = first
    saved(session, first, second)
    for forum in (first, second):
        plan = ForumPlan(
            title={"en": "Round"}, starts=first.starts, zone=first.zone, follows_id=forum.id
        )
        with pytest.raises(Refused) as refused:
            edit_forum(the_forum(first.id), plan, by=BY, now=NOW)
        assert refused.value.field == "follows"
        session.rollback()


def test_a_journey_is_about_what_its_visible_forums_are_about(session):
    forum, draft = a_forum(themes=[a_theme(slug="open-cities")]), a_forum(state="draft")
    draft.themes = [a_theme(slug="secret", title=both("Undisclosed"))]
    journey = a_delegation()
    saved(session, journey, forum, draft)
    visits = [DelegationForum(delegation=journey, forum=each) for each in (forum, draft)]
    saved(session, *visits)
    assert "CATEGORIES:Open cities" in lines(session, journey, "delegation")
    assert related(session, journey, "delegation") == {"CHILD": str(forum.uid)}
    forum.themes[0].title = both("Free cities")
    session.commit()
    assert "CATEGORIES:Free cities" in lines(session, journey, "delegation")
    session.delete(visits[0])
    session.commit()
    assert not any("CATEGORIES" in line for line in lines(session, journey, "delegation"))
    assert related(session, journey, "delegation") == {}


def test_a_day_that_is_assumed_is_tentative(session):
    forum = a_forum(date_is_assumed=True)
    journey = a_delegation(dates_are_assumed=True)
    item = an_itinerary_item(journey)
    saved(session, forum, journey, item)
    assert "STATUS:TENTATIVE" in lines(session, forum)
    assert "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE" in lines(session, forum)
    assert "STATUS:TENTATIVE" in lines(session, journey, "delegation")
    assert "STATUS:TENTATIVE" in lines(session, item, "item")
    forum.date_is_assumed = False
    session.commit()
    assert "STATUS:CONFIRMED" in lines(session, forum)
    assert forum.sequence == 1


def test_a_conference_names_its_organizers_and_what_it_belongs_to(session):
    decade = a_conference(name=both("Decade of Cities"))
    week = a_conference(parent=decade)
    line = an_organizer_line(week)
    saved(session, week, line)
    said = lines(session, week, "conference")
    assert any("Harbour Foundation (Organizer)" in each for each in said)
    assert f"RELATED-TO;RELTYPE=PARENT:{decade.uid}" in said
    full = stored(session, "conference", week)["en", "full"].body
    assert b"PARTICIPANT-TYPE:PLANNER-CONTACT" in full
    line.organization.name, decade.name = both("Bridge Foundation"), both("Age of Cities")
    session.commit()
    said = lines(session, week, "conference")
    assert any("Bridge Foundation" in each and "Part of Age of Cities" in each for each in said)


def test_in_a_series_only_another_place_of_a_forum_concerns_its_neighbours(session):
    series = a_series()
    first, second, third = talks = [a_talk(series, month) for month in (1, 2, 3)]
    saved(session, *talks)
    older = datetime(2026, 11, 1, tzinfo=UTC)
    session.execute(update(StoredEntry).values(made_at=older))
    session.commit()
    second.contact_name = "Ann"
    session.commit()
    made = [stored(session, "forum", each)["en", "core"].made_at for each in talks]
    assert made[0] == made[2] == older
    assert made[1] > older
    second.starts_at, second.starts = third.starts_at + DAY, third.starts + DAY
    second.ends_at, second.ends = third.ends_at + DAY, third.ends + DAY
    session.commit()
    assert related(session, first) == {"NEXT": str(third.uid)}


def test_a_very_long_series_is_set_in_order_by_the_worker(session):
    series = a_series()
    talks = [a_talk(series, 1, slug=f"talk-{n}") for n in range(MANY + 2)]
    saved(session, *talks)
    refresh_outdated(NOW)
    session.commit()
    talks[0].state = "withdrawn"
    session.commit()
    assert related(session, talks[1]) == {"FIRST": str(talks[0].uid), "NEXT": str(talks[2].uid)}
    for _run in range(MANY):
        if not refresh_outdated(NOW).entries:
            break
        session.commit()
    assert related(session, talks[1]) == {"NEXT": str(talks[2].uid)}
