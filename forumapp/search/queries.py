"""Finding: which records hold all the words asked for. Whether one may be shown, its own queries ask."""

from sqlalchemy import (
    ColumnElement,
    Select,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
)

from forumapp.core.db import db
from forumapp.search.models import SearchEntry
from forumapp.search.rules import wanted

_SQLITE_WORDS = table("search_words", column("rowid"), column("rank"))


def matching_ids(kind: str, query: str) -> Select[int]:
    """The ids of the records of one kind (its table's name) that hold every word, in any one language."""
    return select(SearchEntry.record_id).where(SearchEntry.kind == kind, _holds(query))


def ranked_matches(query: str, kinds: list[str], *, limit: int) -> list[tuple[str, int]]:
    """(kind, record id) of the best matches, best first, each record once."""
    found = (
        select(SearchEntry.kind, SearchEntry.record_id, _rank(query).label("rank"))
        .where(SearchEntry.kind.in_(kinds), _holds(query))
        .order_by("rank")
        .limit(limit)
    )
    if db.engine.dialect.name == "sqlite":
        found = found.join(_SQLITE_WORDS, _SQLITE_WORDS.c.rowid == SearchEntry.id).where(
            literal_column("search_words").op("MATCH")(_sqlite_query(query))
        )
    if not wanted(query):
        return []
    return list(dict.fromkeys((row.kind, row.record_id) for row in db.session.execute(found)))


def _holds(query: str) -> ColumnElement[bool]:
    if not wanted(query):
        return false()
    if db.engine.dialect.name == "sqlite":
        match = literal_column("search_words").op("MATCH")(_sqlite_query(query))
        return SearchEntry.id.in_(select(_SQLITE_WORDS.c.rowid).where(match))
    return _postgresql_words().op("@@")(_postgresql_query(query))


def _rank(query: str) -> ColumnElement[float]:
    """Smaller is better."""
    if db.engine.dialect.name == "sqlite":
        return _SQLITE_WORDS.c.rank
    return -func.ts_rank(_postgresql_words(), _postgresql_query(query), 1)


def _sqlite_query(query: str) -> str:
    """FTS5 syntax; tokens hold letters and digits only, so quoting them is safe."""
    return " ".join(f'"{token}"{"*" if is_start else ""}' for token, is_start in wanted(query))


def _postgresql_words() -> ColumnElement[object]:
    return func.to_tsvector(literal_column("'simple'"), SearchEntry.tokens)


def _postgresql_query(query: str) -> ColumnElement[object]:
    asked = " & ".join(f"{token}:*" if is_start else token for token, is_start in wanted(query))
    return func.to_tsquery(literal_column("'simple'"), literal(asked))
