"""A forum's announcements, made from its facts and kept in step with them."""

from datetime import datetime, timedelta

import pytest

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import (
    notice_of,
    public_announcements_of,
    visible_announcements,
)
from forumapp.announcements.services.drafting import (
    draft_notice,
    draft_report,
    follow_change,
    follow_facts,
    forum_facts,
    publish_notice,
    withdraw_announcements_of,
)
from forumapp.core.actor import Actor
from forumapp.core.clock import instant_of
from forumapp.core.paging import rows_of
from forumapp.core.translated import Translated
from forumapp.core.visibility import PUBLISHED
from forumapp.delegations.models import DelegationForum
from forumapp.forums.models import Forum
from forumapp.search.queries import matching_ids
from tests.records import (
    a_conference,
    a_delegation,
    a_forum,
    a_person,
    a_theme,
    a_venue,
    an_appearance,
    an_organization,
    an_organizer_line,
    both,
)
from tests.support import NOW

ALICE = Actor.account(1, "Alice")
NOTHING = Translated()


@pytest.fixture
def forum(session) -> Forum:
    """A published forum with everything that an announcement may state."""
    made = a_forum(
        venue=a_venue(),
        themes=[a_theme()],
        conference=a_conference(),
        registration_mode="open",
        registration_closes=datetime(2026, 12, 1, 18),
        registration_closes_at=instant_of(datetime(2026, 12, 1, 18), "America/New_York"),
    )
    session.add_all(
        [
            made,
            an_organizer_line(made, position=0),
            an_organizer_line(
                made,
                confirmed=False,
                position=1,
                organization=an_organization(name=both("Quiet Fund", "静默基金")),
            ),
            an_appearance(made, a_person()),
            an_appearance(made, a_person(consented=False, name=both("Shy Guest", "羞涩来宾"))),
            DelegationForum(forum=made, delegation=a_delegation()),
        ]
    )
    session.flush()
    session.refresh(made)
    return made


def text_of(announcement: Announcement, language: str) -> str:
    return "\n".join(
        text.exact(language)
        for text in (
            announcement.headline,
            announcement.lead,
            announcement.body,
            announcement.dateline,
        )
    )


def move(forum: Forum, days: int) -> None:
    for name in ("starts", "ends", "starts_at", "ends_at"):
        setattr(forum, name, getattr(forum, name) + timedelta(days=days))


def test_a_notice_is_drafted_from_the_forum_in_both_languages(session, forum) -> None:
    notice = draft_notice(forum, by=ALICE, now=NOW)
    english, chinese = text_of(notice, "en"), text_of(notice, "zh")
    assert (notice.kind, notice.state, notice.forum, notice.themes) == (
        "notice",
        "draft",
        forum,
        forum.themes,
    )
    for words in (
        "Forum on open harbours",
        "on Tuesday 8 December 2026, 12:00–14:00 New York time (EST, UTC−5)",
        "at Harbour House, New York",
        "It is organized by Harbour Foundation.",
        "Its theme is “Open cities”.",
        "The forum is part of Cities Week.",
        "“Harbour delegation to the United States”",
        "- **Lin Yue**, Chair of the harbour board (speaker)",
        f"(/forums/{forum.slug}/register) by 1 December 2026, 18:00 New York time.",
    ):
        assert words in english
    for words in (
        "开放港湾论坛",
        "由港湾基金会主办的",
        "在纽约港湾会馆举行",
        "以“开放的城市”为主题",
        "港务委员会主席",
        f"(/zh/forums/{forum.slug}/register)",
    ):
        assert words in chinese


def test_a_notice_names_nobody_who_has_not_agreed(session, forum) -> None:
    notice = draft_notice(forum, by=ALICE, now=NOW)
    for english, chinese in (("Quiet Fund", "静默基金"), ("Shy Guest", "羞涩来宾")):
        assert english not in text_of(notice, "en")
        assert chinese not in text_of(notice, "zh")


def test_an_unpublished_delegation_or_conference_is_not_named(session, forum) -> None:
    forum.conference.state = "draft"
    delegation = a_delegation(state="draft", name=both("Secret journey"))
    session.add(DelegationForum(forum=forum, delegation=delegation))
    english = text_of(draft_notice(forum, by=ALICE, now=NOW), "en")
    assert "Cities Week" not in english
    assert "Secret journey" not in english


def test_a_day_that_is_assumed_is_not_stated(session, forum) -> None:
    forum.date_is_assumed = True
    report = draft_report(forum, by=ALICE, now=NOW)
    assert report.kind == "report"
    assert report.lead.exact("en") == (
        "The forum “Forum on open harbours” was held at Harbour House, New York."
    )


def test_drafting_again_follows_the_facts_in_the_same_announcement(session, forum) -> None:
    first = draft_notice(forum, by=ALICE, now=NOW)
    forum.venue.name = both("Pier Nine", "九号码头")
    again = draft_notice(forum, by=ALICE, now=NOW)
    assert again is first
    assert "Pier Nine" in text_of(again, "en")
    assert "九号码头" in text_of(again, "zh")


def test_a_text_that_somebody_edited_is_never_overwritten(session, forum) -> None:
    notice = draft_notice(forum, by=ALICE, now=NOW)
    notice.lead = notice.lead.revised({"en": "Come and see the harbours."}, NOW)
    forum.venue.name = both("Pier Nine", "九号码头")
    draft_notice(forum, by=ALICE, now=NOW)
    assert notice.lead.exact("en") == "Come and see the harbours."
    assert "九号码头" in notice.lead.exact("zh")


