"""The full-text index over search_entry.tokens, in each database's own way."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
        tokens, content='search_entry', content_rowid='id', tokenize='unicode61')""",
    """CREATE TRIGGER search_entry_inserted AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_words(rowid, tokens) VALUES (new.id, new.tokens);
    END""",
    """CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_words(search_words, rowid, tokens) VALUES ('delete', old.id, old.tokens);
    END""",
    """CREATE TRIGGER search_entry_updated AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_words(search_words, rowid, tokens) VALUES ('delete', old.id, old.tokens);
        INSERT INTO search_words(rowid, tokens) VALUES (new.id, new.tokens);
    END""",
]
POSTGRESQL = [
    "CREATE INDEX search_words ON search_entry USING gin (to_tsvector('simple', tokens))",
]


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if on_sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("inserted", "deleted", "updated"):
            op.execute(f"DROP TRIGGER search_entry_{event}")
        op.execute("DROP TABLE search_words")
    else:
        op.execute("DROP INDEX search_words")
