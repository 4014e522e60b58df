"""Announcements in full, links to previews, old releases in bulk, readers, and access for everybody."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wants_all", sa.Boolean(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("network", sa.String(), server_default="", nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("bounced_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader")),
        sa.UniqueConstraint("address_key", name=op.f("uq_reader_address_key")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_reader_link_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_reader_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reader_confirmed", "reader", ["confirmed_at", "id"], unique=False)
    op.create_index("ix_reader_asked", "reader", ["asked_at"], unique=False)

    op.create_table(
        "archive_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("publishes", sa.Boolean(), nullable=False),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('reading', 'ready', 'importing', 'done', 'stopped')",
            name=op.f("ck_archive_import_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_archive_import_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_import")),
        sa.UniqueConstraint("uid", name=op.f("uq_archive_import_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_archive_import_file_id", "archive_import", ["file_id"], unique=False)
    op.create_index("ix_archive_import_state", "archive_import", ["state"], unique=False)

    op.create_table(
        "reader_theme",
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["reader.id"], name=op.f("fk_reader_theme_reader_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_reader_theme_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reader_id", "theme_id", name=op.f("pk_reader_theme")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reader_theme_theme_id", "reader_theme", ["theme_id"], unique=False)

    op.create_table(
        "announcement_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_document_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_announcement_document_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_document")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_announcement_document_announcement_id",
        "announcement_document",
        ["announcement_id"],
        unique=False,
    )
    op.create_index(
        "ix_announcement_document_file_id", "announcement_document", ["file_id"], unique=False
    )

    op.create_table(
        "announcement_organization",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_organization_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_announcement_organization_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "announcement_id", "organization_id", name=op.f("pk_announcement_organization")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_announcement_organization_organization_id",
        "announcement_organization",
        ["organization_id"],
        unique=False,
    )

    op.create_table(
        "announcement_person",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_person_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_announcement_person_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "announcement_id", "person_id", name=op.f("pk_announcement_person")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_announcement_person_person_id", "announcement_person", ["person_id"], unique=False
    )

    op.create_table(
        "announcement_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("caption", sa.JSON(), nullable=False),
        sa.Column("credit", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_picture_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["picture.id"], name=op.f("fk_announcement_picture_picture_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_picture")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_announcement_picture_announcement_id",
        "announcement_picture",
        ["announcement_id"],
        unique=False,
    )
    op.create_index(
        "ix_announcement_picture_picture_id", "announcement_picture", ["picture_id"], unique=False
    )

    op.create_table(
        "announcement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("stated", sa.JSON(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_version_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_version")),
        sa.UniqueConstraint(
            "announcement_id", "number", name=op.f("uq_announcement_version_announcement_id_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_announcement_version_announcement_id",
        "announcement_version",
        ["announcement_id"],
        unique=False,
    )

    op.create_table(
        "archive_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("archive_import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("headline", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("released", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("old_address", sa.String(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("not_understood", sa.JSON(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('unread', 'new', 'known', 'refused', 'imported', 'left')",
            name=op.f("ck_archive_entry_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_archive_entry_announcement_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["archive_import_id"],
            ["archive_import.id"],
            name=op.f("fk_archive_entry_archive_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_entry")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_archive_entry_announcement_id", "archive_entry", ["announcement_id"], unique=False
    )
    op.create_index(
        "ix_archive_entry_work",
        "archive_entry",
        ["archive_import_id", "state", "position"],
        unique=False,
    )

    op.create_table(
        "old_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_old_address_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_address")),
        sa.UniqueConstraint("address", name=op.f("uq_old_address_address")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_old_address_announcement_id", "old_address", ["announcement_id"], unique=False
    )

    op.create_table(
        "preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=True),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("for_whom", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(announcement_id IS NULL) <> (forum_id IS NULL)", name=op.f("ck_preview_of_one_record")
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_preview_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_preview_forum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_preview_link_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_preview_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_preview_announcement_id", "preview", ["announcement_id"], unique=False)
    op.create_index("ix_preview_forum_id", "preview", ["forum_id"], unique=False)

    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wording", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_quote_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quote_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_quote_announcement_id", "quote", ["announcement_id"], unique=False)
    op.create_index("ix_quote_person_id", "quote", ["person_id"], unique=False)

    op.create_table(
        "reader_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_reader_told_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["reader.id"], name=op.f("fk_reader_told_reader_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["outgoing_mail.id"],
            name=op.f("fk_reader_told_mail_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_told")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_reader_told_once", "reader_told", ["announcement_id", "reader_id"], unique=True
    )
    op.create_index("ix_reader_told_reader", "reader_told", ["reader_id"], unique=False)
    op.create_index("ix_reader_told_mail", "reader_told", ["mail_id"], unique=False)

    op.add_column(
        "announcement", sa.Column("stated", sa.JSON(), server_default="{}", nullable=False)
    )
    op.add_column(
        "announcement",
        sa.Column("is_flagged", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "announcement", sa.Column("proposed", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column("announcement", sa.Column("told_at", sa.DateTime(), nullable=True))

    op.add_column("forum", sa.Column("step_free", sa.JSON(), server_default="{}", nullable=False))
    op.add_column(
        "forum", sa.Column("hearing_help", sa.JSON(), server_default="{}", nullable=False)
    )
    op.add_column("forum", sa.Column("quiet_space", sa.JSON(), server_default="{}", nullable=False))

    op.add_column(
        "institution", sa.Column("parity", sa.String(), server_default="warn", nullable=False)
    )

    op.add_column("venue", sa.Column("step_free", sa.JSON(), server_default="{}", nullable=False))
    op.add_column(
        "venue", sa.Column("hearing_help", sa.JSON(), server_default="{}", nullable=False)
    )
    op.add_column("venue", sa.Column("quiet_space", sa.JSON(), server_default="{}", nullable=False))
    keep_what_announcements_say()


def keep_what_announcements_say() -> None:
    """What stands before the first edit is the first version, in the shape of `AnnouncementVersion`."""
    texts = ("headline", "lead", "body", "dateline", "source", "picture_caption", "picture_credit")
    dates = ("changed_at", "published_at", "release_at")
    announcement = sa.table(
        "announcement",
        sa.column("id", sa.Integer()),
        *(sa.column(name, sa.JSON()) for name in texts),
        *(sa.column(name, sa.DateTime()) for name in dates),
    )
    version = sa.table(
        "announcement_version",
        *(sa.column(name, sa.Integer()) for name in ("announcement_id", "number")),
        sa.column("at", sa.DateTime()),
        sa.column("by", sa.String()),
        sa.column("contents", sa.JSON()),
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    for row in op.get_bind().execute(sa.select(announcement)).mappings().all():
        said = {name: (row[name] or {}).get("text", {}) for name in texts}
        kept = {
            "announcement_id": row["id"],
            "number": 1,
            "at": next((row[name] for name in dates if row[name]), now),
            "by": "command",
            "contents": {name: text for name, text in said.items() if text},
        }
        op.get_bind().execute(version.insert().values(**kept))


def downgrade() -> None:
    op.drop_column("venue", "quiet_space")
    op.drop_column("venue", "hearing_help")
    op.drop_column("venue", "step_free")
    op.drop_column("institution", "parity")
    op.drop_column("forum", "quiet_space")
    op.drop_column("forum", "hearing_help")
    op.drop_column("forum", "step_free")
    op.drop_column("announcement", "told_at")
    op.drop_column("announcement", "proposed")
    op.drop_column("announcement", "is_flagged")
    op.drop_column("announcement", "stated")
    op.drop_table("reader_told")
    op.drop_table("quote")
    op.drop_table("preview")
    op.drop_table("old_address")
    op.drop_table("archive_entry")
    op.drop_table("announcement_version")
    op.drop_table("announcement_picture")
    op.drop_table("announcement_person")
    op.drop_table("announcement_organization")
    op.drop_table("announcement_document")
    op.drop_table("reader_theme")
    op.drop_table("archive_import")
    op.drop_table("reader")
