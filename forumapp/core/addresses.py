"""Which record an address means to the public: the record, its present address, gone, or nothing."""

from typing import Any, TypeVar

from sqlalchemy import Select, select

from forumapp.core.db import db
from forumapp.core.errors import Gone, NotFound
from forumapp.core.slugs import is_retired, record_id_of_former
from forumapp.core.visibility import WITHDRAWN

Record = TypeVar("Record")


class Moved(Exception):
    """The record stands at another slug now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def public_record(model: type[Record], slug: str, shown: Select[Record]) -> Record:
    """The record of `model` at `slug` among those that `shown` selects.

    Raises `Moved` at a former slug, `Gone` for a withdrawn or deleted one, `NotFound` for all else, whether
    it does not exist or may not be known.
    """
    record = db.session.scalar(shown.where(_slug(model) == slug))
    if record is not None:
        return record
    record_id = record_id_of_former(model, slug)
    moved = db.session.scalar(shown.where(_id(model) == record_id)) if record_id else None
    if moved is not None:
        raise Moved(moved.slug)  # type: ignore[attr-defined]
    if hasattr(model, "state") and _state(model, slug, record_id) == WITHDRAWN:
        raise Gone
    if is_retired(model, slug):
        raise Gone
    raise NotFound


def _slug(model: Any) -> Any:
    return model.slug


def _id(model: Any) -> Any:
    return model.id


def _state(model: Any, slug: str, record_id: int | None) -> str | None:
    here = model.id == record_id if record_id else model.slug == slug
    return db.session.scalar(select(model.state).where(here, model.release_at.is_not(None)))
