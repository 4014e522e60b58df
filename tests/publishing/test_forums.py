"""Publishing is one act: page, announcement and calendar entry appear, change and go together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from forumapp.announcements.models.announcements import Announcement
from forumapp.calendars.models import StoredEntry
from forumapp.core.errors import Refused
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.forums.services.plans import (
    AppearancePlan,
    MovePlan,
    OrganizerPlan,
    SessionPlan,
)
from forumapp.history.models import HistoryRow
from forumapp.publishing import forums as publishing
from tests.forums.making import BY, NOON, a_person, a_plan, a_theme, a_venue, an_organization
from tests.support import NOW

REASON = Translated({"en": "The hall is taken.", "zh": "会场被占用。"})
LATER = NOW + timedelta(hours=1)


def drafted(session, **facts):
    facts.setdefault("title", {"en": "Lanterns on the quay", "zh": "码头上的灯笼"})
    return publishing.draft_forum(a_plan(session, **facts), by=BY, now=NOW)


def published(session, **facts):
    return publishing.publish_forum(drafted(session, **facts), by=BY, now=NOW)


def everywhere(forum):
    """Every public place that could tell of the forum, by language."""
    english = (
        "/",
        "/forums/",
        f"/forums/{forum.slug}",
        f"/forums/{forum.slug}.ics",
        f"/forums/{forum.slug}.full.ics",
        "/forums/?q=lanterns",
        "/search?q=lanterns",
        "/search?q=灯笼",
        "/announcements/",
        "/announcements.atom",
        "/calendar?month=2027-03",
        "/calendar.ics",
        "/organizations/",
        "/speakers/",
        "/themes/",
        "/sitemap.xml",
    )
    return [*english, *(f"/zh{at}" for at in english if at != "/sitemap.xml")]


def telling(client, forum):
    """Which of these places name the forum, its speaker or its theme."""
    words = (
        *("Lanterns on the quay", "码头", "Lin Qiao", "林樵", "Quays"),
        *("Harbour", "海港", forum.slug),
    )
    found = []
    for at in everywhere(forum):
        answer = client.get(at)
        # Folded lines are joined; the words of a search stand on its page whatever it finds.
        text = answer.text.replace("\r\n ", "").replace("q=lanterns", "")
        is_own = forum.slug in at
        if answer.status_code == 200 if is_own else any(word in text for word in words):
            found.append(at)
    return found


def a_rich_draft(session):
    return drafted(
        session,
        theme_ids=(a_theme(session, "Quays", "码头").id,),
        appearances=(AppearancePlan(a_person(session).id, "keynote"),),
        sessions=(SessionPlan({"en": "Welcome"}, NOON, NOON + timedelta(hours=1)),),
    )


def test_nothing_of_a_draft_is_public_and_all_of_it_is_once_it_is_published(session, client):
    forum = a_rich_draft(session)
    session.commit()
    assert telling(client, forum) == []
    publishing.publish_forum(forum, by=BY, now=NOW)
    session.commit()
    assert telling(client, forum) == everywhere(forum)


def test_what_is_scheduled_appears_everywhere_at_its_release(app, session, client):
    forum = a_rich_draft(session)
    release = NOW + timedelta(days=2)
    publishing.publish_forum(forum, release_at=release, by=BY, now=NOW)
    session.commit()
    assert telling(client, forum) == []
    app.config["CLOCK"] = lambda: release
    assert telling(client, forum) == everywhere(forum)
    assert {forum.release_at} == set(session.scalars(select(Announcement.release_at)))


def test_publishing_is_one_transaction(session):
    forum = drafted(session)
    session.commit()
    publishing.publish_forum(forum, by=BY, now=NOW)
    session.flush()
    assert published_rows(session) == ("published", 1, 4)
    session.rollback()
    assert published_rows(session) == ("draft", 0, 0)


def published_rows(session):
    """State of the forum, announcements, and calendar entries (two languages, two profiles)."""
    return (
        session.scalar(select(Forum.state)),
        session.scalar(select(func.count(Announcement.id))),
        session.scalar(select(func.count(StoredEntry.id))),
    )


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"venue_id": None, "zone": "Asia/Shanghai"}, "Choose a venue"),
        ({"organizers": ()}, "Name the organization"),
    ],
)
def test_what_is_missing_is_said(session, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        published(session, **facts)


@pytest.mark.parametrize(
    ("less", "sentence"),
    [
        ({"venue_id": None, "zone": "Asia/Shanghai"}, "Choose a venue"),
        ({"organizers": ()}, "Name the organization"),
    ],
)
@pytest.mark.parametrize("release_at", [NOW, LATER])
def test_what_was_published_is_not_edited_into_nonsense(session, release_at, less, sentence):
    plan = a_plan(session)
    forum = publishing.draft_forum(plan, by=BY, now=NOW)
    publishing.edit_forum(forum, replace(plan, **less), by=BY, now=NOW)  # a draft may lack it
    publishing.edit_forum(forum, plan, by=BY, now=NOW)
    publishing.publish_forum(forum, release_at=release_at, by=BY, now=NOW)
    session.commit()
    with pytest.raises(Refused, match=sentence):
        publishing.edit_forum(forum, replace(plan, **less), by=BY, now=NOW)
    session.rollback()
    assert (forum.venue_id, len(forum.organizer_lines)) == (plan.venue_id, 1)


def test_the_last_body_that_confirmed_a_published_forum_stays_named(session):
    forum = published(session)
    with pytest.raises(Refused, match="No other organization has confirmed"):
        publishing.take_back_confirmation(forum.organizer_lines[0], by=BY, now=NOW)
    publishing.withdraw_forum(forum, reason=REASON, by=BY, now=NOW)
    publishing.take_back_confirmation(forum.organizer_lines[0], by=BY, now=NOW)
    assert not forum.organizer_lines[0].is_confirmed


def test_a_forum_held_only_by_others_waits_for_one_confirmation(session):
    lantern = an_organization(session, "Lantern", is_own=False)
    forum = drafted(session, organizers=(OrganizerPlan(lantern.id),))
    with pytest.raises(Refused, match="No organization has confirmed yet"):
        publishing.publish_forum(forum, by=BY, now=NOW)
    publishing.confirm_line(
        forum.organizer_lines[0], confirmed_by="Ms Bell", how="mail", at=NOW, by=BY, now=NOW
    )
    publishing.publish_forum(forum, by=BY, now=NOW)
    assert forum.state == "published"


def test_a_forum_whose_time_is_over_is_not_published(session):
    forum = drafted(session, starts=datetime(2026, 11, 1, 9, 0))
    with pytest.raises(Refused, match="time is over"):
        publishing.publish_forum(forum, by=BY, now=NOW)


def test_an_online_forum_needs_a_zone_and_no_venue(session):
    forum = published(session, venue_id=None, zone="Asia/Shanghai", attendance_mode="online")
    assert (forum.state, forum.venue) == ("published", None)


def test_moving_changes_page_announcement_and_entry_together(session, client):
    sessions = (SessionPlan({"en": "Welcome"}, NOON, NOON + timedelta(hours=1)),)
    forum = published(session, sessions=sessions, registration_closes=NOON - timedelta(days=1))
    hall = a_venue(session, "Union Hall", "联合厅", zone="Europe/Paris", city="Paris")
    publishing.move_forum(
        forum,
        MovePlan(starts=datetime(2027, 3, 20, 18, 0), venue_id=hall.id),
        reason=REASON,
        by=BY,
        now=LATER,
    )
    session.commit()
    assert (forum.starts_at, forum.ends_at) == (
        datetime(2027, 3, 20, 17, 0, tzinfo=UTC),
        datetime(2027, 3, 20, 19, 0, tzinfo=UTC),
    )
    assert forum.sessions[0].starts == datetime(2027, 3, 20, 18, 0)
    assert forum.registration_closes == datetime(2027, 3, 19, 18, 0)
    assert forum.sequence == forum.sessions[0].sequence == 1
    assert [row.field for row in forum.changes] == ["time", "place", "programme", "registration"]
    assert {row.reason for row in forum.changes} == {REASON}
    entry = client.get(f"/forums/{forum.slug}.ics").text.replace("\r\n ", "")
    assert "DTSTART;TZID=Europe/Paris:20270320T180000" in entry
    assert "SEQUENCE:1" in entry
    assert "Union Hall" in client.get(f"/forums/{forum.slug}").text
    notice, change = session.scalars(select(Announcement).order_by(Announcement.id))
    assert (notice.kind, change.kind) == ("notice", "change")
    assert "20 March 2027" in notice.headline.text("en") + notice.lead.text("en")
    assert "会场被占用" in change.lead.exact("zh") + change.body.exact("zh")
    assert [len(notice.corrections), change.is_visible(LATER)] == [1, True]


def test_a_new_date_is_assumed_no_more_and_a_new_place_leaves_it_so(session):
    forum = published(session, date_is_assumed=True)
    elsewhere = a_venue(session, "Old Mill").id

    def move(starts):
        plan = MovePlan(starts=starts, venue_id=elsewhere)
        publishing.move_forum(forum, plan, reason=REASON, by=BY, now=LATER)
        return forum.date_is_assumed

    assert [move(NOON), move(NOON + timedelta(days=1))] == [True, False]


def test_a_forum_that_is_moved_to_where_it_stands_is_refused(session):
    forum = published(session)
    with pytest.raises(Refused, match="what they were"):
        publishing.move_forum(
            forum, MovePlan(starts=NOON, venue_id=forum.venue_id), reason=REASON, by=BY, now=LATER
        )


def test_a_move_into_an_hour_that_clocks_skip_is_refused(session):
    forum = published(session)
    skipped = MovePlan(starts=datetime(2027, 3, 14, 2, 30), venue_id=forum.venue_id)
    with pytest.raises(Refused, match="never show") as refused:
        publishing.move_forum(forum, skipped, reason=REASON, by=BY, now=LATER)
    assert (refused.value.field, refused.value.values["earlier"]) == ("starts", "01:59")


def test_cancelling_and_reinstating_change_all_three(session, client):
    forum = published(session)
    publishing.cancel_forum(forum, reason=REASON, by=BY, now=LATER)
    session.commit()
    entry = client.get(f"/forums/{forum.slug}.ics").text
    assert "STATUS:CANCELLED" in entry
    assert "SEQUENCE:1" in entry
    assert "The hall is taken." in client.get(f"/forums/{forum.slug}").text
    publishing.reinstate_forum(forum, reason=REASON, by=BY, now=LATER)
    session.commit()
    entry = client.get(f"/forums/{forum.slug}.ics").text
    assert "STATUS:CONFIRMED" in entry
    assert "SEQUENCE:2" in entry
    kinds = list(session.scalars(select(Announcement.kind).order_by(Announcement.id)))
    assert kinds == ["notice", "cancellation", "change"]
    assert [(row.field, row.new.exact("zh")) for row in forum.changes] == [
        ("state", "已取消"),
        ("state", "已发布"),
    ]


def test_a_postponed_forum_is_on_again_with_its_new_time(session, client):
    forum = published(session)
    publishing.postpone_forum(forum, reason=REASON, by=BY, now=LATER)
    session.commit()
    assert "STATUS:CANCELLED" in client.get(f"/forums/{forum.slug}.ics").text
    publishing.move_forum(
        forum,
        MovePlan(starts=datetime(2027, 5, 4, 10, 0), venue_id=forum.venue_id),
        reason=REASON,
        by=BY,
        now=LATER,
    )
    session.commit()
    assert (forum.state, forum.sequence, bool(forum.stopped_note)) == ("published", 2, False)
    assert "STATUS:CONFIRMED" in client.get(f"/forums/{forum.slug}.ics").text
    told = session.scalars(select(Announcement).order_by(Announcement.id.desc())).first()
    assert told.headline.exact("en") == "Lanterns on the quay: new date"
    assert "14 March 2027" in told.lead.exact("en")
    assert "4 May 2027" in told.lead.exact("en")


def texts_of_announcements(session, client):
    slugs = session.scalars(select(Announcement.slug).order_by(Announcement.id))
    return [client.get(f"/announcements/{slug}").text for slug in slugs]


def test_nobody_is_asked_to_register_for_a_forum_that_is_stopped(session, client):
    forum = published(session, registration_mode="open")
    session.commit()
    assert "Register on" in texts_of_announcements(session, client)[0]
    publishing.postpone_forum(forum, reason=REASON, by=BY, now=LATER)
    moved = MovePlan(starts=datetime(2027, 5, 4, 10, 0), venue_id=forum.venue_id)
    publishing.move_forum(forum, moved, reason=REASON, by=BY, now=LATER)
    session.commit()
    assert "Register on" in texts_of_announcements(session, client)[0]
    publishing.cancel_forum(forum, reason=REASON, by=BY, now=LATER)
    session.commit()
    found = texts_of_announcements(session, client)
    assert len(found) == 4
    assert not any("Register on" in page for page in found)


def test_a_withdrawn_forum_is_gone_everywhere_and_can_be_published_again(app, session, client):
    app.config["CLOCK"] = lambda: LATER
    forum = a_rich_draft(session)
    publishing.publish_forum(forum, by=BY, now=NOW)
    session.commit()
    (notice,) = session.scalars(select(Announcement.slug))
    publishing.withdraw_forum(forum, reason=REASON, by=BY, now=LATER)
    session.commit()
    gone = (f"/forums/{forum.slug}", f"/forums/{forum.slug}.ics", f"/announcements/{notice}")
    assert [client.get(at).status_code for at in gone] == [410, 410, 410]
    assert [at for at in telling(client, forum) if forum.slug not in at] == []
    publishing.publish_forum(forum, by=BY, now=LATER)
    session.commit()
    assert [client.get(at).status_code for at in gone] == [200, 200, 200]


def test_an_edit_of_a_published_forum_follows_in_its_notice(session, client):
    forum = published(session)
    changed = a_plan(session, title={"en": "Lamps on the quay", "zh": "码头上的灯"})
    publishing.edit_forum(forum, changed, by=BY, now=LATER)
    session.commit()
    (notice,) = session.scalars(select(Announcement))
    assert "Lamps on the quay" in notice.headline.exact("en")
    assert "码头上的灯" in notice.headline.exact("zh")
    assert "SUMMARY:Lamps on the quay" in client.get(f"/forums/{forum.slug}.ics").text


def test_a_notice_that_was_edited_by_hand_keeps_its_words(session):
    forum = drafted(session)
    publishing.publish_forum(forum, by=BY, now=NOW)
    (notice,) = session.scalars(select(Announcement))
    notice.headline = notice.headline.revised({"en": "Come to the quay"}, LATER)
    session.flush()
    publishing.edit_forum(
        forum, a_plan(session, title={"en": "Lamps", "zh": "灯"}), by=BY, now=LATER
    )
    assert notice.headline.exact("en") == "Come to the quay"
    assert "灯" in notice.headline.exact("zh")


def test_every_verb_stands_in_the_history_with_its_author(session):
    forum = published(session)
    for act in (publishing.postpone_forum, publishing.reinstate_forum, publishing.cancel_forum):
        act(forum, reason=REASON, by=BY, now=LATER)
    session.flush()
    rows = session.scalars(
        select(HistoryRow).where(HistoryRow.kind == "forum").order_by(HistoryRow.id)
    )
    assert [(row.action, row.actor_label) for row in rows] == [
        ("created", "Alice"),
        ("published", "Alice"),
        ("postponed", "Alice"),
        ("reinstated", "Alice"),
        ("cancelled", "Alice"),
    ]


def test_what_does_not_fit_the_state_is_refused(session):
    forum = drafted(session)
    for act in (
        publishing.postpone_forum,
        publishing.cancel_forum,
        publishing.reinstate_forum,
        publishing.withdraw_forum,
    ):
        with pytest.raises(Refused, match="present state"):
            act(forum, reason=REASON, by=BY, now=NOW)


def test_what_was_scheduled_and_never_seen_is_a_draft_again(session, client):
    forum = a_rich_draft(session)
    publishing.publish_forum(forum, release_at=NOW + timedelta(days=2), by=BY, now=NOW)
    with pytest.raises(Refused, match="present state"):
        publishing.cancel_forum(forum, reason=REASON, by=BY, now=LATER)
    publishing.withdraw_forum(forum, reason=REASON, by=BY, now=LATER)
    session.commit()
    (notice,) = session.scalars(select(Announcement))
    assert (forum.state, notice.state) == ("draft", "draft")
    hidden = (f"/forums/{forum.slug}", f"/announcements/{notice.slug}")
    assert [client.get(at).status_code for at in hidden] == [404, 404]
    publishing.publish_forum(forum, by=BY, now=NOW)
    session.commit()
    assert [client.get(at).status_code for at in hidden] == [200, 200]
