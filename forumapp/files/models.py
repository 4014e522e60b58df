"""Pictures, and files that are kept as they came."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Base, Identified
from forumapp.core.translated import Translated


class Picture(Base):
    """An uploaded picture; its files lie under `<hash>/<size>.webp` in the media folder."""

    __tablename__ = "picture"
    __public__ = True

    hash: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int]
    height: Mapped[int]
    alternative: Mapped[Translated]
    uploaded_at: Mapped[datetime]


class StoredFile(Base, Identified):
    """A document or an answer's file; its bytes lie under `<uid>` in the folder of files.

    `name` is what its owner called it, shown and never used as a path. It is no public file: whoever
    may read its record may read it.
    """

    __tablename__ = "stored_file"

    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    uploaded_at: Mapped[datetime]
