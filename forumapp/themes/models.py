"""The theme."""

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Archivable, Base, Identified, Versioned
from forumapp.core.translated import Translated


class Theme(Base, Identified, Versioned, Archivable):
    """A subject with the numbers (1–17) of the goals it serves."""

    __tablename__ = "theme"
    __public__ = True

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Translated]
    summary: Mapped[Translated]
    sdg_goals: Mapped[list[int]] = mapped_column(JSON, default=list)
