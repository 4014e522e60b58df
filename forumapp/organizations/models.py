"""The organization."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Archivable, Base, Identified, Versioned, one_of
from forumapp.core.translated import Translated
from forumapp.files.models import Picture
from forumapp.organizations.rules import ORGANIZATION_KINDS


class Organization(Base, Identified, Versioned, Archivable):
    """A body with one name per language; public once a confirmed line of a public record names it."""

    __tablename__ = "organization"
    __public__ = True
    __table_args__ = (
        one_of("kind", ORGANIZATION_KINDS),
        Index(
            "ix_organization_one_own",
            "is_own",
            unique=True,
            sqlite_where=text("is_own"),
            postgresql_where=text("is_own"),
        ),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="other")
    name: Mapped[Translated]
    short_name: Mapped[Translated]
    description: Mapped[Translated]
    city: Mapped[Translated]
    country: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    is_own: Mapped[bool] = mapped_column(default=False)
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))

    logo: Mapped[Picture | None] = relationship()
