"""Writing, publishing, correcting and putting away announcements."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from forumapp.announcements.models.announcements import Announcement
from forumapp.announcements.queries.announcements import desk_announcements, visible_announcements
from forumapp.announcements.services.editing import (
    AnnouncementPlan,
    archive_announcement,
    create_announcement,
    delete_announcement,
    edit_announcement,
    mark_reviewed,
    restore_announcement,
)
from forumapp.announcements.services.releasing import publish_announcement, withdraw_announcement
from forumapp.core.actor import Actor
from forumapp.core.clock import DoubledTime
from forumapp.core.errors import ChangedMeanwhile, Refused
from forumapp.core.paging import rows_of
from forumapp.core.slugs import record_id_of_former
from forumapp.history.models import HistoryRow
from forumapp.search.models import SearchEntry
from tests.records import a_forum, a_theme
from tests.support import NOW

ALICE = Actor.account(1, "Alice")
HEADLINE = {"en": "Harbours open", "zh": "港湾开放"}


def a_plan(**facts) -> AnnouncementPlan:
    return AnnouncementPlan(**{"headline": HEADLINE, "lead": {"en": "In spring."}, **facts})


def written(**facts) -> Announcement:
    return create_announcement(a_plan(**facts), by=ALICE, now=NOW)


def published(**facts) -> Announcement:
    announcement = written(**facts)
    publish_announcement(announcement, by=ALICE, now=NOW)
    return announcement


def test_a_new_announcement_is_a_draft_with_an_address_and_a_history(session) -> None:
    theme = a_theme()
    session.add(theme)
    session.flush()
    made = written(body={"en": "One\r\n\r\nTwo "}, theme_ids=(theme.id,))
    assert (made.slug, made.state, made.kind) == ("harbours-open", "draft", "news")
    assert made.body.exact("en") == "One\n\nTwo"
    assert made.themes == [theme]
    assert rows_of(visible_announcements(NOW)) == []
    row = session.scalar(select(HistoryRow).where(HistoryRow.kind == "announcement"))
    assert (row.action, row.actor_label, row.changes["headline"][1]) == (
        "created",
        "Alice",
        HEADLINE,
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"headline": {"en": "  "}}, "headline"),
        ({"kind": "rumour"}, "kind"),
        ({"forum_id": 999}, "forum_id"),
        ({"release_zone": "Asia/Nowhere", "release_wall": datetime(2027, 1, 1)}, "zone"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(session, facts, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        written(**facts)
    assert refusal.value.field == field


def test_a_time_that_clocks_show_twice_is_asked_for(session) -> None:
    doubled = {"release_wall": datetime(2026, 11, 1, 1, 30), "release_zone": "America/New_York"}
    with pytest.raises(DoubledTime):
        written(**doubled)
    made = written(**doubled, release_fold=1)
    publish_announcement(
        made,
        release_wall=made.release_wall,
        release_zone=made.release_zone,
        release_fold=made.release_fold,
        by=ALICE,
        now=NOW,
    )
    assert made.release_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_a_second_editor_is_told_and_nothing_is_overwritten(session) -> None:
    made = written()
    read = made.version
    edit_announcement(made, a_plan(lead={"en": "In May."}), version=read, by=ALICE, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        edit_announcement(made, a_plan(lead={"en": "In June."}), version=read, by=ALICE, now=NOW)
    assert made.lead.exact("en") == "In May."


def test_publishing_now_shows_it_now(session) -> None:
    made = published()
    session.flush()
    assert rows_of(visible_announcements(NOW)) == [made]
    assert (made.release_at, made.release_wall) == (NOW, datetime(2026, 11, 23, 17))


@pytest.mark.parametrize("minutes", [0, 30])
def test_a_release_in_the_hour_that_comes_twice_stays_in_its_second_one(session, minutes) -> None:
    second = datetime(2026, 11, 1, 6, minutes, tzinfo=UTC)
    forum = a_forum(release_at=second)
    session.add(forum)
    session.flush()
    notice, news = (
        written(release_zone="America/New_York", **facts)
        for facts in ({"kind": "notice", "forum_id": forum.id}, {})
    )
    for made in (notice, news):
        publish_announcement(made, release_zone="America/New_York", by=ALICE, now=second)
        printed = (made.release_at, made.release_wall, made.release_fold)
        assert printed == (second, datetime(2026, 11, 1, 1, minutes), 1)


def test_publishing_for_later_shows_it_later(session) -> None:
    made = written()
    publish_announcement(
        made, release_wall=datetime(2026, 12, 1, 9), release_zone="Europe/Oslo", by=ALICE, now=NOW
    )
    session.flush()
    release = datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert made.release_at == release
    assert rows_of(visible_announcements(release - timedelta(seconds=1))) == []
    assert rows_of(visible_announcements(release)) == [made]
    assert rows_of(desk_announcements(NOW, state="scheduled")) == [made]


def test_a_headline_alone_is_not_published(session) -> None:
    made = written(lead={})
    with pytest.raises(Refused):
        publish_announcement(made, by=ALICE, now=NOW)
    assert made.state == "draft"


def test_the_notice_of_a_draft_forum_waits_for_its_forum(session) -> None:
    forum = a_forum(state="draft", release_at=None)
    session.add(forum)
    session.flush()
    made = written(kind="notice", forum_id=forum.id)
    with pytest.raises(Refused):
        publish_announcement(made, by=ALICE, now=NOW)
    forum.state, forum.release_at = "published", NOW + timedelta(days=1)
    publish_announcement(made, by=ALICE, now=NOW)
    assert made.release_at == forum.release_at


def test_seconds_of_an_old_release_survive_an_edit(session) -> None:
    made = written(release_wall=datetime(2019, 9, 10, 13, 52))
    made.release_wall = datetime(2019, 9, 10, 13, 52, 28)
    edit_announcement(made, a_plan(release_wall=datetime(2019, 9, 10, 13, 52)), by=ALICE, now=NOW)
    assert made.release_wall == datetime(2019, 9, 10, 13, 52, 28)


def test_a_correction_is_dated_and_stands_with_the_text(session) -> None:
    made = published()
    later = NOW + timedelta(days=1)
    plan = a_plan(
        lead={"en": "In May."},
        correction={"en": "The month was wrong.", "zh": ""},
        release_wall=made.release_wall,
    )
    edit_announcement(made, plan, by=ALICE, now=later)
    assert [(row.at, row.by, row.wording.exact("en")) for row in made.corrections] == [
        (later, "Alice", "The month was wrong.")
    ]


def test_a_draft_follows_its_headline_and_a_public_address_stays(session) -> None:
    made = written()
    edit_announcement(made, a_plan(headline={"en": "Quays open"}), by=ALICE, now=NOW)
    assert made.slug == "quays-open"
    publish_announcement(made, by=ALICE, now=NOW)
    wall = made.release_wall
    edit_announcement(
        made, a_plan(headline={"en": "Piers open"}, release_wall=wall), by=ALICE, now=NOW
    )
    assert made.slug == "quays-open"
    edit_announcement(made, a_plan(slug="piers", release_wall=wall), by=ALICE, now=NOW)
    session.flush()
    assert (made.slug, record_id_of_former(Announcement, "quays-open")) == ("piers", made.id)


def test_a_withdrawn_announcement_is_seen_by_nobody(session) -> None:
    made = published()
    withdraw_announcement(made, by=ALICE, now=NOW)
    session.flush()
    assert rows_of(visible_announcements(NOW)) == []
    with pytest.raises(Refused):
        withdraw_announcement(made, by=ALICE, now=NOW)


def test_only_a_draft_is_reviewed(session) -> None:
    made = written()
    mark_reviewed(made, by=ALICE, now=NOW)
    assert made.state == "reviewed"
    with pytest.raises(Refused):
        mark_reviewed(made, by=ALICE, now=NOW)


def test_what_is_public_is_neither_archived_nor_deleted(session) -> None:
    made = published()
    with pytest.raises(Refused):
        archive_announcement(made, by=ALICE, now=NOW)
    with pytest.raises(Refused):
        delete_announcement(made, by=ALICE, now=NOW)
    withdraw_announcement(made, by=ALICE, now=NOW)
    archive_announcement(made, by=ALICE, now=NOW)
    session.flush()
    assert rows_of(desk_announcements(NOW)) == []
    assert rows_of(desk_announcements(NOW, state="archived")) == [made]
    restore_announcement(made, by=ALICE, now=NOW)
    session.flush()
    assert rows_of(desk_announcements(NOW)) == [made]


def test_a_deleted_draft_is_gone_from_search_and_stays_in_history(session) -> None:
    made = written()
    delete_announcement(made, by=ALICE, now=NOW)
    assert session.scalars(select(Announcement)).all() == []
    assert session.scalars(select(SearchEntry)).all() == []
    assert session.scalars(select(HistoryRow.action).order_by(HistoryRow.id)).all() == [
        "created",
        "deleted",
    ]


def test_the_desk_finds_by_words_kind_and_state(session) -> None:
    news, report = written(), written(kind="report", headline={"en": "Quays", "zh": "码头"})
    session.flush()
    assert rows_of(desk_announcements(NOW)) == [report, news]
    assert rows_of(desk_announcements(NOW, q="码头")) == [report]
    assert rows_of(desk_announcements(NOW, kind="news")) == [news]
    assert rows_of(desk_announcements(NOW, state="draft", q="Harbours")) == [news]
    assert rows_of(desk_announcements(NOW, state="published")) == []
