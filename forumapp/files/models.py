"""The picture."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Base
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
