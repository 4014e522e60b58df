"""What people say of a forum afterwards: once each, and without who."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from forumapp.core.actor import COMMAND
from forumapp.core.errors import Refused
from forumapp.core.transaction import writing
from forumapp.history.models import HistoryRow
from forumapp.messages.models import Feedback
from forumapp.messages.queries.feedback import (
    answered_afterwards,
    asked_afterwards,
    feedback_form,
    feedback_lines,
    feedback_of,
    sayings,
    tallies,
    words_kept_until,
)
from forumapp.messages.services.feedback import ask_for_feedback, erase_words, give_feedback
from forumapp.questions.services.building import (
    OptionFacts,
    QuestionFacts,
    add_question,
    edit_question,
    remove_question,
)
from forumapp.registrations.queries.places import settings_of
from tests.records import a_forum, a_registration
from tests.support import NOW


@pytest.fixture
def forum(session):
    forum = a_forum()
    session.add(forum)
    session.flush()
    ask_for_feedback(forum, by=COMMAND, now=NOW)
    session.commit()
    return forum


@pytest.fixture
def after(forum):
    return forum.ends_at + timedelta(days=1, minutes=7)


def attendee(session, forum, **facts):
    registration = a_registration(forum, **facts)
    session.add(registration)
    session.commit()
    return registration


def says(session, forum, registration, *answers, now):
    """Answers to the forum's questions in order."""
    asked = asked_afterwards(forum.id)
    with writing():
        given = {each.id: answer for each, answer in zip(asked, answers, strict=False) if answer}
        give_feedback(registration, given, now=now)
    session.commit()


@pytest.mark.both_databases
def test_feedback_is_given_once_and_no_row_tells_by_whom_or_when(session, forum, after):
    first, second = attendee(session, forum), attendee(session, forum)
    for person, at, text in ((first, after, "Zeal"), (second, after + timedelta(hours=3), "Air")):
        says(session, forum, person, "c1", text, now=at)
    with pytest.raises(Refused, match="already"):
        says(session, forum, first, "c5", now=after)
    session.rollback()
    rows = session.scalars(select(Feedback)).all()
    day = datetime(2026, 12, 9, tzinfo=UTC)
    assert [each.given_at for each in rows] == [day, day]
    assert {first.feedback_given_at, second.feedback_given_at} == {forum.ends_at}
    about = session.scalars(select(HistoryRow.kind).where(HistoryRow.kind == "registration"))
    assert about.all() == []
    questions = answered_afterwards(forum)
    (rating,) = tallies(questions, feedback_of(forum.id), "en")
    assert rating.counts[:2] == [("5 – Very good", 2), ("4 – Good", 0)]
    assert [each.texts for each in sayings(questions, feedback_of(forum.id))] == [["Air", "Zeal"]]
    lines = feedback_lines(questions, feedback_of(forum.id), "zh")
    assert lines == [["5 分（非常好）", "Air", ""], ["5 分（非常好）", "Zeal", ""]]


def test_only_who_had_a_place_is_asked_and_not_before_the_end(session, forum, after):
    person = attendee(session, forum)
    with pytest.raises(Refused, match="not over yet"):
        says(session, forum, person, "c1", now=forum.ends_at - timedelta(seconds=1))
    with pytest.raises(Refused, match="at least one"):
        says(session, forum, person, now=after)
    session.rollback()
    assert feedback_form(person, forum.ends_at).is_open
    assert feedback_form(attendee(session, forum, state="cancelled"), after) is None
    forum.state = "postponed"
    assert feedback_form(person, after) is None


def test_asking_again_adds_no_question_and_a_file_or_consent_is_never_asked(session, forum):
    ask_for_feedback(forum, by=COMMAND, now=NOW)
    for kind in ("file", "consent"):
        facts = QuestionFacts(label={"en": kind})
        add_question(forum, kind, facts, stage="feedback", by=COMMAND, now=NOW)
    session.flush()
    assert [each.kind for each in asked_afterwards(forum.id)] == [
        "one_of",
        "long_text",
        "long_text",
    ]


def test_answers_stay_readable_when_the_form_is_changed_afterwards(session, forum, after):
    says(session, forum, attendee(session, forum), "c2", "Tea", now=after)
    rating, good, _better = asked_afterwards(forum.id)
    kept = QuestionFacts(label={"en": "How?"}, options=[OptionFacts({"en": "Well"}, key="c1")])
    edit_question(rating, kept, by=COMMAND, now=after)
    remove_question(good, by=COMMAND, now=after)
    session.commit()
    questions, given = answered_afterwards(forum), feedback_of(forum.id)
    assert ("4 – Good", 1) in tallies(questions, given, "en")[0].counts
    assert sayings(questions, given)[0].texts == ["Tea"]


@pytest.mark.both_databases
def test_what_was_said_in_words_goes_with_the_attendees_data_and_figures_stay(
    session, forum, after, signed_in, clock
):
    person = attendee(session, forum)
    says(session, forum, person, "c2", "Tea", "Less smoke", now=after)
    says(session, forum, attendee(session, forum), "c1", now=after)
    settings_of(forum).keeps_days = 30
    session.commit()
    until = forum.ends_at + timedelta(days=30)
    assert words_kept_until(forum) == feedback_form(person, after).words_kept_until == until
    for now, erased, texts in ((until - timedelta(seconds=1), 0, 2), (until, 1, 0), (until, 0, 0)):
        with writing():
            assert erase_words(now) == erased
        session.expire_all()
        questions, given = answered_afterwards(forum), feedback_of(forum.id)
        assert len(sayings(questions, given)) == texts
        assert tallies(questions, given, "en")[0].counts[:2] == [
            ("5 – Very good", 1),
            ("4 – Good", 1),
        ]
    clock.now = until
    address = f"/desk/forums/{forum.id}/feedback/"
    session.rollback()
    page = signed_in("organizer").get(address).text
    assert "What was said in words was erased on 7 January 2027; figures stay." in page
