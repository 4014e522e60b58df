"""Reading questions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.files.models import StoredFile
from forumapp.forums.models import Forum
from forumapp.forums.queries import visible_forums
from forumapp.questions.models import Question


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
