"""What attendees answer to a forum's questions."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused, RefusedTogether
from forumapp.core.text import _
from forumapp.files.models import StoredFile
from forumapp.files.services.sweeping import sweep_stored_files
from forumapp.history.services import record_change
from forumapp.institution.queries import correspondence_address
from forumapp.questions.models import Question
from forumapp.questions.queries import questions_of
from forumapp.questions.rules.answers import Answers, asked, is_given, problem_with
from forumapp.questions.rules.kinds import AFTER_CONFIRMATION, AT_REGISTRATION, CONSENT, FILE
from forumapp.registrations.models.bookings import Answer, Registration
from forumapp.registrations.models.confirming import AddressConfirmation
from forumapp.registrations.queries.details import second_form


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
    elif question.kind == CONSENT:
        return  # the wording that was agreed to stands, whichever language the form has now
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


def give_details(registration: Registration, answers: Answers, *, by: Actor, now: datetime) -> None:
    """The second form, whole; sent again, it replaces what was sent before."""
    form = second_form(registration, now)
    if form is None:
        raise Refused(_("Nothing more is asked of you."))
    if not form.is_open:
        raise Refused(
            _("These details were due earlier. If something has changed, write to {contact}."),
            contact=registration.forum.contact_email or correspondence_address(),
        )
    questions = questions_of(registration.forum_id, AFTER_CONFIRMATION)
    problems = [problem_with(each, answers.get(each.id)) for each in asked(questions, answers)]
    refusals = [problem for problem in problems if problem is not None]
    if refusals:
        raise RefusedTogether(refusals)
    store_answers(registration, answers, stage=AFTER_CONFIRMATION, now=now)
    registration.details_given_at = now
    record_change(registration, _("details given"), by=by, now=now, label=registration.reference)


def sweep_files(now: datetime) -> None:
    """Files that nothing names are gone, but for those in forms that wait for their address."""
    sweep_stored_files(now, kept=files_of_submissions())


def files_of_submissions() -> set[int]:
    """Files in forms that wait until an address is confirmed."""
    asked_for = set(db.session.scalars(select(Question.id).where(Question.kind == FILE)))
    return {
        value
        for submission in db.session.scalars(select(AddressConfirmation.submission))
        for question_id, value in submission.get("answers", {}).items()
        if int(question_id) in asked_for
    }
