"""Reading what people say of a forum afterwards, and who may still say it.

Nothing here comes in the order in which it was given: that could tell who gave it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.core.visibility import PUBLISHED
from forumapp.forums.models import Forum
from forumapp.messages.models import Feedback
from forumapp.messages.rules.feedback import IN_WORDS, NAMES_THE_GIVER
from forumapp.questions.models import Question
from forumapp.questions.queries import all_questions, questions_of
from forumapp.questions.rules.answers import answer_text, condition_words, is_given, words_of
from forumapp.questions.rules.kinds import CONDITIONS, FEEDBACK, NUMBER
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.opening import opened_by
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.rules.states import CONFIRMED


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """Open from the forum's end on, to each person once. What they write in their own words is kept
    until `words_kept_until`; nothing where no such question is asked.
    """

    is_open: bool
    is_given: bool
    words_kept_until: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each answer to a question was given, in the order of its choices."""

    question: Question
    counts: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Sayings:
    """What was said to a question in words, in the order of the alphabet."""

    question: Question
    texts: list[str]


def feedback_form(registration: Registration, now: datetime) -> FeedbackForm | None:
    """What is asked of this person afterwards, or nothing: no place, no such questions, no forum held."""
    forum = registration.forum
    if registration.state != CONFIRMED or forum.state != PUBLISHED:
        return None
    questions = asked_afterwards(forum.id)
    if not settings_of(forum).asks_feedback or not questions:
        return None
    return FeedbackForm(
        is_open=forum.ends_at <= now,
        is_given=registration.feedback_given_at is not None,
        words_kept_until=words_kept_until(forum) if is_any_in_words(questions) else None,
    )


def is_any_in_words(questions: list[Question]) -> bool:
    return any(each.kind in IN_WORDS for each in questions)


def words_kept_until(forum: Forum) -> datetime:
    """As long as who registered is kept; figures stay."""
    return forum.ends_at + timedelta(days=settings_of(forum).keeps_days)


def asked_afterwards(forum_id: int) -> list[Question]:
    return [each for each in questions_of(forum_id, FEEDBACK) if each.kind not in NAMES_THE_GIVER]


def who_gives(token: str) -> Registration:
    """The person whose feedback a link takes: of a booking's link for several, the next who has no
    link of their own and has not given any. Raises `NotFound` where nobody does, or `Gone`.
    """
    people = opened_by(token).registrations
    if len(people) > 1:
        people = [each for each in people if each.link_hash is None]
    waiting = [each for each in people if each.feedback_given_at is None]
    if not people:
        raise NotFound
    return (waiting or people)[0]


def answered_afterwards(forum: Forum) -> list[Question]:
    """What the forum asks or has asked afterwards, in order."""
    return [
        each
        for each in all_questions(forum)
        if each.stage == FEEDBACK and each.kind not in NAMES_THE_GIVER
    ]


def how_many_could(forum_id: int) -> int:
    """Who had a place, and so may say something."""
    counted = (
        select(func.count())
        .select_from(Registration)
        .where(Registration.forum_id == forum_id, Registration.state == CONFIRMED)
    )
    return db.session.scalar(counted) or 0


def with_words(forum_ids: list[int], limit: int) -> list[Feedback]:
    rows = select(Feedback).where(Feedback.has_words, Feedback.forum_id.in_(forum_ids))
    return list(db.session.scalars(rows.order_by(Feedback.id).limit(limit)))


def feedback_of(forum_id: int) -> list[dict[str, Any]]:
    """The answers of each who gave some: {question uid: answer}."""
    rows = select(Feedback.answers).where(Feedback.forum_id == forum_id)
    return list(db.session.scalars(rows))


def tallies(questions: list[Question], given: list[dict[str, Any]], language: str) -> list[Tally]:
    """Counts of everything that is not in words; of questions that nobody answered, none."""
    counted = [
        Tally(each, _counts(each, _values(each, given), language))
        for each in questions
        if each.kind not in IN_WORDS
    ]
    return [each for each in counted if any(count for _name, count in each.counts)]


def sayings(questions: list[Question], given: list[dict[str, Any]]) -> list[Sayings]:
    spoken = [
        Sayings(each, sorted(map(str, _values(each, given)), key=str.casefold))
        for each in questions
        if each.kind in IN_WORDS
    ]
    return [each for each in spoken if each.texts]


def feedback_lines(
    questions: list[Question], given: list[dict[str, Any]], language: str
) -> list[list[str]]:
    """A line for each who gave feedback, a cell for each question, sorted by what they say."""
    return sorted(
        [answer_text(each, answers.get(str(each.uid)), language) for each in questions]
        for answers in given
    )


def _values(question: Question, given: list[dict[str, Any]]) -> list[Any]:
    said = [answers.get(str(question.uid)) for answers in given]
    return [value for value in said if is_given(value)]


def _counts(question: Question, values: list[Any], language: str) -> list[tuple[str, int]]:
    if question.kind in CONDITIONS:
        words = Counter(word for value in values for word in words_of(question.kind, value))
        return [
            (name.text(language), words[word]) for word, name in condition_words(question).items()
        ]
    times = Counter(values)
    ordered = (
        sorted(times) if question.kind == NUMBER else [value for value, _n in times.most_common()]
    )
    return [(answer_text(question, value, language), times[value]) for value in ordered]
