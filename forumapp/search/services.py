"""Keeping the index: called by the service that changes a text."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from forumapp.core.db import Base, db
from forumapp.core.translated import Translated
from forumapp.search.models import SearchEntry
from forumapp.search.rules import kept_tokens


def index_record(record: Base, *texts: Translated | str) -> None:
    """Make a record findable by these texts, each in its own languages; a plain string counts in all.

    The first is its title and counts most, the second what stands below it, the others its text.
    """
    db.session.flush()
    translated = [text for text in texts if isinstance(text, Translated)]
    languages = sorted({language for text in translated for language in text.languages}) or ["en"]
    kept = {
        row.language: row
        for row in db.session.scalars(
            select(SearchEntry).filter_by(kind=record.__tablename__, record_id=record.id)
        )
    }
    for language in languages:
        row = kept.pop(language, None)
        if row is None:
            row = SearchEntry(kind=record.__tablename__, record_id=record.id, language=language)
            db.session.add(row)
        row.headings = _words(texts[:1], language)
        row.leads = _words(texts[1:2], language)
        row.tokens = _words(texts[2:], language)
    for stale in kept.values():
        db.session.delete(stale)


def _words(texts: Iterable[Translated | str], language: str) -> str:
    said = (
        text.exact(language) if isinstance(text, Translated) else text for text in texts if text
    )
    return " ".join(kept_tokens(" ".join(said)))


def forget_record(record: Base) -> None:
    """The record is deleted, or must not be found any more."""
    forget_records(record.__tablename__, [record.id])


def forget_records(kind: str, record_ids: Iterable[int]) -> None:
    db.session.execute(
        delete(SearchEntry).where(
            SearchEntry.kind == kind, SearchEntry.record_id.in_(list(record_ids))
        )
    )
