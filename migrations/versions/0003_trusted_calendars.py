"""Private calendars and duties; replies by mail; what was imported; follow-ups; the zone data in use."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_look")),
        sa.UniqueConstraint("address", name=op.f("uq_calendar_look_address")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("about_kind", sa.String(), nullable=True),
        sa.Column("about_uid", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('taken', 'refused', 'ignored')",
            name=op.f("ck_incoming_mail_outcome_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("digest", name=op.f("uq_incoming_mail_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("incoming_mail", schema=None) as batch_op:
        batch_op.create_index("ix_incoming_mail_about", ["about_kind", "about_uid"], unique=False)
        batch_op.create_index("ix_incoming_mail_received", ["received_at"], unique=False)

    op.create_table(
        "reckoned_with",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone_data", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reckoned_with")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(forum_id IS NULL) <> (delegation_id IS NULL)", name=op.f("ck_duty_one_place")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_duty_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_duty_delegation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_duty_forum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint(
            "account_id", "delegation_id", name=op.f("uq_duty_account_id_delegation_id")
        ),
        sa.UniqueConstraint("account_id", "forum_id", name=op.f("uq_duty_account_id_forum_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_duty_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index("ix_duty_delegation", ["delegation_id"], unique=False)
        batch_op.create_index("ix_duty_forum", ["forum_id"], unique=False)

    op.create_table(
        "imported_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_uid", sa.String(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(forum_id IS NULL) <> (item_id IS NULL)", name=op.f("ck_imported_entry_one_record")
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_imported_entry_forum_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["itinerary_item.id"],
            name=op.f("fk_imported_entry_item_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_entry")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("imported_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_entry_entry_uid"), ["entry_uid"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_imported_entry_forum_id"), ["forum_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_imported_entry_item_id"), ["item_id"], unique=False)

    op.create_table(
        "private_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("alarm_minutes", sa.Integer(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('delegation', 'member', 'speaker', 'staff')",
            name=op.f("ck_private_calendar_kind_known"),
        ),
        sa.CheckConstraint(
            "(CASE WHEN delegation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN member_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN account_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_private_calendar_one_holder"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_private_calendar_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_private_calendar_delegation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["delegation_member.id"],
            name=op.f("fk_private_calendar_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_private_calendar_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_calendar")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_private_calendar_link_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_private_calendar_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("private_calendar", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_private_calendar_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_private_calendar_delegation_id"), ["delegation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_private_calendar_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_private_calendar_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "forum_follow_up",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["forum.id"],
            name=op.f("fk_forum_follow_up_follows_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"],
            ["forum.id"],
            name=op.f("fk_forum_follow_up_forum_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("forum_id", name=op.f("pk_forum_follow_up")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_forum_follow_up_follows_id", "forum_follow_up", ["follows_id"])
    # A batch operation would make the table anew, and SQLite's CHECK constraints with it would go.
    op.add_column(
        "stored_entry",
        sa.Column("made_at", sa.DateTime(), server_default="1970-01-01 00:00:00", nullable=False),
    )
    op.add_column("forum_change", sa.Column("old_start", sa.DateTime(), nullable=True))
    op.add_column(
        "registration", sa.Column("answer", sa.String(), server_default="", nullable=False)
    )
    op.add_column("registration", sa.Column("answered_at", sa.DateTime(), nullable=True))
    op.add_column("registration", sa.Column("reply_hash", sa.String(), nullable=True))
    op.create_index("ix_registration_reply", "registration", ["reply_hash"], unique=True)
    op.add_column(
        "registration", sa.Column("last_sent_entry", sa.String(), server_default="", nullable=False)
    )
    op.add_column("registration", sa.Column("told_sequence", sa.Integer(), nullable=True))
    op.execute("UPDATE registration SET told_sequence = last_sent_sequence")
    op.drop_index("ix_registration_told", "registration")
    op.create_index("ix_registration_told", "registration", ["forum_id", "told_sequence"])


def downgrade() -> None:
    op.drop_index("ix_registration_told", "registration")
    op.create_index("ix_registration_told", "registration", ["forum_id", "last_sent_sequence"])
    for column in ("told_sequence", "last_sent_entry"):
        op.drop_column("registration", column)
    op.drop_index("ix_registration_reply", "registration")
    for column in ("reply_hash", "answered_at", "answer"):
        op.drop_column("registration", column)
    op.drop_column("forum_change", "old_start")
    op.drop_column("stored_entry", "made_at")
    op.drop_index("ix_forum_follow_up_follows_id", "forum_follow_up")
    op.drop_table("forum_follow_up")
    with op.batch_alter_table("private_calendar", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_private_calendar_person_id"))
        batch_op.drop_index(batch_op.f("ix_private_calendar_member_id"))
        batch_op.drop_index(batch_op.f("ix_private_calendar_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_private_calendar_account_id"))

    op.drop_table("private_calendar")
    with op.batch_alter_table("imported_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_entry_item_id"))
        batch_op.drop_index(batch_op.f("ix_imported_entry_forum_id"))
        batch_op.drop_index(batch_op.f("ix_imported_entry_entry_uid"))

    op.drop_table("imported_entry")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_forum")
        batch_op.drop_index("ix_duty_delegation")

    op.drop_table("duty")
    op.drop_table("reckoned_with")
    with op.batch_alter_table("incoming_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_incoming_mail_received")
        batch_op.drop_index("ix_incoming_mail_about")

    op.drop_table("incoming_mail")
    op.drop_table("calendar_look")
