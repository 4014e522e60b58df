"""Reading questions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from forumapp.core.db import db
from forumapp.core.errors import NotFound
from forumapp.files.models import StoredFile
from forumapp.forums.models import Forum
from forumapp.forums.queries import visible_forums
from forumapp.questions.models import Question, QuestionSet


def questions_of(forum_id: int, stage: str) -> list[Question]:
    """What a forum asks at a stage, in order."""
    return list(
        db.session.scalars(
            select(Question)
            .where(
                Question.forum_id == forum_id,
                Question.stage == stage,
                Question.retired_at.is_(None),
            )
            .options(joinedload(Question.document))
            .order_by(Question.position, Question.id)
        )
    )


def asks_at(forum_id: int, stage: str) -> bool:
    """Whether a forum asks anything at a stage."""
    asking = exists().where(
        Question.forum_id == forum_id, Question.stage == stage, Question.retired_at.is_(None)
    )
    return bool(db.session.scalar(select(asking)))


def public_document(uid: UUID, now: datetime) -> StoredFile | None:
    """A document to agree to, while a forum that everybody may see asks for it."""
    asking = select(Question.document_id).where(
        Question.forum_id.in_(visible_forums(now).with_only_columns(Forum.id).order_by(None))
    )
    return db.session.scalar(
        select(StoredFile).where(StoredFile.uid == uid, StoredFile.id.in_(asking))
    )


def any_document(uid: UUID) -> StoredFile | None:
    """A document that some question asks to agree to."""
    asking = select(Question.document_id).where(Question.document_id.is_not(None))
    return db.session.scalar(
        select(StoredFile).where(StoredFile.uid == uid, StoredFile.id.in_(asking))
    )


def all_questions(place: Forum | QuestionSet) -> list[Question]:
    """Every question of a forum or set in order, also what is no longer asked."""
    if place.id is None:
        return []
    here = Question.forum_id if isinstance(place, Forum) else Question.set_id
    return list(
        db.session.scalars(
            select(Question).where(here == place.id).order_by(Question.position, Question.id)
        )
    )


def question_sets(*, archived: bool = False) -> list[QuestionSet]:
    """Those in use, or those put away; the newest first."""
    kept = QuestionSet.archived_at.is_not(None) if archived else QuestionSet.archived_at.is_(None)
    return list(
        db.session.scalars(
            select(QuestionSet)
            .where(kept)
            .options(selectinload(QuestionSet.questions))
            .order_by(QuestionSet.id.desc())
        )
    )


def the_question(question_id: int) -> Question:
    """A question with the forum or set that it belongs to, or `NotFound`."""
    question = db.session.scalar(
        select(Question)
        .where(Question.id == question_id)
        .options(joinedload(Question.forum), joinedload(Question.set))
    )
    if question is None:
        raise NotFound
    return question
