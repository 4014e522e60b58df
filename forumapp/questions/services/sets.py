"""Sets of questions, kept to be asked at other forums."""

from datetime import datetime

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import Refused
from forumapp.core.facts import Texts, refuse_stale, require_text
from forumapp.core.text import _
from forumapp.core.translated import Translated
from forumapp.forums.models import Forum
from forumapp.history.services import record_change
from forumapp.questions.models import Question, QuestionSet
from forumapp.questions.queries import all_questions
from forumapp.questions.services.building import copy_questions


def create_set(name: Texts, *, by: Actor, now: datetime) -> QuestionSet:
    """An empty one."""
    require_text(name, "name")
    made = QuestionSet(name=Translated().revised(name, now))
    record_change(made, "created", by=by, now=now)
    return made


def rename_set(
    kept: QuestionSet, name: Texts, *, version: int | None = None, by: Actor, now: datetime
) -> QuestionSet:
    refuse_stale(kept, version)
    require_text(name, "name")
    kept.name = kept.name.revised(name, now)
    record_change(kept, "edited", by=by, now=now)
    return kept


def save_as_set(forum: Forum, name: Texts, *, by: Actor, now: datetime) -> QuestionSet:
    """What a forum asks, kept for others; the forum's own questions stay its own."""
    questions = _asked_at(forum)
    if not questions:
        raise Refused(_("This forum asks nothing yet. Add questions, then keep them as a set."))
    made = create_set(name, by=by, now=now)
    copy_questions(questions, made, by=by, now=now)
    return made


def add_set(forum: Forum, kept: QuestionSet, *, by: Actor, now: datetime) -> list[Question]:
    """A forum asks what a set holds; the set may change later without the forum."""
    if kept.archived_at is not None:
        raise Refused(_("This set is archived. Restore it to use it."))
    return copy_questions(_asked_at(kept), forum, by=by, now=now)


def archive_set(kept: QuestionSet, *, by: Actor, now: datetime) -> None:
    kept.archived_at = now
    record_change(kept, "archived", by=by, now=now)


def restore_set(kept: QuestionSet, *, by: Actor, now: datetime) -> None:
    kept.archived_at = None
    record_change(kept, "restored", by=by, now=now)


def delete_set(kept: QuestionSet, *, by: Actor, now: datetime) -> None:
    """Forums that took its questions keep theirs."""
    record_change(kept, "deleted", by=by, now=now)
    db.session.delete(kept)


def _asked_at(place: Forum | QuestionSet) -> list[Question]:
    return [question for question in all_questions(place) if question.retired_at is None]
