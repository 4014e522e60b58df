"""What attendees answer to a forum's questions."""

from datetime import datetime
from typing import Any

from forumapp.core.db import db
from forumapp.files.models import StoredFile
from forumapp.questions.models import Question
from forumapp.questions.queries import questions_of
from forumapp.questions.rules.answers import Answers, asked, is_given, problem_with
from forumapp.questions.rules.kinds import AT_REGISTRATION, CONSENT, FILE
from forumapp.registrations.models.bookings import Answer, Registration


def store_answers(
    registration: Registration, answers: Answers, *, stage: str = AT_REGISTRATION, now: datetime
) -> None:
    """These are a person's answers to the questions of a stage; what they do not hold is unanswered.

    What nobody asked, since another answer hides the question, is dropped. Whether required questions
    are answered is asked of who fills in a form: the secretariat may know less.
    """
    if not answers and not registration.answers:
        return
    questions = questions_of(registration.forum_id or registration.forum.id, stage)
    kept = {answer.question_id: answer for answer in registration.answers}
    given = {each.id: answers[each.id] for each in asked(questions, answers) if each.id in answers}
    for question in questions:
        value, answer = given.get(question.id), kept.get(question.id)
        if is_given(value):
            _keep(registration, question, value, answer, now)
        elif answer is not None:
            registration.answers.remove(answer)


def _keep(
    registration: Registration, question: Question, value: Any, answer: Answer | None, now: datetime
) -> None:
    problem = problem_with(question, value)
    if problem is not None:
        raise problem
    file = _file_of(question, value)
    shown = file.name if question.kind == FILE and file else value
    if answer is None:
        answer = Answer(question=question, question_id=question.id)
        registration.answers.append(answer)
    elif (answer.value, answer.file_id) == (shown, file.id if file else None):
        return
    answer.value, answer.file, answer.given_at = shown, file, now


def _file_of(question: Question, value: Any) -> StoredFile | None:
    """The file somebody gave, or the document they agreed to."""
    if question.kind == CONSENT:
        return question.document
    return db.session.get(StoredFile, value) if question.kind == FILE else None


def answers_of(registration: Registration) -> dict[int, Any]:
    """A person's answers by question, as a form takes them and `store_answers` keeps them."""
    return {
        answer.question_id: answer.file_id if answer.question.kind == FILE else answer.value
        for answer in registration.answers
    }
