"""Slugs: the readable part of an address. One that was ever public goes on working."""

import re
import unicodedata
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped

from forumapp.core.db import Base, db
from forumapp.core.errors import Refused
from forumapp.core.pinyin import syllables
from forumapp.core.text import _
from forumapp.core.translated import Translated

LONGEST = 80
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class FormerSlug(Base):
    """An address that once was: it redirects to the record's present one.

    Of a deleted record only the fingerprint of each address stays (`fingerprint`): enough to answer that
    it is gone, and to give it to no other, without keeping the name that it spells.
    """

    __tablename__ = "former_slug"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    kind: Mapped[str]
    slug: Mapped[str]
    record_id: Mapped[int]


class HasSlug(Protocol):
    id: Any
    slug: Any
    __tablename__: str


def slug_of(title: Translated, otherwise: str) -> str:
    """`[a-z0-9]+(-[a-z0-9]+)*` from the English title, else from pinyin, else the given word."""
    text = title.exact("en") or " ".join(syllables(title.text("zh")))
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    if not re.search(r"[a-z0-9]", ascii_text):
        ascii_text = " ".join(syllables(text)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_text.replace("'", ""))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug or otherwise


def is_taken(model: Any, slug: str, *, except_id: int | None = None) -> bool:
    own = select(model.id).where(model.slug == slug, model.id != (except_id or 0))
    former = select(FormerSlug.id).where(
        FormerSlug.kind == model.__tablename__,
        FormerSlug.slug.in_([slug, fingerprint(model.__tablename__, slug)]),
        FormerSlug.record_id != (except_id or 0),
    )
    return db.session.scalar(own) is not None or db.session.scalar(former) is not None


def free_slug(model: Any, title: Translated) -> str:
    """A slug for a new record that no record has or had."""
    wanted = slug_of(title, model.__tablename__.replace("_", "-"))
    slug, number = wanted, 2
    while is_taken(model, slug):
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def change_slug(record: Any, slug: str) -> None:
    """Give a record another address; the old one goes on answering."""
    if slug == record.slug:
        return
    check_slug(record, slug)
    former = db.session.scalar(
        select(FormerSlug).where(
            FormerSlug.kind == record.__tablename__, FormerSlug.slug == record.slug
        )
    )
    if former is None:
        db.session.add(FormerSlug(kind=record.__tablename__, slug=record.slug, record_id=record.id))
    record.slug = slug


def check_slug(record: Any, slug: str) -> None:
    """Refuse an address that is none, or that another record has or had."""
    if not SLUG.fullmatch(slug):
        raise Refused(
            _("An address has small letters and digits, with single hyphens between them."),
            field="slug",
        )
    if is_taken(type(record), slug, except_id=record.id):
        raise Refused(_("Another record has this address. Choose a different one."), field="slug")


def retire_slugs(record: Any) -> None:
    """The record is about to be deleted: every address that it ever had is gone for good."""
    kind = record.__tablename__
    own = (FormerSlug.kind == kind, FormerSlug.record_id == record.id)
    slugs = {record.slug, *db.session.scalars(select(FormerSlug.slug).where(*own))}
    db.session.execute(delete(FormerSlug).where(*own))
    db.session.add_all(
        FormerSlug(kind=kind, slug=fingerprint(kind, slug), record_id=record.id)
        for slug in sorted(slugs)
    )


def is_retired(model: Any, slug: str) -> bool:
    """Whether a record that is deleted answered here."""
    kind = model.__tablename__
    here = FormerSlug.kind == kind, FormerSlug.slug == fingerprint(kind, slug)
    return db.session.scalar(select(FormerSlug.id).where(*here)) is not None


def fingerprint(kind: str, slug: str) -> str:
    """What is kept of a deleted record's address; no slug looks like it."""
    return f"sha256:{sha256(f'{kind}/{slug}'.encode()).hexdigest()}"


def record_id_of_former(model: Any, slug: str) -> int | None:
    """Which record once answered here."""
    return db.session.scalar(
        select(FormerSlug.record_id).where(
            FormerSlug.kind == model.__tablename__, FormerSlug.slug == slug
        )
    )
