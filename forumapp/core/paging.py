"""A long list, a page at a time."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from forumapp.core.db import Base, db
from forumapp.core.errors import NotFound

Row = TypeVar("Row")
Record = TypeVar("Record", bound=Base)
USUAL_SIZE = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, its number (from 1), how many pages there are, and how many rows in all."""

    rows: list[Row]
    number: int
    pages: int
    total: int


def page_of(selected: Select[Row], number: int, *, size: int = USUAL_SIZE) -> Page[Row]:
    """One page of what is selected; a number beyond the end gives the last page."""
    total = (
        db.session.scalar(select(func.count()).select_from(selected.order_by(None).subquery())) or 0
    )
    pages = max(1, -(-total // size))
    number = min(max(number, 1), pages)
    rows = db.session.scalars(selected.limit(size).offset((number - 1) * size)).unique()
    return Page(list(rows), number, pages, total)


def rows_of(selected: Select[Row], *, limit: int | None = None) -> list[Row]:
    """The rows themselves, the first `limit` of them if it is given."""
    return list(db.session.scalars(selected.limit(limit)).unique())


def columns_of(selected: Select[Any], *columns: Any) -> list[Any]:
    """Of what is selected only these columns, where the records themselves would be too many to load."""
    return list(db.session.execute(selected.with_only_columns(*columns)).all())


def the_record(model: type[Record], record_id: int) -> Record:
    """The record with this id, or `NotFound`."""
    record = db.session.get(model, record_id)
    if record is None:
        raise NotFound
    return record


def is_among(selected: Select[Any], record: Base) -> bool:
    """Whether the record is one of those selected."""
    model: Any = type(record)
    return db.session.scalar(selected.where(model.id == record.id).limit(1)) is not None
