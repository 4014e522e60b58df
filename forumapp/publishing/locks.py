"""Rows that several verbs change are locked in one order: people, then a venue, then forums, each by id.

A verb locks what it names before it changes anything. So of two that meet, one waits for the other
and neither for both. SQLite has one writer: nothing is locked there.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.people.models import Person
from forumapp.venues.models import Venue

LISTS = 0x6C69737473
"""An advisory lock is a number that only this program uses."""


def lock_lists() -> None:
    """Nobody else makes records of a list until this transaction ends: what a list finds missing stays so.

    It comes before every row.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(LISTS)))


def lock_people(ids: Iterable[int]) -> None:
    """Nobody else gives or withdraws their consent, or names them, until this transaction ends.

    They are read as they are now.
    """
    people = select(Person).where(Person.id.in_(set(ids))).order_by(Person.id)
    locked = people.with_for_update(key_share=True)
    db.session.scalars(locked.execution_options(populate_existing=True)).all()


def lock_venue_to_name(venue_id: int | None) -> None:
    """Nobody edits it meanwhile; others may name it too. It is read as it is now."""
    if venue_id is not None:
        venue = select(Venue).where(Venue.id == venue_id).with_for_update(read=True)
        db.session.scalars(venue.execution_options(populate_existing=True)).all()


def lock_venue_to_edit(venue: Venue) -> None:
    """Nobody names it meanwhile."""
    row = select(Venue.id).where(Venue.id == venue.id)
    db.session.execute(row.with_for_update(key_share=True)).all()


def lock_forums(condition: ColumnElement[bool]) -> None:
    forums = select(Forum.id).where(condition).order_by(Forum.id)
    db.session.execute(forums.with_for_update(key_share=True)).all()
