"""Commands on the database itself."""

from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from forumapp.core.actor import COMMAND
from forumapp.core.clock import now_utc
from forumapp.core.db import db
from forumapp.core.transaction import writing
from forumapp.institution.services import ensure_institution

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@click.command("migrate-database")
def migrate_database() -> None:
    """Make the tables, or bring them to the newest shape, and what an installation cannot be without.

    Safe to run at every start.
    """
    try:
        with db.engine.connect():
            pass
        upgrade(directory=str(MIGRATIONS))
        with writing():
            ensure_institution(by=COMMAND, now=now_utc())
    except DBAPIError as error:
        if not error.connection_invalidated and not is_unreachable(error):
            raise
        raise click.ClickException(unreachable_sentence(error)) from error


def is_unreachable(error: DBAPIError) -> bool:
    """Whether the database was not reached at all, as opposed to refusing a statement."""
    return error.statement is None


def unreachable_sentence(error: DBAPIError) -> str:
    address = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).render_as_string()
    reason = str(error.orig).strip().splitlines()[0]
    return (
        f"The database {address} cannot be reached ({reason}). Start it, or give the right "
        "address in DATABASE_URL or by --database."
    )


@click.command("copy-database")
@click.argument("file", type=click.Path(path_type=Path))
def copy_database(file: Path) -> None:
    """Write a consistent copy of the SQLite database to FILE while it is in use."""
    if db.engine.dialect.name != "sqlite":
        raise click.ClickException("This database is PostgreSQL: copy it with pg_dump.")
    if file.exists():
        raise click.ClickException(f"{file} is there already: name a new file.")
    if not file.absolute().parent.is_dir():
        raise click.ClickException(f"There is no folder {file.absolute().parent}: make it first.")
    with db.engine.connect() as connection:
        # Not inside a transaction: straight to the driver.
        connection.connection.cursor().execute("VACUUM INTO ?", [str(file)])


commands = [migrate_database, copy_database]
