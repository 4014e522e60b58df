"""What is done to a published forum reaches everybody who registered: page, feed and mail tell one thing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from forumapp.calendars.models import StoredEntry
from forumapp.core.actor import Actor
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.forums.services.plans import MovePlan
from forumapp.mail.models import OutgoingMail
from forumapp.publishing import forums as publishing
from forumapp.publishing.records import edit_named_venue
from forumapp.registrations.services import registering, telling
from forumapp.registrations.services.registering import Details, Submission
from forumapp.venues.services import VenueFacts
from tests.records import a_forum, a_venue, an_organizer_line, the_consent_texts
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
    assert "场地关闭。" in mail.text_body
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
    assert "2027年1月12日" in mails[1].text_body


def test_a_venue_that_moves_is_told_with_its_old_and_new_street(session, forum):
    moved = replace(AS_IT_IS, street={"en": "9 Quay", "zh": "码头9号"})
    with writing():
        edit_named_venue(forum.venue, moved, by=BY, now=NOW)
    (mail,) = told(session)
    assert mail.calendar_method == "REQUEST"
    assert "河街1号" in mail.text_body
    assert "码头9号" in mail.text_body
    assert sequence_in(mail) == sequence_of_feed(session, forum) == forum.sequence


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
    assert "已发布" in mails[1].text_body
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
