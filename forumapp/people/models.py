"""The person and the consents that people give."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Archivable, Base, Identified, Versioned, one_of
from forumapp.core.translated import Translated
from forumapp.files.models import Picture
from forumapp.institution.rules import PURPOSES
from forumapp.organizations.models import Organization


class ConsentGiven:
    """One consent: to what, in which exact words, when, noted by whom, and whether withdrawn."""

    purpose: Mapped[str]
    wording: Mapped[str]
    wording_version: Mapped[int]
    language: Mapped[str]
    given_at: Mapped[datetime]
    given_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]


class Person(Base, Identified, Versioned, Archivable):
    """Somebody who appears, travels or is a contact. Mail and phone are for the desk only."""

    __tablename__ = "person"
    __public__ = True

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Translated]
    honorific: Mapped[Translated]
    sort_name: Mapped[str] = mapped_column(default="")
    position: Mapped[Translated]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    country: Mapped[str] = mapped_column(default="")
    biography: Mapped[Translated]
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    portrait_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))

    organization: Mapped[Organization | None] = relationship()
    portrait: Mapped[Picture | None] = relationship()
    consents: Mapped[list["PersonConsent"]] = relationship(
        back_populates="person", order_by="PersonConsent.given_at", cascade="all, delete-orphan"
    )

    @property
    def is_public(self) -> bool:
        """Whether a consent to publication stands (reads the loaded consents)."""
        return any(c.purpose == "publication" and c.withdrawn_at is None for c in self.consents)


class PersonConsent(Base, ConsentGiven):
    __tablename__ = "person_consent"
    __public__ = True
    __table_args__ = (
        one_of("purpose", PURPOSES),
        Index("ix_person_consent_standing", "person_id", "purpose", "withdrawn_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))

    person: Mapped[Person] = relationship(back_populates="consents")