def test_a_notice_is_released_with_its_forum(session, forum) -> None:
    forum.release_at = NOW + timedelta(hours=2)
    notice = publish_notice(forum, by=ALICE, now=NOW)
    session.flush()
    assert (notice.state, notice.release_at) == (PUBLISHED, forum.release_at)
    assert notice.release_wall == datetime(2026, 11, 23, 19)  # 11:00 UTC in Shanghai
    assert rows_of(visible_announcements(NOW)) == []
    assert rows_of(visible_announcements(NOW + timedelta(hours=2))) == [notice]


def test_a_notice_is_found_by_its_words(session, forum) -> None:
    notice = publish_notice(forum, by=ALICE, now=NOW)
    for words in ("harbours", "港湾", "Cities Week"):
        assert session.scalars(matching_ids("announcement", words)).all() == [notice.id]


def test_a_moved_forum_is_told_once_and_its_notice_follows(session, forum) -> None:
    notice = publish_notice(forum, by=ALICE, now=NOW)
    before = forum_facts(forum, now=NOW)
    move(forum, 1)
    reason = Translated({"en": "The pier is being mended.", "zh": "码头维修。"})
    told = follow_change(forum, "change", before, reason=reason, by=ALICE, now=NOW)
    session.flush()
    assert told is not None
    assert (told.kind, told.state, told.release_at) == ("change", PUBLISHED, NOW)
    assert "on Wednesday 9 December 2026" in told.lead.exact("en")
    assert "not on Tuesday 8 December 2026" in told.lead.exact("en")
    assert told.body.exact("zh").startswith("码头维修。")
    assert "9 December 2026" in notice.lead.exact("en")
    assert "8 December 2026" not in notice.lead.exact("en")
    assert [correction.wording for correction in notice.corrections] == [told.lead]
    assert public_announcements_of(forum) == [notice, told]


def test_a_change_of_an_edited_notice_is_told_in_its_correction(session, forum) -> None:
    notice = publish_notice(forum, by=ALICE, now=NOW)
    notice.lead = notice.lead.revised({"en": "Come on the 8th."}, NOW)
    before = forum_facts(forum, now=NOW)
    move(forum, 1)
    follow_change(forum, "change", before, reason=NOTHING, by=ALICE, now=NOW)
    assert notice.lead.exact("en") == "Come on the 8th."
    assert "on Wednesday 9 December 2026" in notice.corrections[0].wording.exact("en")


@pytest.mark.parametrize(
    ("occasion", "kind", "headline"),
    [
        ("cancellation", "cancellation", "Forum on open harbours cancelled"),
        ("postponement", "change", "Forum on open harbours postponed"),
        ("reinstatement", "change", "Forum on open harbours to be held after all"),
    ],
)
def test_every_turn_of_a_forum_is_announced(
    session, forum, occasion: str, kind: str, headline: str
) -> None:
    publish_notice(forum, by=ALICE, now=NOW)
    before = forum_facts(forum, now=NOW)
    told = follow_change(forum, occasion, before, reason=NOTHING, by=ALICE, now=NOW)
    assert told is not None
    assert (told.kind, told.headline.exact("en"), told.state) == (kind, headline, PUBLISHED)


def test_of_a_scheduled_forum_no_change_is_told(session, forum) -> None:
    forum.release_at = NOW + timedelta(days=1)
    notice = publish_notice(forum, by=ALICE, now=NOW)
    before = forum_facts(forum, now=NOW)
    move(forum, 1)
    assert follow_change(forum, "change", before, reason=NOTHING, by=ALICE, now=NOW) is None
    assert notice.corrections == []
    assert "9 December 2026" in notice.lead.exact("en")


def test_the_notice_follows_a_new_release_time(session, forum) -> None:
    forum.release_at = NOW + timedelta(days=1)
    notice = publish_notice(forum, by=ALICE, now=NOW)
    forum.release_at = NOW + timedelta(days=2)
    assert follow_facts(forum, by=ALICE, now=NOW) is notice
    assert notice.release_at == forum.release_at


def test_a_withdrawn_forum_takes_its_notice_along_but_not_a_report(session, forum) -> None:
    notice = publish_notice(forum, by=ALICE, now=NOW)
    report = draft_report(forum, by=ALICE, now=NOW)
    report.state, report.release_at = PUBLISHED, NOW
    session.flush()
    withdraw_announcements_of(forum, by=ALICE, now=NOW)
    session.flush()
    assert notice.state == "withdrawn"
    assert rows_of(visible_announcements(NOW)) == [report]
    assert notice_of(forum) is notice


def test_a_report_that_nobody_edited_follows_too_and_bears_its_own_day(session, forum) -> None:
    publish_notice(forum, by=ALICE, now=NOW)
    later = NOW + timedelta(days=20)
    report = draft_report(forum, by=ALICE, now=later)
    assert report.dateline.exact("zh").endswith("2026年12月13日")
    forum.appearances[0].person.consents.clear()
    follow_facts(forum, by=ALICE, now=later)
    for announcement in (report, notice_of(forum)):
        assert "Lin Yue" not in text_of(announcement, "en")
        assert "林悦" not in text_of(announcement, "zh")
