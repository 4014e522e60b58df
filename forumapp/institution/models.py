"""The institution and the texts of its consents."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Base, Identified, Versioned, one_of
from forumapp.core.translated import Translated
from forumapp.files.models import Picture
from forumapp.institution.rules import PURPOSES


class Institution(Base, Identified, Versioned):
    """One row: who runs this installation. `parity`: what publishing does where a language is missing."""

    __tablename__ = "institution"
    __public__ = True

    name: Mapped[Translated]
    short_name: Mapped[Translated]
    seal: Mapped[str] = mapped_column(default="")
    accent: Mapped[str] = mapped_column(default="")
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    country: Mapped[str] = mapped_column(default="")
    tagline: Mapped[Translated]
    boilerplate: Mapped[Translated]
    address: Mapped[Translated]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    press_contact: Mapped[Translated]
    privacy_page: Mapped[Translated]
    accessibility_page: Mapped[Translated]
    contact_page: Mapped[Translated]
    icp_number: Mapped[str] = mapped_column(default="")
    security_number: Mapped[str] = mapped_column(default="")
    parity: Mapped[str] = mapped_column(default="warn", server_default="warn")

    logo: Mapped[Picture | None] = relationship()


class ConsentText(Base):
    """The exact wording of a consent. A new wording is a new version; old ones stay."""

    __tablename__ = "consent_text"
    __table_args__ = (
        UniqueConstraint("purpose", "version"),
        one_of("purpose", PURPOSES),
        Index("ix_consent_text_current", "purpose", "since"),
    )

    purpose: Mapped[str]
    version: Mapped[int]
    wording: Mapped[Translated]
    since: Mapped[datetime]
