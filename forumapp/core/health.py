"""Whether what stands below the program can be relied on."""

from forumapp.core.db import sqlite_driver, sqlite_is_affected
from forumapp.core.settings import setting


def database_warning(url: str) -> str | None:
    """A sentence about an SQLite that can lose data; None for any other database."""
    if not url.startswith("sqlite") or not sqlite_is_affected():
        return None
    return (
        f"SQLite {sqlite_driver().sqlite_version} can lose commits under concurrent use (mended in "
        "3.51.3): install the package pysqlite3 where it has a wheel, or use PostgreSQL."
    )


def present_warning() -> str | None:
    """The same about the database that is in use."""
    return database_warning(setting("SQLALCHEMY_DATABASE_URI"))
