"""What is done to a published forum reaches everybody who registered: page, feed and mail tell one thing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from forumapp.calendars.models import StoredEntry
from forumapp.core.actor import Actor
from forumapp.core.clock import now_utc
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.forums.services.plans import AppearancePlan, ForumPlan, MovePlan, OrganizerPlan
from forumapp.mail.models import OutgoingMail
from forumapp.people.services import PersonFacts
from forumapp.publishing import forums as publishing
from forumapp.publishing.records import edit_named_person, edit_named_room, edit_named_venue
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.services import registering, telling
from forumapp.registrations.services.submissions import Details, Submission
from forumapp.venues.models import Room
from forumapp.venues.services import RoomFacts, VenueFacts
from tests.calendars.test_refresh import an_institution
from tests.ical.checks import unfolded
from tests.records import (
    a_forum,
    a_person,
    a_venue,
    an_appearance,
    an_organizer_line,
    both,
    the_consent_texts,
)
from tests.support import NOW

BY = Actor.account(1, "Alice")
QUIET = timedelta(minutes=10)
AS_IT_IS = VenueFacts(
    name={"en": "Harbour House", "zh": "港湾会馆"},
    street={"en": "1 River Street", "zh": "河街1号"},
    city={"en": "New York", "zh": "纽约"},
    country="US",
    zone="America/New_York",
)
"""The venue as its form sends it back."""
REASON = Translated({"en": "The hall is closed.", "zh": "场地关闭。"})


@pytest.fixture
def forum(session):
    released = NOW - timedelta(days=7)
    forum = a_forum(venue=a_venue(), first_published_at=released, changed_at=released)
    session.add_all([forum, an_organizer_line(forum), *the_consent_texts()])
    session.commit()
    details = Details("林樵", "", "", "", "zh")
    with writing():
        submission = Submission("key", "lin@example.org", details, {"taking_part": 1})
        registering.register(forum, submission, now=NOW)
    return forum


def told(session, now=NOW + QUIET) -> list[OutgoingMail]:
    """The mails about changes, after two runs of the worker."""
    for _run in range(2):
        with writing():
            telling.tell_of_changes(now)
    mails = select(OutgoingMail).filter_by(kind="forum_changed").order_by(OutgoingMail.id)
    return list(session.scalars(mails))


def sequence_in(mail: OutgoingMail) -> int:
    (line,) = [line for line in mail.calendar.splitlines() if line.startswith(b"SEQUENCE:")]
    return int(line.partition(b":")[2])


def sequence_of_feed(session, forum) -> int:
    return session.scalar(
        select(StoredEntry.sequence).filter_by(
            kind="forum", record_id=forum.id, language="zh", profile="core"
        )
    )


def test_a_move_brings_one_mail_with_old_and_new_time_and_the_sequence_of_the_feed(session, forum):
    plan = MovePlan(starts=datetime(2026, 12, 9, 15, 0), venue_id=forum.venue_id)
    with writing():
        publishing.move_forum(forum, plan, reason=REASON, by=BY, now=NOW)
    (mail,) = told(session)
    assert mail.subject == "变更通知：开放港湾论坛"
    for words in ("2026年12月8日", "2026年12月9日", "场地关闭。", "纽约时间"):
        assert words in mail.text_body
    assert mail.calendar_method == "REQUEST"
    assert sequence_in(mail) == sequence_of_feed(session, forum) == forum.sequence


@pytest.mark.parametrize(
    ("verb", "subject"),
    [
        (publishing.cancel_forum, "取消通知"),
        (publishing.postpone_forum, "延期通知"),
        (publishing.withdraw_forum, "取消通知"),
    ],
)
def test_a_forum_that_is_stopped_is_taken_out_of_the_calendar(session, forum, verb, subject):
    with writing():
        verb(forum, reason=REASON, by=BY, now=NOW)
    (mail,) = told(session)
    assert mail.subject.startswith(subject)
    planned = "原定2026年12月8日（星期二）12:00–14:00，纽约时间（EST，UTC−5），"
    for body in (mail.text_body, mail.html_body):
        assert planned in body
        assert "场地关闭。" in body
        assert "已发布" not in body, "the program's own words for states"
    assert mail.calendar_method == "CANCEL"
    assert sequence_in(mail) == forum.sequence


def test_what_is_cancelled_and_reinstated_within_the_quiet_time_is_told_to_nobody(session, forum):
    for verb in (publishing.cancel_forum, publishing.reinstate_forum):
        with writing():
            verb(forum, reason=REASON, by=BY, now=NOW)
    assert told(session) == []


def test_a_new_date_after_a_postponement_invites_again(session, forum):
    with writing():
        publishing.postpone_forum(forum, reason=REASON, by=BY, now=NOW)
    told(session)
    later = NOW + timedelta(hours=1)
    plan = MovePlan(starts=datetime(2027, 1, 12, 12, 0), venue_id=forum.venue_id)
    with writing():
        publishing.move_forum(forum, plan, reason=Translated(), by=BY, now=later)
    mails = told(session, later + QUIET)
    assert [mail.calendar_method for mail in mails] == ["CANCEL", "REQUEST"]
    postponed, new_date = mails
    assert "{{link:ticket}}" in postponed.text_body
    assert new_date.subject == "新日期通知：开放港湾论坛"
    for body in (new_date.text_body, new_date.html_body):
        assert "的新时间和地点：2027年1月12日（星期二）12:00–14:00，纽约时间" in body
        assert "已发布" not in body


def test_a_venue_that_moves_is_told_with_its_old_and_new_street(session, forum):
    moved = replace(AS_IT_IS, street={"en": "9 Quay", "zh": "码头9号"})
    with writing():
        edit_named_venue(forum.venue, moved, by=BY, now=NOW)
    (mail,) = told(session)
    assert mail.calendar_method == "REQUEST"
    assert "河街1号" in mail.text_body
    assert "码头9号" in mail.text_body
    assert sequence_in(mail) == sequence_of_feed(session, forum) == forum.sequence


def test_a_room_that_is_renamed_is_told_with_its_old_and_new_name(session, forum):
    forum.room = Room(name=both("Hall 1", "一号厅"), venue=forum.venue)
    session.commit()
    told(session)
    with writing():
        edit_named_room(
            forum.room, RoomFacts(name={"en": "Hall 7", "zh": "七号厅"}), by=BY, now=NOW
        )
    mail = told(session)[-1]
    assert mail.subject.startswith("变更通知")
    assert "地点：港湾会馆，七号厅" in mail.text_body
    assert "原为：港湾会馆，一号厅" in mail.text_body
    (change,) = forum.changes
    assert (change.field, sequence_in(mail)) == ("place", forum.sequence)


def test_other_facts_of_a_venue_and_forums_that_are_over_are_told_to_nobody(session, forum):
    linked = replace(AS_IT_IS, website="https://harbour.example")
    renamed = replace(linked, name={"en": "Pier House"})
    for facts, at in ((linked, NOW), (renamed, forum.ends_at)):
        with writing():
            edit_named_venue(forum.venue, facts, by=BY, now=at)
        assert told(session, at + QUIET) == []
    assert forum.changes == []


def withdrawn_and_published(forum, session, *, at, release_at=None):
    """Withdrawn and told of, then published again; the mails after each."""
    with writing():
        publishing.withdraw_forum(forum, reason=REASON, by=BY, now=NOW)
    told(session)
    with writing():
        publishing.publish_forum(forum, release_at=release_at, by=BY, now=at)


def test_what_is_withdrawn_and_published_again_is_told_and_comes_back_into_the_calendar(
    session, forum
):
    later = NOW + timedelta(hours=1)
    withdrawn_and_published(forum, session, at=later)
    mails = told(session, later + QUIET)
    assert [mail.calendar_method for mail in mails] == ["CANCEL", "REQUEST"]
    assert "恢复举行：" in mails[1].text_body
    assert sequence_in(mails[1]) == sequence_of_feed(session, forum) == forum.sequence


def test_what_is_published_again_for_later_is_told_when_it_is_out(session, forum):
    later, release = NOW + timedelta(hours=1), NOW + timedelta(days=2)
    withdrawn_and_published(forum, session, at=later, release_at=release)
    assert len(told(session, release - timedelta(minutes=1))) == 1
    methods = [mail.calendar_method for mail in told(session, release + QUIET)]
    assert methods == ["CANCEL", "REQUEST"]


def test_what_is_withdrawn_again_before_it_is_out_is_told_to_nobody(session, forum):
    later, release = NOW + timedelta(hours=1), NOW + timedelta(days=2)
    withdrawn_and_published(forum, session, at=later, release_at=release)
    with writing():
        publishing.withdraw_forum(forum, reason=REASON, by=BY, now=later)
    assert len(told(session, release + QUIET)) == 1


def test_what_is_withdrawn_and_published_within_the_quiet_time_is_told_to_nobody(session, forum):
    with writing():
        publishing.withdraw_forum(forum, reason=REASON, by=BY, now=NOW)
        publishing.publish_forum(forum, by=BY, now=NOW)
    assert told(session) == []


# ------------------------------------------- what changes an entry, but no fact that must be told


def sent_entry(mail: OutgoingMail) -> str:
    return "\n".join(unfolded(mail.calendar))


def test_a_new_description_brings_one_short_mail_with_the_new_entry(session, forum):
    with writing():
        edited(forum, description={"en": "About piers.", "zh": "关于码头。"}, now=NOW)
    (mail,) = told(session)
    assert mail.subject == "信息更新：开放港湾论坛"
    assert "时间和地点" not in mail.text_body
    assert "有关信息已更新" in mail.text_body
    assert mail.calendar_method == "REQUEST"
    assert "关于码头。" in sent_entry(mail)
    assert sequence_in(mail) == sequence_of_feed(session, forum)


def test_a_description_that_is_set_back_is_told_to_nobody(session, forum):
    with writing():
        edited(forum, description={"en": "About piers."}, now=NOW)
        edited(forum, description={"en": ""}, now=NOW)
    assert told(session) == []


def test_another_way_to_join_reaches_who_has_a_place_and_nobody_else(session, client, forum):
    with writing():
        edited(forum, online_url="https://meet.example.org/secret", now=NOW)
    (mail,) = told(session)
    assert "https://meet.example.org/secret" in sent_entry(mail)
    assert "https://meet.example.org/secret" in mail.text_body
    assert sequence_in(mail) == forum.sequence == 1
    assert forum.changes == []
    for page in ("", ".ics"):
        assert b"secret" not in client.get(f"/forums/{forum.slug}{page}").data


def test_a_speakers_new_name_reaches_the_calendars_of_who_has_a_place(session, forum):
    speaker = a_person(name=both("Bruce Noz"))
    session.add(an_appearance(forum, speaker))
    session.commit()
    told(session)
    with writing():
        edit_named_person(speaker, PersonFacts(name={"en": "Bruce Knotts"}), by=BY, now=NOW)
    mails = told(session, now_utc() + QUIET)
    assert "Bruce Knotts" in sent_entry(mails[-1])
    assert [registration.told_sequence for registration in registrations(session)] == [
        forum.sequence
    ]


def test_an_institutions_new_name_is_in_every_entry_and_mailed_to_nobody(session, forum):
    session.add(an_institution(name=both("Harbour Chamber", "海港商会")))
    session.commit()
    before = forum.sequence
    with writing():
        telling.rewrite_outdated_entries(NOW)
    assert sequence_of_feed(session, forum) == before + 1
    assert told(session, now_utc() + QUIET) == []
    with writing():
        edited(forum, description={"en": "About piers."}, now=now_utc())
    (mail,) = told(session, now_utc() + QUIET)
    assert "海港商会" in sent_entry(mail)


def test_an_institutions_new_name_holds_back_no_change_that_is_owed(session, forum):
    with writing():
        edited(forum, description={"en": "About piers."}, now=NOW)
    session.add(an_institution(name=both("Harbour Chamber", "海港商会")))
    session.commit()
    with writing():
        telling.rewrite_outdated_entries(NOW)
    (mail,) = told(session, now_utc() + QUIET)
    assert "About piers." in sent_entry(mail)


def test_what_is_cancelled_after_a_postponement_says_so_in_the_calendar_too(session, forum):
    for verb in (publishing.postpone_forum, publishing.cancel_forum):
        with writing():
            verb(forum, reason=REASON, by=BY, now=NOW)
        mails = told(session)
    assert [mail.calendar_method for mail in mails] == ["CANCEL", "CANCEL"]
    assert "SUMMARY:CANCELLED / 已取消: 开放港湾论坛" in sent_entry(mails[1])


def edited(forum, *, now, **facts) -> None:
    plan = ForumPlan(
        title={"en": forum.title.exact("en"), "zh": forum.title.exact("zh")},
        starts=forum.starts,
        ends=forum.ends,
        zone=forum.zone,
        venue_id=forum.venue_id,
        languages=tuple(forum.languages),
        organizers=tuple(
            OrganizerPlan(line.organization_id, line.role) for line in forum.organizer_lines
        ),
        appearances=tuple(AppearancePlan(each.person_id, each.role) for each in forum.appearances),
        **facts,
    )
    publishing.edit_forum(forum, plan, by=BY, now=now)


def registrations(session) -> list[Registration]:
    return list(session.scalars(select(Registration)))
