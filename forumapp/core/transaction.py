"""The one unit of work. Three edges open it (request, worker job, command); nothing else commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from forumapp.core.db import db, writes


@contextmanager
def writing() -> Iterator[scoped_session[Session]]:
    """Everything inside is written together or not at all."""
    before = writes.set(True)
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writes.reset(before)


@contextmanager
def reading() -> Iterator[scoped_session[Session]]:
    """Everything inside sees one snapshot; writing is an error."""
    before = writes.set(False)
    try:
        yield db.session
    finally:
        db.session.rollback()
        writes.reset(before)


@contextmanager
def apart() -> Iterator[scoped_session[Session]]:
    """A short write of its own, kept even if the request is refused afterwards.

    For exactly six things: attempt counters, the history row of a download, a worker's claim,
    each message that the worker takes over from the mailbox before it marks it there, what the
    calendar doctor saw at somebody's address; and when a private calendar was last used.
    Must not be opened while the surrounding transaction already writes: SQLite has one writer.
    """
    if writes.get() and db.session().in_transaction():
        raise RuntimeError("apart() inside a writing transaction would wait for itself")
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's way to the app itself
    with app.app_context(), writing() as session:
        yield session


def begin(*, to_write: bool) -> None:
    """A request begins: what it asks of the database from now on is one transaction."""
    writes.set(to_write)


def write_from_here() -> None:
    """What this request has read is let go; what it asks from now on is one transaction that writes.

    For what takes long before it writes: nobody waits for it. Rows read before are read again.
    """
    db.session.rollback()
    writes.set(True)


def is_writing() -> bool:
    return writes.get()


def end(*, accepted: bool) -> None:
    """A request ends: an accepted one is written, all else is forgotten."""
    if accepted and writes.get():
        db.session.commit()
    else:
        db.session.rollback()


def settle() -> None:
    """Put what is waiting before the database now: what it refuses is known while it can be told."""
    db.session.flush()


def undo() -> None:
    """Forget what was changed so far and only read from here on.

    A refused form is shown again beside the database's truth, and no writer waits for its page.
    """
    db.session.rollback()
    writes.set(False)
