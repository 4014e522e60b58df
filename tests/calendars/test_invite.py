"""The calendar part of mail to one person says what the feed says, and how to join."""

from datetime import timedelta

from sqlalchemy import event

from forumapp.calendars.queries.facts import the_house
from forumapp.calendars.services.invite import (
    calendar_of_participant,
    cancel_for,
    request_for,
)
from forumapp.core.clock import now_utc
from forumapp.forums.models import Forum
from tests.ical.checks import check_mail, check_public, events_of, unfolded, value_of
from tests.ical.readers import PYTHON_READERS, read_with_libical
from tests.records import a_forum, a_person, a_session, a_venue, an_appearance, both
from tests.support import NOW

LINK = "https://meet.example.org/secret"
GUEST = {"name": "Li Wei 李伟", "address": "li.wei@example.org"}


def a_saved_forum(session, **facts):
    forum = a_forum(venue=a_venue(), online_url=LINK, **facts)
    session.add_all([forum, an_appearance(forum, a_person(name=both("Ana Lindqvist", "安娜")))])
    session.commit()
    return forum


def test_a_request_names_the_one_attendee_and_the_way_to_join(session):
    forum = a_saved_forum(session, sequence=3)
    message = request_for(forum, **GUEST, language="en", now=NOW)
    check_mail(message)
    lines = unfolded(message)
    assert "METHOD:REQUEST" in lines
    assert f"UID:{forum.uid}" in lines
    assert "SEQUENCE:3" in lines
    assert f"CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL=Join online;VALUE=URI:{LINK}" in lines
    (attendee,) = [line for line in lines if line.startswith("ATTENDEE")]
    assert attendee == (
        'ATTENDEE;CN="Li Wei 李伟";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;'
        "RSVP=FALSE:mailto:li.wei@example.org"
    )
    assert f'ORGANIZER;CN="Our institution":mailto:{the_house().mail_address}' in lines
    for reader in (*PYTHON_READERS, read_with_libical):
        (read,) = reader(message)
        assert (read.start, read.end) == (forum.starts_at, forum.ends_at)


def test_who_waits_is_tentative_and_who_is_asked_is_asked_for_an_answer(session):
    forum = a_saved_forum(session)
    waiting = request_for(forum, **GUEST, language="en", now=NOW, answer="TENTATIVE")
    asked = request_for(forum, **GUEST, language="en", now=NOW, answer="NEEDS-ACTION")
    assert b"PARTSTAT=TENTATIVE" in waiting
    assert "RSVP=FALSE" in "".join(unfolded(waiting))
    assert "PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE" in "".join(unfolded(asked))


def test_a_request_is_in_the_language_of_the_person(session):
    message = request_for(a_saved_forum(session), **GUEST, language="zh", now=NOW)
    assert "SUMMARY:开放港湾论坛" in unfolded(message)
    assert any("安娜（演讲嘉宾）" in line or "安娜（" in line for line in unfolded(message))


def test_a_cancellation_takes_the_entry_off_and_counts_after_the_request(session):
    forum = a_saved_forum(session, sequence=2)
    later = now_utc() + timedelta(days=1)
    message = cancel_for(forum, **GUEST, language="en", now=later)
    check_mail(message)
    (event,) = events_of(message)
    assert value_of(event, "STATUS") == "CANCELLED"
    assert value_of(event, "SEQUENCE") == "2"
    assert value_of(event, "DTSTAMP") == f"{later:%Y%m%dT%H%M%SZ}"
    assert value_of(event, "UID") == str(forum.uid)
    assert "METHOD:CANCEL" in unfolded(message)
    assert LINK not in "".join(unfolded(message)), "who has no place does not learn how to join"


def test_mail_and_feed_tell_one_time_also_for_a_programme_of_several_days(session):
    forum = a_saved_forum(session, ends=a_forum().ends + timedelta(days=2))
    session.add(a_session(forum))
    session.commit()
    (event,) = events_of(request_for(forum, **GUEST, language="en", now=NOW))
    assert (value_of(event, "DTSTART"), value_of(event, "DTEND")) == ("20261208", "20261211")


def test_the_participants_download_names_nobody_and_tells_how_to_join(session):
    forum = a_saved_forum(session)
    source = "https://forums.example.org/registrations/token.ics"
    download = calendar_of_participant(forum, language="en", source=source, now=NOW)
    check_public(download)
    assert LINK in "".join(unfolded(download))


def test_an_invitation_tells_what_the_same_transaction_just_changed(session):
    forum = a_saved_forum(session)
    assert "SUMMARY:Forum on open harbours" in unfolded(
        request_for(forum, **GUEST, language="en", now=NOW)
    )
    forum.title = both("Forum on safe harbours")
    assert "SUMMARY:Forum on safe harbours" in unfolded(
        request_for(forum, **GUEST, language="en", now=NOW)
    )
    session.rollback()
    forum.venue.street = both("2 River Street")
    session.commit()
    message = unfolded(request_for(forum, **GUEST, language="en", now=NOW))
    assert "SUMMARY:Forum on open harbours" in message
    assert "SEQUENCE:1" in message
    assert any("2 River Street" in line for line in message)


def test_what_was_written_in_a_savepoint_and_then_undone_is_in_no_later_invitation(session):
    forum = a_saved_forum(session)
    with session.begin_nested():
        forum.title = both("Forum on lost harbours")
    assert "SUMMARY:Forum on lost harbours" in unfolded(
        request_for(forum, **GUEST, language="en", now=NOW)
    )
    session.rollback()
    forum.title = both("Forum on safe harbours")
    session.commit()
    assert "SUMMARY:Forum on safe harbours" in unfolded(
        request_for(forum, **GUEST, language="en", now=NOW)
    )


def test_the_hundredth_invitation_reads_little(session):
    forum = a_saved_forum(session)
    request_for(forum, **GUEST, language="en", now=NOW)
    session.expunge_all()
    forum = session.get_one(Forum, forum.id)
    made = []
    note = lambda *call: made.append(call[2])  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        request_for(forum, **GUEST, language="en", now=NOW)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    assert len([statement for statement in made if statement.startswith("SELECT")]) <= 3, made
