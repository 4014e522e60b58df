"""The database: one `db`, its column types, and the settings without which SQLite loses or doubles rows."""

import random
import sqlite3
import time
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Flask, current_app, has_app_context
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CheckConstraint, DateTime, MetaData, Table, Uuid, event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from forumapp.core.tokens import new_uid
from forumapp.core.translated import Translated, TranslatedColumn

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

LONGEST_WAIT = 30
"""Seconds that a writer of SQLite waits for its turn. Turns are not in order: in a rush some wait long."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in the program, stored without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime, UUID: Uuid, Translated: TranslatedColumn},
    )

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


@event.listens_for(Table, "after_parent_attach")
def never_give_an_id_twice(table: Table, _metadata: MetaData) -> None:
    """SQLite would give a deleted record's id to the next one, and with it what history says of it."""
    table.dialect_options["sqlite"]["autoincrement"] = True


db = SQLAlchemy(model_class=Base)


def attach(app: Flask) -> None:
    """Open the database that the settings name."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(url))
    db.init_app(app)
    Migrate(app, db)


class Versioned:
    """Two editors never overwrite each other silently: a stale save raises StaleDataError."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}


class Identified:
    """A public identity that never changes and says nothing about the database."""

    uid: Mapped[UUID] = mapped_column(default=new_uid, unique=True)


class Archivable:
    """Out of the desk's lists and choices, kept for what refers to it."""

    archived_at: Mapped[datetime | None]


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A column that holds one of a closed set of words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


BUSY_MILLISECONDS = 10_000
"""How long SQLite itself waits for any other lock."""

writes: ContextVar[bool] = ContextVar("writes", default=True)
"""Whether the transaction that begins next will write (see `core.transaction`)."""


def engine_options(url: str) -> dict[str, Any]:
    """Driver and pool for an address: SQLite by pysqlite3 where it has a wheel.

    Errors do not repeat the values of a statement: they would carry people's data into the log.
    """
    if url.startswith("sqlite"):
        own = {"module": sqlite_driver(), "connect_args": {"timeout": LONGEST_WAIT}}
    else:
        own = {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}
    return {**own, "hide_parameters": True}


def sqlite_driver() -> Any:
    try:
        import pysqlite3  # noqa: PLC0415 - absent where it has no wheel
    except ImportError:
        return sqlite3
    return pysqlite3


def sqlite_is_affected() -> bool:
    """SQLite 3.7.0 to 3.51.2 can lose commits of a WAL database under concurrent checkpoints."""
    return (3, 7, 0) <= sqlite_driver().sqlite_version_info <= (3, 51, 2)


@event.listens_for(Engine, "connect")
def configure_connection(dbapi: Any, _record: Any) -> None:
    if not isinstance(dbapi, sqlite_driver().Connection):
        return
    synchronous = current_app.config["SQLITE_SYNCHRONOUS"] if has_app_context() else "FULL"
    dbapi.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_size_limit=67108864",
        f"synchronous={synchronous}",
    ):
        dbapi.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def begin_transaction(connection: Connection) -> None:
    """Writers take SQLite's write lock at once; readers see one snapshot and cannot become writers."""
    if connection.dialect.name == "sqlite" and writes.get():
        take_write_lock(connection)
    elif connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
    elif connection.dialect.name == "postgresql" and not writes.get():
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


PATIENCE = 30
"""Seconds that a writer waits for its turn."""


def take_write_lock(connection: Connection) -> None:
    """BEGIN IMMEDIATE, asked for again after short, uneven pauses.

    SQLite's own waiting grows to a tenth of a second a try, so that whoever waited longest is passed
    by every newcomer: with sixteen writers, one in a hundred was still waiting after ten seconds.
    """
    deadline = time.monotonic() + PATIENCE
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        while not has_begun(connection, deadline):
            time.sleep(random.uniform(0.001, 0.008))  # noqa: S311 - spreads the tries
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def has_begun(connection: Connection, deadline: float) -> bool:
    """One try; after the deadline being refused is an error."""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if "locked" not in str(error.orig) or time.monotonic() > deadline:
            raise
        return False
    return True
