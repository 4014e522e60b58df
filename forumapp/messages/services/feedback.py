"""People say what they think of a forum, once each, and nobody can tell who said what."""

from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused, RefusedTogether
from forumapp.core.text import _
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.messages.models import Feedback
from forumapp.messages.queries.feedback import (
    answered_afterwards,
    asked_afterwards,
    feedback_form,
    with_words,
)
from forumapp.messages.rules.feedback import IN_WORDS, USUAL_QUESTIONS
from forumapp.questions.rules.answers import Answers, asked, is_given, problem_with
from forumapp.questions.rules.kinds import FEEDBACK
from forumapp.questions.services.building import OptionFacts, QuestionFacts, add_question
from forumapp.registrations.models.bookings import Registration
from forumapp.registrations.queries.places import settings_of
from forumapp.registrations.services.places import lock_forum
from forumapp.registrations.services.retention import AT_ONCE, forums_kept_until


def give_feedback(registration: Registration, answers: Answers, *, now: datetime) -> None:
    """Keep what somebody says, apart from them: no history names them, of its time only the day is
    kept, and of theirs that they gave it and not when.
    """
    db.session.refresh(registration, with_for_update={"of": Registration})
    form = feedback_form(registration, now)
    if form is None:
        raise Refused(_("Nothing more is asked of you."))
    if form.is_given:
        raise Refused(_("We have your feedback already. It can be given once."))
    if not form.is_open:
        raise Refused(_("The forum is not over yet. Come back to this page afterwards."))
    questions = asked(asked_afterwards(registration.forum_id), answers)
    problems = [problem_with(each, answers.get(each.id)) for each in questions]
    refusals = [problem for problem in problems if problem is not None]
    if refusals:
        raise RefusedTogether(refusals)
    said = {str(q.uid): answers[q.id] for q in questions if is_given(answers.get(q.id))}
    if not said:
        raise Refused(_("Answer at least one question."))
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    has_words = any(each.kind in IN_WORDS and str(each.uid) in said for each in questions)
    db.session.add(
        Feedback(forum_id=registration.forum_id, given_at=day, answers=said, has_words=has_words)
    )
    registration.feedback_given_at = registration.forum.ends_at


def erase_words(now: datetime) -> int:
    """What people said in their own words of forums that have been over long enough; how many, at most
    `AT_ONCE`. What they chose or counted stays.
    """
    forums = forums_kept_until(now, Feedback.has_words.is_(True), Feedback.forum_id)
    found = with_words(forums, AT_ONCE)
    for feedback in found:
        figures = {
            str(each.uid)
            for each in answered_afterwards(feedback.forum)
            if each.kind not in IN_WORDS
        }
        feedback.answers = {uid: said for uid, said in feedback.answers.items() if uid in figures}
        feedback.has_words = False
    return len(found)


def ask_for_feedback(forum: Forum, *, by: Actor, now: datetime) -> None:
    """Everybody who has a place is asked afterwards: the usual questions, where the forum has none."""
    lock_forum(forum)
    settings = settings_of(forum)
    if not settings.asks_feedback:
        settings.asks_feedback = True
        db.session.add(settings)
        record_change(
            forum, _("registration settings edited"), by=by, now=now, asks_feedback=[False, True]
        )
    if asked_afterwards(forum.id):
        return
    for kind, label, choices in USUAL_QUESTIONS:
        facts = QuestionFacts(label=label, options=[OptionFacts(each) for each in choices])
        add_question(forum, kind, facts, stage=FEEDBACK, by=by, now=now)
        db.session.flush()
