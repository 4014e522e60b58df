"""Reading questions."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
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
