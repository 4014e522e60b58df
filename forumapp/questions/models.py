"""Questions of a forum's forms, and sets of them kept for other forums."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Archivable, Base, Identified, Versioned, one_of
from forumapp.core.translated import Translated
from forumapp.files.models import StoredFile
from forumapp.forums.models import Forum
from forumapp.questions.rules.kinds import AT_REGISTRATION, QUESTION_KINDS, STAGES


class QuestionSet(Base, Identified, Versioned, Archivable):
    """Questions kept together to be asked again at other forums."""

    __tablename__ = "question_set"

    name: Mapped[Translated]

    questions: Mapped[list["Question"]] = relationship(
        back_populates="set",
        order_by="Question.position, Question.id",
        cascade="all, delete-orphan",
    )


class Question(Base, Identified, Versioned):
    """One question of a forum, or of a set; its `kind` never changes once somebody has answered.

    `options` are its choices in order: [{"key": …, "label": {"en": …, "zh": …}}, …]; keys never change,
    and one with "is_retired" is shown only to who has chosen it.
    It is asked only where the answer to `shown_if` is one of `shown_if_values`. `standard` names what
    it was made from. A sensitive one is shown to staff only and its answers are erased first.
    `retired_at`: no longer asked; answers that were given stay.
    """

    __tablename__ = "question"
    __table_args__ = (
        one_of("kind", QUESTION_KINDS),
        one_of("stage", STAGES),
        CheckConstraint("(forum_id IS NULL) <> (set_id IS NULL)", name="one_place"),
        Index("ix_question_forum", "forum_id", "stage", "position"),
        Index("ix_question_set", "set_id", "position"),
    )

    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forum.id", ondelete="CASCADE"))
    set_id: Mapped[int | None] = mapped_column(ForeignKey("question_set.id", ondelete="CASCADE"))
    stage: Mapped[str] = mapped_column(default=AT_REGISTRATION)
    kind: Mapped[str]
    label: Mapped[Translated]
    help: Mapped[Translated]
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    is_required: Mapped[bool] = mapped_column(default=False)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    standard: Mapped[str] = mapped_column(default="")
    lowest: Mapped[int | None]
    highest: Mapped[int | None]
    shown_if_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL"))
    shown_if_values: Mapped[list[str]] = mapped_column(JSON, default=list)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]

    forum: Mapped[Forum | None] = relationship()
    set: Mapped[QuestionSet | None] = relationship(back_populates="questions")
    shown_if: Mapped["Question | None"] = relationship(remote_side="Question.id")
    document: Mapped[StoredFile | None] = relationship()
