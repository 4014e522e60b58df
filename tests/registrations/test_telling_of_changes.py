"""After a forum changed, everybody concerned is told once, correctly: nothing lost, nothing doubled."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from forumapp.core.actor import ATTENDEE
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum, ForumChange
from forumapp.mail.models import OutgoingMail
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries import registered
from forumapp.registrations.services import afterwards, registering, telling
from forumapp.registrations.services.submissions import Details
from tests.records import both
from tests.registrations.conftest import register_by_mail
from tests.support import NOW

QUIET = timedelta(minutes=10)
LATER = NOW + QUIET


@pytest.fixture
def lin(forum, submission) -> Registration:
    """Somebody with a confirmed place."""
    with writing():
        return registering.register(forum, submission(), now=NOW).registration


def change(session, forum, *, at=NOW, **facts) -> None:
    """What publishing does: the fact itself, the ledger, SEQUENCE and the time of the change."""
    forum.sequence += 1
    forum.changed_at = at
    for field, (old, new) in facts.items():
        forum.changes.append(
            ForumChange(
                at=at,
                by="Alice",
                field=field,
                old=old,
                new=new,
                reason=Translated({"en": "The hall is closed."}),
                sequence=forum.sequence,
            )
        )
        if field == "state":
            forum.state = new.text("en").lower()
    session.commit()


def told(session) -> list[OutgoingMail]:
    mails = select(OutgoingMail).filter_by(kind="forum_changed").order_by(OutgoingMail.id)
    return list(session.scalars(mails))


def run(now=LATER) -> int:
    with writing():
        return telling.tell_of_changes(now)


HALL, PIER = both("Hall 1", "一号厅"), both("Pier 2", "二号码头")
PUBLISHED, CANCELLED, POSTPONED = both("Published"), both("Cancelled"), both("Postponed")


def test_a_moved_forum_makes_one_mail_with_old_and_new_and_the_new_entry(session, forum, lin):
    change(session, forum, place=(HALL, PIER))
    assert [run(), run()] == [1, 0]
    (mail,) = told(session)
    assert "Hall 1" in mail.text_body
    assert "Pier 2" in mail.text_body
    assert "The hall is closed." in mail.text_body
    assert mail.calendar_method == "REQUEST"
    assert f"SEQUENCE:{forum.sequence}".encode() in mail.calendar
    assert lin.last_sent_sequence == forum.sequence


def test_nobody_is_told_before_it_has_been_quiet_and_then_only_the_net_change(session, forum, lin):
    change(session, forum, place=(HALL, PIER))
    change(session, forum, at=NOW + timedelta(minutes=5), place=(PIER, both("Dock 3")))
    assert run(NOW + timedelta(minutes=14)) == 0
    assert run(NOW + timedelta(minutes=15)) == 1
    (mail,) = told(session)
    assert "Hall 1" in mail.text_body
    assert "Dock 3" in mail.text_body
    assert "Pier 2" not in mail.text_body


def test_who_may_be_on_their_way_is_told_at_once(session, forum, lin):
    shortly_before = forum.starts_at - timedelta(minutes=9)
    change(session, forum, at=shortly_before, state=(PUBLISHED, CANCELLED))
    assert run(shortly_before) == 1
    assert told(session)[0].calendar_method == "CANCEL"


def test_new_rules_for_clocks_are_told_as_a_time_that_stays_on_the_wall(session, forum, lin):
    change(session, forum, clock=(both("12:00 = 17:00 UTC"), both("12:00 = 16:00 UTC")))
    assert run() == 1
    (mail,) = told(session)
    assert "held at the same time on the wall" in mail.text_body
    assert "12:00 = 16:00 UTC" in mail.text_body


def test_a_change_that_is_undone_is_told_to_nobody(session, forum, lin):
    change(session, forum, place=(HALL, PIER))
    change(session, forum, place=(PIER, HALL))
    assert run() == 0


def test_who_has_chosen_another_language_since_is_not_told_of_a_change_undone(session, forum, lin):
    details = Details(lin.name, "", "", "CN", "zh")
    with writing():
        afterwards.change_details(lin, details, {}, by=ATTENDEE, now=NOW)
    change(session, forum, place=(HALL, PIER))
    change(session, forum, place=(PIER, HALL))
    assert [run(), lin.told_sequence] == [0, forum.sequence]


def test_who_was_invited_before_it_was_kept_what_they_were_sent_is_not_told_either(
    session, forum, lin
):
    lin.last_sent_entry = ""
    change(session, forum, place=(HALL, PIER))
    change(session, forum, place=(PIER, HALL))
    assert run() == 0


def test_who_saves_while_it_is_found_out_that_nothing_is_new_makes_no_mail_yet(
    app, session, forum, lin
):
    """On SQLite nobody can; on PostgreSQL they do, between the reading and the settling."""
    change(session, forum, place=(HALL, PIER))
    change(session, forum, place=(PIER, HALL))
    saved = []

    def save(connection, _cursor, statement, *_rest) -> None:
        if not saved and statement.startswith("UPDATE registration SET told_sequence"):
            saved.append(statement)
            if connection.dialect.name == "postgresql":
                with db.engine.begin() as another:
                    another.execute(update(Forum).values(sequence=Forum.sequence + 1))

    event.listen(db.engine, "before_cursor_execute", save)
    try:
        assert [run(), len(saved)] == [0, 1]
    finally:
        event.remove(db.engine, "before_cursor_execute", save)


def registration_closes_earlier(session, forum) -> None:
    """A published fact that nobody with a place travels by, and that their entry does not tell."""
    forum.registration_closes = forum.starts - timedelta(days=2)
    forum.registration_closes_at = forum.starts_at - timedelta(days=2)
    change(session, forum, registration=(both("Open"), both("Open; until 6 December")))


def test_a_change_that_nobody_with_a_place_needs_to_know_is_told_to_nobody(session, forum, lin):
    registration_closes_earlier(session, forum)
    assert run() == 0
    change(session, forum, at=LATER, place=(HALL, PIER))
    assert run(LATER + QUIET) == 1
    (mail,) = told(session)
    assert "Pier 2" in mail.text_body
    assert "6 December" not in mail.text_body


def test_new_words_in_the_entry_are_told_as_an_update_without_old_and_new(session, forum, lin):
    forum.description = both("New words")
    change(session, forum, description=(both("Old words"), forum.description))
    assert [run(), run()] == [1, 0]
    (mail,) = told(session)
    assert mail.subject.startswith("Updated: ")
    assert "Old words" not in mail.text_body
    assert b"New words" in mail.calendar


def test_what_need_not_be_told_is_looked_at_once_and_redone_is_told_after_all(session, forum, lin):
    registration_closes_earlier(session, forum)
    change(session, forum, place=(HALL, PIER))
    change(session, forum, place=(PIER, HALL))
    assert run() == 0
    with writing():
        assert registered.owed_groups(LATER, QUIET) == []
    change(session, forum, at=LATER, place=(HALL, PIER))
    assert run(LATER + QUIET) == 1
    assert "Pier 2" in told(session)[0].text_body


def test_what_changes_at_a_postponed_forum_is_told_once_it_has_its_new_date(session, forum, lin):
    change(session, forum, state=(PUBLISHED, POSTPONED))
    run()
    change(session, forum, at=LATER, place=(HALL, PIER))
    assert run(LATER + QUIET) == 0
    change(session, forum, at=LATER + QUIET, state=(POSTPONED, PUBLISHED))
    assert run(LATER + 2 * QUIET) == 1
    assert "Pier 2" in told(session)[1].text_body


@pytest.mark.parametrize(("state", "subject"), [(CANCELLED, "Cancelled"), (POSTPONED, "Postponed")])
def test_a_stopped_forum_takes_the_entry_out_of_the_calendar(session, forum, lin, state, subject):
    change(session, forum, state=(PUBLISHED, state))
    assert [run(), run()] == [1, 0]
    (mail,) = told(session)
    assert mail.subject.startswith(f"{subject}: ")
    assert b"METHOD:CANCEL" in mail.calendar
    assert (lin.state, lin.last_sent_method) == ("confirmed", "CANCEL")


def test_a_reinstated_forum_comes_back_into_the_calendar(session, forum, lin):
    change(session, forum, state=(PUBLISHED, CANCELLED))
    run()
    change(session, forum, at=LATER, state=(CANCELLED, PUBLISHED))
    run(LATER + QUIET)
    cancelled, again = told(session)
    assert (cancelled.calendar_method, again.calendar_method) == ("CANCEL", "REQUEST")
    assert again.subject == "Takes place after all: Forum on open harbours"
    assert "takes place after all: Tuesday 8 December 2026, 12:00–14:00, New York time" in (
        again.text_body
    )


def test_who_waits_for_approval_is_told_too_but_gets_no_entry(session, forum, submission):
    forum.registration_mode = "approval"
    session.commit()
    register_by_mail(forum, submission(), NOW)
    change(session, forum, place=(HALL, PIER))
    assert run() == 1
    assert told(session)[0].calendar is None


def test_who_registered_after_the_change_or_cancelled_is_not_told(session, forum, lin, submission):
    change(session, forum, place=(HALL, PIER))
    with writing():
        registering.register(forum, submission(address="wang@example.org"), now=NOW)
        afterwards.cancel_registration(lin, by=ATTENDEE, now=NOW)
    assert run() == 0


def test_many_people_are_told_a_part_at_a_time_each_once(session, forum, submission, monkeypatch):
    forum.capacity_limit = None
    session.commit()
    for number in range(5):
        with writing():
            registering.register(
                forum, submission(address=f"guest{number}@example.org", network=""), now=NOW
            )
    change(session, forum, place=(HALL, PIER))
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    assert [run() for _time in range(4)] == [2, 2, 1, 0]
    assert sorted(mail.to_address for mail in told(session)) == [
        f"guest{number}@example.org" for number in range(5)
    ]


def test_nobody_is_told_of_a_forum_that_is_over(session, forum, lin):
    change(session, forum, place=(HALL, PIER))
    assert run(forum.ends_at) == 0
