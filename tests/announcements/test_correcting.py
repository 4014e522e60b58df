"""A fact of a forum changes: what its announcements say and is no longer so is flagged and put right."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.versions import versions_of
from forumapp.announcements.services.correcting import correct_flag, leave_as_it_stands
from forumapp.announcements.services.drafting import draft_report, follow_facts, publish_notice
from forumapp.announcements.services.editing import (
    AnnouncementPlan,
    create_announcement,
    edit_announcement,
)
from forumapp.announcements.services.releasing import publish_announcement
from forumapp.announcements.services.restoring import restore_version
from forumapp.announcements.services.stating import flagged, hold_unheld
from forumapp.core.actor import Actor
from forumapp.core.errors import Refused
from forumapp.forums.models import Forum
from tests.records import (
    a_forum,
    a_person,
    a_registration,
    a_venue,
    an_announcement,
    an_appearance,
    both,
)
from tests.support import NOW

ALICE = Actor.account(1, "Alice")
PLAN = AnnouncementPlan(
    kind="news",
    headline={"en": "Harbours on 8 December", "zh": "港湾论坛将于12月8日举行"},
    lead={"en": "Lin Yue speaks at Harbour House.", "zh": "林悦在港湾会馆发言。"},
    body={
        "en": "We begin on Tuesday 8 December 2026 at 12:00.",
        "zh": "2026年12月8日（星期二）见。",
    },
)


@pytest.fixture
def forum(session) -> Forum:
    made = a_forum(venue=a_venue())
    session.add_all([made, an_appearance(made, a_person())])
    session.flush()
    session.refresh(made)
    return made


@pytest.fixture
def news(session, forum) -> Announcement:
    """A published text of an editor that states several facts of the forum."""
    made = create_announcement(replace(PLAN, forum_id=forum.id), by=ALICE, now=NOW)
    publish_announcement(made, by=ALICE, now=NOW)
    session.flush()
    return made


def move(forum: Forum, days: int) -> None:
    for name in ("starts", "ends", "starts_at", "ends_at"):
        setattr(forum, name, getattr(forum, name) + timedelta(days=days))


def facts(announcement: Announcement) -> dict[str, tuple[str, ...]]:
    return {flag.fact: flag.languages for flag in flagged(announcement, NOW)}


def test_nothing_is_flagged_while_the_facts_stand(session, forum, news) -> None:
    follow_facts(forum, by=ALICE, now=NOW)
    assert (facts(news), news.is_flagged) == ({}, False)


def test_a_new_day_flags_every_text_that_says_the_old_one(session, forum, news) -> None:
    move(forum, 7)
    follow_facts(forum, by=ALICE, now=NOW)
    (flag,) = flagged(news, NOW)
    assert news.is_flagged
    assert (flag.fact, flag.languages, flag.is_replaceable) == ("when", ("en", "zh"), True)
    assert (flag.old, flag.new) == (
        both("8 December 2026", "2026年12月8日"),
        both("15 December 2026", "2026年12月15日"),
    )


def test_one_correction_puts_every_wording_right_and_tells_readers(session, forum, news) -> None:
    move(forum, 7)
    correct_flag(news, "when", by=ALICE, now=NOW)
    assert news.headline == both("Harbours on 15 December", "港湾论坛将于12月15日举行")
    assert news.body == both(
        "We begin on Tuesday 15 December 2026 at 12:00.", "2026年12月15日（星期二）见。"
    )
    (correction,) = news.corrections
    assert correction.at == NOW
    assert correction.wording == both(
        "The date was given as 8 December 2026; it is 15 December 2026.",
        "日期原写作2026年12月8日，应为2026年12月15日。",
    )
    assert (facts(news), news.is_flagged) == ({}, False)
    assert [version.number for version in versions_of(news)] == [2, 1]


def test_what_nobody_has_read_is_put_right_without_a_word(session, forum) -> None:
    draft = create_announcement(replace(PLAN, forum_id=forum.id), by=ALICE, now=NOW)
    forum.venue.name = both("Pier Nine", "九号码头")
    correct_flag(draft, "venue", by=ALICE, now=NOW)
    assert draft.lead.exact("en") == "Lin Yue speaks at Pier Nine."
    assert draft.corrections == []


def test_it_may_be_right_as_it_stands(session, forum, news) -> None:
    forum.venue.name = both("Pier Nine", "九号码头")
    leave_as_it_stands(news, "venue", by=ALICE, now=NOW)
    assert news.lead.exact("en") == "Lin Yue speaks at Harbour House."
    assert (facts(news), news.corrections) == ({}, [])
    forum.venue.name = both("Pier Ten", "十号码头")
    assert facts(news) == {}


def test_somebody_who_appears_no_more_is_flagged_and_cannot_be_replaced(
    session, forum, news
) -> None:
    person = forum.appearances[0].person
    forum.appearances.clear()
    assert facts(news) == {f"speaker {person.id}": ("en", "zh")}
    with pytest.raises(Refused, match="Edit the text"):
        correct_flag(news, f"speaker {person.id}", by=ALICE, now=NOW)


def test_editing_settles_what_the_text_no_longer_says_and_nothing_else(
    session, forum, news
) -> None:
    move(forum, 7)
    forum.venue.name = both("Pier Nine", "九号码头")
    edited = replace(
        PLAN,
        forum_id=forum.id,
        lead={"en": "Lin Yue speaks at Pier Nine.", "zh": "林悦在九号码头发言。"},
        release_wall=news.release_wall,
        release_fold=news.release_fold,
    )
    edit_announcement(news, edited, by=ALICE, now=NOW)
    assert facts(news) == {"when": ("en", "zh")}
    assert news.is_flagged
    with pytest.raises(Refused, match="settled meanwhile"):
        correct_flag(news, "venue", by=ALICE, now=NOW)


def test_a_public_notice_that_follows_by_itself_tells_what_it_said_before(session, forum) -> None:
    notice = publish_notice(forum, by=ALICE, now=NOW)
    forum.venue.name = both("Pier Nine", "九号码头")
    follow_facts(forum, by=ALICE, now=NOW)
    follow_facts(forum, by=ALICE, now=NOW)
    assert "Pier Nine" in notice.lead.exact("en")
    assert [each.wording.exact("en") for each in notice.corrections] == [
        "The venue was given as Harbour House; it is Pier Nine."
    ]
    assert facts(notice) == {}


def test_a_report_tells_how_many_came_and_goes_on_telling_it(session, forum) -> None:
    for organization, country in (("Harbour", "CN"), ("harbour", "US"), ("Pier", "US")):
        session.add(
            a_registration(
                forum, organization=organization, country=country, checked_in_at=forum.starts_at
            )
        )
    session.flush()
    later = datetime(2026, 12, 9, tzinfo=NOW.tzinfo)
    report = draft_report(forum, by=ALICE, now=later)
    assert "3 people attended from 2 organizations and 2 countries or regions." in (
        report.body.exact("en")
    )
    assert "来自2个国家和地区、2家机构的3人出席了本次论坛。" in report.body.exact("zh")
    publish_announcement(report, by=ALICE, now=later)
    session.add(a_registration(forum, checked_in_at=forum.starts_at))
    session.flush()
    follow_facts(forum, by=ALICE, now=later)
    assert "3 people attended" in report.body.exact("en")


def test_a_corrected_fact_makes_no_other_language_older(session, forum) -> None:
    later = NOW + timedelta(hours=1)
    plan = replace(PLAN, forum_id=forum.id, lead={"en": "On 8 December 2026.", "zh": "欢迎。"})
    draft = create_announcement(plan, by=ALICE, now=NOW)
    move(forum, 7)
    correct_flag(draft, "when", by=ALICE, now=later)
    assert draft.lead.exact("en") == "On 15 December 2026."
    assert not draft.lead.is_older("zh")


def test_an_announcement_from_before_is_held_once_to_the_facts_of_its_forum(session, forum) -> None:
    old = an_announcement(kind="news", forum=forum, body=both("Come to Harbour House."))
    session.add(old)
    session.flush()
    assert [hold_unheld(NOW), hold_unheld(NOW)] == [1, 0]
    forum.venue = a_venue(name=both("New Hall"))
    session.flush()
    follow_facts(forum, by=ALICE, now=NOW)
    assert facts(old) == {"venue": ("en",)}


def test_an_earlier_version_that_comes_back_is_flagged_for_what_is_no_longer_so(
    session, forum, news
) -> None:
    move(forum, 7)
    follow_facts(forum, by=ALICE, now=NOW)
    correct_flag(news, "when", by=ALICE, now=NOW)
    assert facts(news) == {}
    first = versions_of(news)[-1]
    restore_version(news, first, correction={"en": "As it was."}, by=ALICE, now=NOW)
    assert (facts(news), news.is_flagged) == ({"when": ("en", "zh")}, True)
