"""Finding: which records hold all the words asked for. Which may be found, who asks says."""

from collections.abc import Mapping
from itertools import islice

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)

from forumapp.core.db import db
from forumapp.core.translated import LANGUAGE_NAMES
from forumapp.search.models import SearchEntry
from forumapp.search.rules import wanted, wanted_loosely

Asked = list[tuple[str, bool]]
Findable = Mapping[str, Select[int]]
"""Of each kind (its table's name) the ids of the records that may be found, before the best are taken."""
_POSTGRESQL_WORDS: ColumnElement[object] = literal_column("search_entry.search_words")
_SQLITE_WORDS = table("search_words", column("rowid"), column("rank"))
_TITLE, _LEAD, _TEXT = 30.0, 8.0, 1.0
"""How much a word counts where it stands in the title, below it, or in the text."""


def matching_ids(kind: str, query: str) -> Select[int]:
    """The ids of the records of one kind (its table's name) that hold every word, in any one language."""
    return select(SearchEntry.record_id).where(
        SearchEntry.kind == kind, _holds(wanted(query), " & ")
    )


def ranked_matches(query: str, findable: Findable, *, limit: int) -> dict[tuple[str, int], float]:
    """(kind, record id) of the best matches, best first, each with how good it is (larger is better)."""
    return _ranked(wanted(query), " & ", findable, limit)


def near_matches(query: str, findable: Findable, *, limit: int) -> dict[tuple[str, int], float]:
    """The same of records that hold some of the words, or words that begin alike."""
    return _ranked(wanted_loosely(query), " | ", findable, limit)


def _ranked(
    asked: Asked, joined: str, findable: Findable, limit: int
) -> dict[tuple[str, int], float]:
    if not asked:
        return {}
    score = _score(asked, joined).label("score")
    may_be_found = or_(
        *(
            and_(SearchEntry.kind == kind, SearchEntry.record_id.in_(ids))
            for kind, ids in findable.items()
        )
    )
    found = (
        select(SearchEntry.kind, SearchEntry.record_id, score)
        .where(may_be_found, _holds(asked, joined))
        .order_by(score.desc(), SearchEntry.id)
        .limit(limit * len(LANGUAGE_NAMES))  # a record may be there once in each language
    )
    if db.engine.dialect.name == "sqlite":
        found = found.join(_SQLITE_WORDS, _SQLITE_WORDS.c.rowid == SearchEntry.id).where(
            literal_column("search_words").op("MATCH")(_sqlite_query(asked, joined))
        )
    best: dict[tuple[str, int], float] = {}
    for kind, record_id, how_good in db.session.execute(found):
        best.setdefault((kind, record_id), float(how_good))
    return dict(islice(best.items(), limit))


def _holds(asked: Asked, joined: str) -> ColumnElement[bool]:
    if not asked:
        return false()
    if db.engine.dialect.name == "sqlite":
        match = literal_column("search_words").op("MATCH")(_sqlite_query(asked, joined))
        return SearchEntry.id.in_(select(_SQLITE_WORDS.c.rowid).where(match))
    return _POSTGRESQL_WORDS.op("@@")(_postgresql_query(asked, joined))


def _score(asked: Asked, joined: str) -> ColumnElement[float]:
    if db.engine.dialect.name == "sqlite":
        return -func.bm25(literal_column("search_words"), _TITLE, _LEAD, _TEXT)
    by_weight = f"'{{{_TEXT / _TITLE:.4f},0,{_LEAD / _TITLE:.4f},1}}'::float4[]"
    weights: ColumnElement[object] = literal_column(by_weight)
    return func.ts_rank(weights, _POSTGRESQL_WORDS, _postgresql_query(asked, joined), 1)


def _sqlite_query(asked: Asked, joined: str) -> str:
    """FTS5 syntax; tokens hold letters and digits only, so quoting them is safe."""
    word = {" & ": " AND ", " | ": " OR "}[joined]
    return word.join(f'"{token}"{"*" if is_start else ""}' for token, is_start in asked)


def _postgresql_query(asked: Asked, joined: str) -> ColumnElement[object]:
    words = joined.join(f"{token}:*" if is_start else token for token, is_start in asked)
    return func.to_tsquery(literal_column("'simple'"), literal(words))
