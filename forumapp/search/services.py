"""Keeping the index: called by the service that changes a text."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from forumapp.core.db import Base, db
from forumapp.core.translated import Translated
from forumapp.search.models import SearchEntry
from forumapp.search.rules import tokens


def index_record(record: Base, *texts: Translated | str) -> None:
    """Make a record findable by these texts, each in its own languages; a plain string counts in all."""
    db.session.flush()
    translated = [text for text in texts if isinstance(text, Translated)]
    plain = " ".join(text for text in texts if isinstance(text, str))
    languages = sorted({language for text in translated for language in text.languages}) or ["en"]
    kept = {
        row.language: row
        for row in db.session.scalars(
            select(SearchEntry).filter_by(kind=record.__tablename__, record_id=record.id)
        )
    }
    for language in languages:
        words = " ".join((*(text.exact(language) for text in translated), plain))
        row = kept.pop(language, None)
        if row is None:
            row = SearchEntry(kind=record.__tablename__, record_id=record.id, language=language)
            db.session.add(row)
        row.tokens = " ".join(tokens(words))
    for stale in kept.values():
        db.session.delete(stale)


def forget_record(record: Base) -> None:
    """The record is deleted, or must not be found any more."""
    forget_records(record.__tablename__, [record.id])


def forget_records(kind: str, record_ids: Iterable[int]) -> None:
    db.session.execute(
        delete(SearchEntry).where(
            SearchEntry.kind == kind, SearchEntry.record_id.in_(list(record_ids))
        )
    )
