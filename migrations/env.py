"""How Alembic reaches the database: one transaction over everything, on both databases."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from forumapp.core.db import db

SERIAL = 7_463_210  # any number, the same for all who migrate


def migrate() -> None:
    with db.engine.connect() as connection:
        connection.detach()  # never goes back to the pool with its foreign keys off
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            # A batch move drops and makes a table anew; with foreign keys on, that silently deletes
            # the children of every ON DELETE CASCADE. Takes effect only outside a transaction.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            transactional_ddl=True,
            render_item=render_plain_types,
            include_name=is_a_models,
        )
        with context.begin_transaction():
            if not on_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({SERIAL})")
            context.run_migrations()
            if on_sqlite:
                refuse_orphans(connection)
        connection.commit()


def render_plain_types(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Migrations are frozen: they name the database's types, not the application's."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def is_a_models(name: str | None, _kind: str, _parents: object) -> bool:
    """The full-text index is each database's own and stands in no model."""
    return not (name or "").startswith("search_words")


def refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"the migration would leave rows without their parents: {orphans[:5]}")


migrate()
