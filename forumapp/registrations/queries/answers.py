"""Reading what attendees have answered."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.forums.models import Forum
from forumapp.questions.models import Question
from forumapp.questions.rules.answers import answer_text, words_of
from forumapp.questions.rules.kinds import CONDITIONS, STAGES
from forumapp.registrations.models.bookings import Answer, Registration
from forumapp.registrations.rules.states import ACTIVE_STATES, CONFIRMED


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question and what somebody answered, in a reader's language; `answer_id` where there is a file."""

    question: Question
    label: str
    text: str
    answer_id: int | None


def answer_lines(registration: Registration, language: str) -> list[AnswerLine]:
    """Everything that a person answered, in the order of the forms; also to questions asked no more."""
    rows = db.session.scalars(
        select(Answer)
        .join(Answer.question)
        .where(Answer.registration_id == registration.id)
        .options(joinedload(Answer.question))
        .order_by(Question.position, Question.id)
    )
    stages = list(STAGES)
    return [
        AnswerLine(
            question=row.question,
            label=row.question.label.text(language),
            text=answer_text(row.question, row.value, language),
            answer_id=row.id if row.file_id else None,
        )
        for row in sorted(rows, key=lambda row: stages.index(row.question.stage))
    ]


def the_answer(answer_id: int) -> Answer:
    """An answer with the file that was given, or agreed to."""
    answer = db.session.scalar(
        select(Answer)
        .where(Answer.id == answer_id, Answer.file_id.is_not(None))
        .options(joinedload(Answer.file), joinedload(Answer.registration))
    )
    if answer is None:
        raise NotFound
    return answer


def answered_by(forum: Forum) -> dict[int, int]:
    """How many people have answered each question of a forum; those that nobody has are left out."""
    counted = (
        select(Answer.question_id, func.count())
        .join(Question, Question.id == Answer.question_id)
        .where(Question.forum_id == forum.id)
        .group_by(Answer.question_id)
    )
    return dict(db.session.execute(counted).all())


def counts(question: Question) -> dict[str, int]:
    """How often each answer was given by who comes or waits, in the words of conditions."""
    if question.kind not in CONDITIONS:
        return {}
    values = db.session.scalars(
        select(Answer.value)
        .join(Answer.registration)
        .where(Answer.question_id == question.id, Registration.state.in_(ACTIVE_STATES))
        .execution_options(yield_per=1000)
    )
    return dict(Counter(word for value in values for word in words_of(question.kind, value)))


def without_details(forum: Forum, q: str = "") -> Select[Registration]:
    """Who has a place and has not sent the second form yet, by name."""
    rows = select(Registration).where(
        Registration.forum_id == forum.id,
        Registration.state == CONFIRMED,
        Registration.details_given_at.is_(None),
    )
    if q:
        rows = rows.where(Registration.name.icontains(q, autoescape=True))
    return rows.order_by(Registration.name_key, Registration.id)
