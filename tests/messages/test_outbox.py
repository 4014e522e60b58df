"""A message follows its forum: moved with it, waiting while it is off, stopped when it comes too late."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.core.transaction import writing
from forumapp.forums.services.plans import MovePlan
from forumapp.mail.models import OutgoingMail
from forumapp.mail.rules import QUEUED
from forumapp.mail.rules import SENT as DELIVERED
from forumapp.messages.models import Message
from forumapp.messages.rules.messages import (
    BEGAN,
    NOT_HELD,
    OVERTAKEN,
    SCHEDULED,
    SENDING,
    SENT,
    STOPPED,
)
from forumapp.messages.services.outbox import put_in_outbox, send_message, write_copies
from forumapp.messages.services.writing import MessagePlan, schedule_message, write_message
from forumapp.publishing.forums import cancel_forum, move_forum, postpone_forum, reinstate_forum
from tests.records import a_forum, a_registration, a_venue, both
from tests.support import NOW

pytestmark = pytest.mark.both_databases

REASON = both("A storm.", "暴风。")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def forum(session):
    forum = a_forum(venue=a_venue(), first_published_at=NOW - DAY)
    session.add(forum)
    session.add_all(a_registration(forum) for _ in range(2))
    session.commit()
    return forum


def done(verb, forum, *facts, now=NOW) -> None:
    with writing():
        verb(forum, *facts, reason=REASON, by=COMMAND, now=now)


def a_message(forum, kind="reminder", hours: int | None = 24) -> Message:
    plan = MessagePlan(
        kind=kind,
        subject={"en": "Soon: {forum}"},
        body={"en": "Dear {name}, see you {when}."},
        audience={"states": ["confirmed"]},
        hours=hours,
    )
    with writing():
        return write_message(forum, plan, by=COMMAND, now=NOW)


def scheduled(forum, kind="reminder", hours=24) -> Message:
    message = a_message(forum, kind, hours)
    with writing():
        schedule_message(message, by=COMMAND, now=NOW)
    return message


def works(session, now) -> int:
    """How many mails the worker makes until there is nothing left to do."""
    made = 0
    for _run in range(5):
        with writing():
            made += write_copies(now)
    session.expire_all()
    return made


def released(message: Message, now=NOW) -> None:
    with writing():
        put_in_outbox(message, by=COMMAND, now=now)
    with writing():
        write_copies(now)
    with writing():
        send_message(message, by=COMMAND, now=now)


def mails(session) -> list[OutgoingMail]:
    found = session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "forum_message"))
    return found.all()


def deliver_one(session) -> None:
    first = mails(session)[0]
    first.state, first.sent_at = DELIVERED, NOW
    session.commit()


def test_a_scheduled_message_moves_with_its_forum(session, forum):
    message = scheduled(forum)
    before = forum.starts_at
    later = MovePlan(starts=forum.starts + 7 * DAY, venue_id=forum.venue_id)
    done(move_forum, forum, later)
    assert works(session, before - 23 * HOUR) == 0
    assert works(session, before + 7 * DAY - 25 * HOUR) == 0
    assert works(session, before + 7 * DAY - 23 * HOUR) == 2
    assert message.state == SENT
    assert (
        "Tuesday 15 December 2026, 12:00–14:00, New York time (EST, UTC−5)."
        in mails(session)[0].text_body
    )


def test_moved_so_near_that_its_time_has_passed_it_goes_at_once(session, forum):
    message = scheduled(forum, hours=72)
    sooner = MovePlan(starts=datetime(2026, 11, 25, 12, 0), venue_id=forum.venue_id)
    done(move_forum, forum, sooner)
    assert works(session, NOW) == 2
    assert message.state == SENT


@pytest.mark.parametrize("verb", [cancel_forum, postpone_forum])
def test_it_waits_while_the_forum_is_off_and_goes_when_it_is_on_again(session, forum, verb):
    message = scheduled(forum)
    done(verb, forum)
    assert works(session, forum.starts_at - 23 * HOUR) == 0
    assert message.state == SCHEDULED
    if verb is cancel_forum:
        done(reinstate_forum, forum, now=forum.starts_at - 22 * HOUR)
        assert works(session, forum.starts_at - 22 * HOUR) == 2
        return
    assert works(session, forum.starts_at + 30 * DAY) == 0
    now = forum.starts_at + 31 * DAY
    plan = MovePlan(starts=forum.starts + 40 * DAY, venue_id=forum.venue_id)
    done(move_forum, forum, plan, now=now)
    assert works(session, now) == 0
    assert works(session, forum.starts_at - 23 * HOUR) == 2


@pytest.mark.parametrize(
    ("kind", "is_off", "why"),
    [("reminder", False, BEGAN), ("reminder", True, NOT_HELD), ("thanks", True, NOT_HELD)],
)
def test_what_comes_too_late_is_stopped(session, forum, kind, is_off, why):
    message = scheduled(forum, kind)
    if is_off:
        done(cancel_forum, forum)
    assert works(session, forum.ends_at + 25 * HOUR) == 0
    assert (message.state, message.why_stopped) == (STOPPED, why)


def test_the_desk_says_why_it_was_stopped(session, forum, signed_in):
    message = scheduled(forum)
    works(session, forum.ends_at)
    address = f"/desk/forums/{forum.id}/messages/{message.id}/"
    session.rollback()
    assert "It was not sent: the forum began" in signed_in("organizer").get(address).text


def test_the_desk_says_that_it_waits_while_the_forum_is_off(session, forum, signed_in):
    message = scheduled(forum)
    listed = f"/desk/forums/{forum.id}/messages/"
    address = f"{listed}{message.id}/"
    session.rollback()
    desk, told = signed_in("organizer"), "It waits: the forum is not on at present."
    assert told not in desk.get(address).text
    done(cancel_forum, forum)
    assert told in desk.get(address).text
    assert "Waits while" in desk.get(listed).text


@pytest.mark.parametrize("kind", ["note", "reminder"])
def test_what_is_being_sent_stops_when_the_forum_is_cancelled(session, forum, kind):
    message = a_message(forum, kind)
    released(message)
    done(cancel_forum, forum)
    assert works(session, NOW) == 0
    assert (message.state, message.why_stopped, mails(session)) == (STOPPED, OVERTAKEN, [])


def test_mails_that_wait_are_dropped_too_and_who_has_one_gets_no_second(session, forum):
    message = a_message(forum, "note")
    released(message)
    assert works(session, NOW) == 2
    deliver_one(session)
    done(cancel_forum, forum)
    works(session, NOW)
    assert (message.state, [each.state for each in mails(session)]) == (STOPPED, [DELIVERED])
    done(reinstate_forum, forum)
    released(message)
    works(session, NOW)
    assert message.state == SENT
    assert sorted(each.state for each in mails(session)) == [QUEUED, DELIVERED]
    assert len({each.to_address for each in mails(session)}) == 2


def test_what_had_all_gone_stays_sent(session, forum):
    message = a_message(forum, "note")
    released(message)
    works(session, NOW)
    for mail in mails(session):
        mail.state = DELIVERED
    session.commit()
    done(cancel_forum, forum)
    works(session, NOW)
    assert message.state == SENT


def test_a_note_about_the_cancellation_goes_and_a_reminder_is_refused(session, forum):
    done(cancel_forum, forum)
    with pytest.raises(Refused, match="not on at present"):
        put_in_outbox(a_message(forum), by=COMMAND, now=NOW)
    session.rollback()
    message = a_message(forum, "note", None)
    released(message)
    assert message.state == SENDING
    assert works(session, NOW) == 2
    assert message.state == SENT
