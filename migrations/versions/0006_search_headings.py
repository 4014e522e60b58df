"""Titles and leads of what is found are kept apart from its text, so that they count for more."""

import json

import sqlalchemy as sa
from alembic import op

from forumapp.search.rules import tokens

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TITLES = {
    "announcement": "headline",
    "conference": "name",
    "delegation": "name",
    "forum": "title",
    "organization": "name",
    "person": "name",
    "theme": "title",
    "venue": "name",
}
"""The column of each kind that holds its title."""
WEIGHTED = (
    "setweight(to_tsvector('simple', headings), 'A')"
    " || setweight(to_tsvector('simple', leads), 'B')"
    " || setweight(to_tsvector('simple', tokens), 'D')"
)
"""Kept in a column of its own on PostgreSQL: ranking would else read every text that matches anew."""


def upgrade() -> None:
    _drop_index()
    for name in ("headings", "leads"):
        op.add_column(
            "search_entry", sa.Column(name, sa.String(), server_default="", nullable=False)
        )
    _keep_titles_apart()
    if op.get_bind().dialect.name == "sqlite":
        _make_sqlite_index("headings, leads, tokens")
    else:
        op.execute(
            "ALTER TABLE search_entry ADD COLUMN search_words tsvector"
            f" GENERATED ALWAYS AS ({WEIGHTED}) STORED"
        )
        op.execute("CREATE INDEX search_words_found ON search_entry USING gin (search_words)")


def downgrade() -> None:
    _drop_index()
    op.execute("UPDATE search_entry SET tokens = headings || ' ' || leads || ' ' || tokens")
    op.drop_column("search_entry", "leads")
    op.drop_column("search_entry", "headings")
    if op.get_bind().dialect.name == "sqlite":
        _make_sqlite_index("tokens")
    else:
        op.execute(
            "CREATE INDEX search_words ON search_entry USING gin (to_tsvector('simple', tokens))"
        )


def _keep_titles_apart() -> None:
    """Titles are written a second time: their words stay in the text too until it is next saved."""
    database = op.get_bind()
    for kind, title in TITLES.items():
        records = sa.table(kind, sa.column("id"), sa.column(title, sa.JSON))
        for record_id, value in database.execute(sa.select(records.c.id, records.c[title])).all():
            written = json.loads(value) if isinstance(value, str) else value or {}
            for language, text in written.get("text", {}).items():
                database.execute(
                    sa.text(
                        "UPDATE search_entry SET headings = :words"
                        " WHERE kind = :kind AND record_id = :id AND language = :language"
                    ),
                    {
                        "words": " ".join(tokens(text)),
                        "kind": kind,
                        "id": record_id,
                        "language": language,
                    },
                )


def _drop_index() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP INDEX IF EXISTS search_words")
        op.execute("ALTER TABLE search_entry DROP COLUMN IF EXISTS search_words")
        return
    for event in ("inserted", "deleted", "updated"):
        op.execute(f"DROP TRIGGER search_entry_{event}")
    op.execute("DROP TABLE search_words")


def _make_sqlite_index(columns: str) -> None:
    new, old = (
        ", ".join(f"{row}.{name}" for name in columns.split(", ")) for row in ("new", "old")
    )
    put = f"INSERT INTO search_words(rowid, {columns}) VALUES (new.id, {new});"  # noqa: S608
    take = (
        f"INSERT INTO search_words(search_words, rowid, {columns})"  # noqa: S608
        f" VALUES ('delete', old.id, {old});"
    )
    op.execute(
        f"CREATE VIRTUAL TABLE search_words USING fts5({columns}, content='search_entry',"
        " content_rowid='id', tokenize='unicode61')"
    )
    for event, does in (
        ("INSERT", put),
        ("DELETE", take),
        ("UPDATE", take + put),
    ):
        name = {"INSERT": "inserted", "DELETE": "deleted", "UPDATE": "updated"}[event]
        op.execute(
            f"CREATE TRIGGER search_entry_{name} AFTER {event} ON search_entry BEGIN {does} END"
        )
    op.execute("INSERT INTO search_words(search_words) VALUES ('rebuild')")
