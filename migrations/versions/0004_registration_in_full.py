"""Questions, groups of places, waiting, invitations, the door, messages and feedback."""

import sqlalchemy as sa
from alembic import op
from pypinyin import lazy_pinyin

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def add_reference(table: str, column: str, target: str) -> None:
    """A nullable foreign key for a table that is there: SQLite takes one only with its column."""
    if op.get_bind().dialect.name == "sqlite":
        name = op.f(f"fk_{table}_{column}")
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target} (id)"
        )
        return
    op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))
    op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, target, [column], ["id"])


def upgrade() -> None:
    op.create_table(
        "opt_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_out")),
        sa.UniqueConstraint("address_hash", name=op.f("uq_opt_out_address_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_opt_out_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "question_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_set")),
        sa.UniqueConstraint("uid", name=op.f("uq_question_set_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_stored_file_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "door_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_door_device_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_door_device_forum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_device")),
        sa.UniqueConstraint("uid", name=op.f("uq_door_device_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_door_device_account_id", "door_device", ["account_id"], unique=False)
    op.create_index("ix_door_device_forum", "door_device", ["forum_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("has_words", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_feedback_forum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_forum", "feedback", ["forum_id"], unique=False)
    op.create_index(
        "ix_feedback_has_words",
        "feedback",
        ["forum_id"],
        unique=False,
        sqlite_where=sa.text("has_words"),
        postgresql_where=sa.text("has_words"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("about_registration", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("forum_state", sa.String(), nullable=True),
        sa.Column("why_stopped", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('note', 'reminder', 'thanks')", name=op.f("ck_message_kind_known")
        ),
        sa.CheckConstraint(
            "why_stopped IN ('taken_out', 'began', 'not_held', 'overtaken')",
            name=op.f("ck_message_why_stopped_known"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'outbox', 'scheduled', 'sending', 'sent', 'stopped')",
            name=op.f("ck_message_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_message_forum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("uid", name=op.f("uq_message_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_state", "message", ["state"], unique=False)
    op.create_index("ix_message_forum", "message", ["forum_id", "id"], unique=False)
    op.create_table(
        "place_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("capacity_limit", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("is_set_aside", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "taken <= capacity_limit", name=op.f("ck_place_group_taken_within_limit")
        ),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_place_group_taken_not_negative")),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_place_group_forum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_group")),
        sa.UniqueConstraint("uid", name=op.f("uq_place_group_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_place_group_forum", "place_group", ["forum_id", "position"], unique=False)
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("set_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("help", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=True),
        sa.Column("highest", sa.Integer(), nullable=True),
        sa.Column("shown_if_id", sa.Integer(), nullable=True),
        sa.Column("shown_if_values", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'long_text', 'one_of', 'several_of', 'number', 'date', 'country', 'yes_no', 'file', 'consent')",
            name=op.f("ck_question_kind_known"),
        ),
        sa.CheckConstraint(
            "stage IN ('registration', 'confirmation', 'feedback')",
            name=op.f("ck_question_stage_known"),
        ),
        sa.CheckConstraint(
            "(forum_id IS NULL) <> (set_id IS NULL)", name=op.f("ck_question_one_place")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["stored_file.id"], name=op.f("fk_question_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_question_forum_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["question_set.id"], name=op.f("fk_question_set_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shown_if_id"],
            ["question.id"],
            name=op.f("fk_question_shown_if_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("uid", name=op.f("uq_question_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_question_forum", "question", ["forum_id", "stage", "position"], unique=False
    )
    op.create_index("ix_question_set", "question", ["set_id", "position"], unique=False)
    op.create_table(
        "registration_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("pending_holds_place", sa.Boolean(), nullable=False),
        sa.Column("confirms_address", sa.Boolean(), nullable=False),
        sa.Column("allows_substitute", sa.Boolean(), nullable=False),
        sa.Column("asks_feedback", sa.Boolean(), nullable=False),
        sa.Column("largest_group", sa.Integer(), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("keeps_days", sa.Integer(), nullable=False),
        sa.Column("details_due", sa.DateTime(), nullable=True),
        sa.Column("details_due_fold", sa.Integer(), nullable=False),
        sa.Column("details_due_at", sa.DateTime(), nullable=True),
        sa.Column("badge_layout", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "keeps_days >= 0", name=op.f("ck_registration_settings_keeps_not_negative")
        ),
        sa.CheckConstraint(
            "largest_group >= 1", name=op.f("ck_registration_settings_group_has_somebody")
        ),
        sa.CheckConstraint("offer_hours >= 1", name=op.f("ck_registration_settings_offer_lasts")),
        sa.ForeignKeyConstraint(
            ["forum_id"],
            ["forum.id"],
            name=op.f("fk_registration_settings_forum_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_settings")),
        sa.UniqueConstraint("forum_id", name=op.f("uq_registration_settings_forum_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "access_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("place_group_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_key", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("uses_limit", sa.Integer(), nullable=True),
        sa.Column("skips_approval", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.DateTime(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("uses >= 0", name=op.f("ck_access_code_uses_not_negative")),
        sa.CheckConstraint(
            "uses_limit IS NULL OR uses <= uses_limit",
            name=op.f("ck_access_code_uses_within_limit"),
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_access_code_forum_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["place_group_id"], ["place_group.id"], name=op.f("fk_access_code_place_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_code")),
        sa.UniqueConstraint("forum_id", "code_key", name=op.f("uq_access_code_forum_id_code_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_access_code_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_access_code_place_group_id", "access_code", ["place_group_id"], unique=False
    )
    op.create_table(
        "access_code_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_code_attempt")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_access_code_attempt_network", "access_code_attempt", ["network", "at"], unique=False
    )
    op.create_table(
        "focal_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_focal_link_delegation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focal_link")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_focal_link_link_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_focal_link_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_focal_link_delegation_id", "focal_link", ["delegation_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=True),
        sa.Column("organization", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("place_group_id", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_changed_at", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("answer_by", sa.DateTime(), nullable=True),
        sa.Column("decline_note", sa.String(), nullable=False),
        sa.Column("bounce_detail", sa.String(), nullable=False),
        sa.Column("owed_mail", sa.String(), nullable=False),
        sa.Column("knows_it_is_off", sa.Boolean(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'accepted', 'declined', 'bounced', 'withdrawn')",
            name=op.f("ck_invitation_state_known"),
        ),
        sa.CheckConstraint(
            "owed_mail IN ('', 'invitation', 'invitation_reminder', 'invitation_called_off', "
            "'invitation_back_on')",
            name=op.f("ck_invitation_owed_mail_known"),
        ),
        sa.CheckConstraint("places >= 1", name=op.f("ck_invitation_places_for_somebody")),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["booking.id"],
            name=op.f("fk_invitation_booking_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_invitation_forum_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["place_group_id"], ["place_group.id"], name=op.f("fk_invitation_place_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "forum_id", "address_key", name=op.f("uq_invitation_forum_id_address_key")
        ),
        sa.UniqueConstraint("link_hash", name=op.f("uq_invitation_link_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_invitation_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_invitation_owed",
        "invitation",
        ["id"],
        unique=False,
        sqlite_where=sa.text("owed_mail != ''"),
        postgresql_where=sa.text("owed_mail != ''"),
    )
    op.create_index("ix_invitation_booking_id", "invitation", ["booking_id"], unique=False)
    op.create_index(
        "ix_invitation_forum_state", "invitation", ["forum_id", "state", "id"], unique=False
    )
    op.create_index("ix_invitation_place_group_id", "invitation", ["place_group_id"], unique=False)
    op.create_table(
        "address_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("submission", sa.JSON(), nullable=False),
        sa.Column("submission_key", sa.String(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum_id"],
            ["forum.id"],
            name=op.f("fk_address_confirmation_forum_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_address_confirmation_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_confirmation")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_address_confirmation_link_hash")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_address_confirmation_submission_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_address_confirmation_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_address_confirmation_address_key", "address_confirmation", ["address_key"], unique=False
    )
    op.create_index(
        "ix_address_confirmation_expires_at", "address_confirmation", ["expires_at"], unique=False
    )
    op.create_index(
        "ix_address_confirmation_forum_id", "address_confirmation", ["forum_id"], unique=False
    )
    op.create_index(
        "ix_address_confirmation_registration_id",
        "address_confirmation",
        ["registration_id"],
        unique=False,
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_answer_file_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_answer_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "registration_id", "question_id", name=op.f("uq_answer_registration_id_question_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_question_id", "answer", ["question_id"], unique=False)
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("device_uid", sa.Uuid(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organization", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "how IN ('scan', 'search', 'list', 'walk_in')", name=op.f("ck_check_in_how_known")
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_check_in_forum_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_check_in_registration_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forum_session.id"],
            name=op.f("fk_check_in_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("uid", name=op.f("uq_check_in_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_check_in_forum", "check_in", ["forum_id", "at"], unique=False)
    op.create_index(
        "ix_check_in_registration", "check_in", ["registration_id", "session_id"], unique=False
    )
    op.create_table(
        "message_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["outgoing_mail.id"],
            name=op.f("fk_message_copy_mail_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_message_copy_message_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_message_copy_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_copy")),
        sa.UniqueConstraint(
            "message_id", "registration_id", name=op.f("uq_message_copy_message_id_registration_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_copy_mail_id", "message_copy", ["mail_id"], unique=False)
    op.create_index(
        "ix_message_copy_registration_id", "message_copy", ["registration_id"], unique=False
    )
    op.add_column(
        "booking", sa.Column("made_by", sa.String(), server_default="form", nullable=False)
    )
    op.add_column(
        "booking",
        sa.Column("wants_copies", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    add_reference("booking", "access_code_id", "access_code")
    op.add_column("booking", sa.Column("waiting_since", sa.DateTime(), nullable=True))
    op.add_column(
        "booking", sa.Column("offer_version", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("booking", sa.Column("offer_hash", sa.String(), nullable=True))
    op.add_column("booking", sa.Column("offer_expires_at", sa.DateTime(), nullable=True))
    op.create_index("ix_booking_offer", "booking", ["offer_hash"], unique=True)
    op.create_index("ix_booking_offer_ends", "booking", ["offer_expires_at"], unique=False)
    op.create_index("ix_booking_waiting", "booking", ["forum_id", "waiting_since"], unique=False)
    op.add_column(
        "forum", sa.Column("waiting_list", sa.String(), server_default="automatic", nullable=False)
    )
    op.add_column("forum", sa.Column("waiting", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "outgoing_mail",
        sa.Column("is_held", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("outgoing_mail", sa.Column("bounced_at", sa.DateTime(), nullable=True))
    add_reference("registration", "place_group_id", "place_group")
    op.add_column(
        "registration", sa.Column("link_version", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column("registration", sa.Column("link_hash", sa.String(), nullable=True))
    op.add_column(
        "registration",
        sa.Column("ticket_version", sa.Integer(), server_default="1", nullable=False),
    )
    op.add_column("registration", sa.Column("approved_at", sa.DateTime(), nullable=True))
    op.add_column(
        "registration", sa.Column("decision_note", sa.String(), server_default="", nullable=False)
    )
    op.add_column("registration", sa.Column("details_given_at", sa.DateTime(), nullable=True))
    op.add_column("registration", sa.Column("feedback_given_at", sa.DateTime(), nullable=True))
    op.add_column("registration", sa.Column("bounced_at", sa.DateTime(), nullable=True))
    op.add_column(
        "registration", sa.Column("bounce_detail", sa.String(), server_default="", nullable=False)
    )
    op.add_column("registration", sa.Column("erased_at", sa.DateTime(), nullable=True))
    op.create_index("ix_registration_link", "registration", ["link_hash"], unique=True)
    op.create_index(
        "ix_registration_bounced",
        "registration",
        ["forum_id"],
        unique=False,
        sqlite_where=sa.text("bounced_at IS NOT NULL"),
        postgresql_where=sa.text("bounced_at IS NOT NULL"),
    )
    op.create_index("ix_registration_place_group", "registration", ["place_group_id"], unique=False)
    op.create_index("ix_registration_forum", "registration", ["forum_id", "id"], unique=False)
    op.add_column(
        "registration", sa.Column("made_by", sa.String(), server_default="form", nullable=False)
    )
    op.create_index(
        "ix_registration_forum_way",
        "registration",
        ["forum_id", "made_by", "state", "id"],
        unique=False,
    )
    add_name_keys()
    op.create_index(
        "ix_registration_forum_name", "registration", ["forum_id", "name_key", "id"], unique=False
    )
    op.add_column(
        "registration", sa.Column("search_key", sa.String(), server_default="", nullable=False)
    )
    op.execute(
        "UPDATE registration SET search_key = substr(lower(name || ' ' || organization || ' ' ||"
        " coalesce(address, '') || ' ' || reference || ' ' || replace(reference, '-', '')), 1, 600)"
    )
    op.create_index(
        "ix_registration_search", "registration", ["forum_id", "state", "search_key"], unique=False
    )
    op.create_index(
        "ix_registration_counts",
        "registration",
        ["forum_id", "state", "country", "organization", "registered_at"],
        unique=False,
    )


def add_name_keys() -> None:
    """Every name as it is spoken; the program folds it further with the next change of the row."""
    letters = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.add_column("registration", sa.Column("name_key", letters, server_default="", nullable=False))
    registration = sa.table(
        "registration", sa.column("id"), sa.column("name"), sa.column("name_key")
    )
    connection = op.get_bind()
    for number, name in connection.execute(sa.select(registration.c.id, registration.c.name)).all():
        spoken = " ".join(" ".join(lazy_pinyin(name)).casefold().split())
        change = sa.update(registration).where(registration.c.id == number)
        connection.execute(change.values(name_key=spoken))


def downgrade() -> None:
    op.drop_index("ix_registration_counts", "registration")
    op.drop_index("ix_registration_search", "registration")
    op.drop_column("registration", "search_key")
    op.drop_index("ix_registration_forum_name", "registration")
    op.drop_column("registration", "name_key")
    op.drop_index("ix_registration_forum_way", "registration")
    op.drop_column("registration", "made_by")
    op.drop_index("ix_registration_forum", "registration")
    op.drop_index("ix_registration_place_group", "registration")
    op.drop_index("ix_registration_bounced", "registration")
    op.drop_index("ix_registration_link", "registration")
    op.drop_index("ix_booking_waiting", "booking")
    op.drop_index("ix_booking_offer_ends", "booking")
    op.drop_index("ix_booking_offer", "booking")
    op.drop_column("registration", "erased_at")
    op.drop_column("registration", "bounce_detail")
    op.drop_column("registration", "bounced_at")
    op.drop_column("registration", "feedback_given_at")
    op.drop_column("registration", "details_given_at")
    op.drop_column("registration", "decision_note")
    op.drop_column("registration", "approved_at")
    op.drop_column("registration", "ticket_version")
    op.drop_column("registration", "link_hash")
    op.drop_column("registration", "link_version")
    op.drop_column("registration", "place_group_id")
    op.drop_column("outgoing_mail", "bounced_at")
    op.drop_column("outgoing_mail", "is_held")
    op.drop_column("forum", "waiting")
    op.drop_column("forum", "waiting_list")
    op.drop_column("booking", "offer_expires_at")
    op.drop_column("booking", "offer_hash")
    op.drop_column("booking", "offer_version")
    op.drop_column("booking", "waiting_since")
    op.drop_column("booking", "access_code_id")
    op.drop_column("booking", "wants_copies")
    op.drop_column("booking", "made_by")
    for table in (
        "message_copy",
        "check_in",
        "answer",
        "address_confirmation",
        "invitation",
        "focal_link",
        "access_code",
        "registration_settings",
        "question",
        "place_group",
        "message",
        "feedback",
        "door_device",
        "stored_file",
        "question_set",
        "opt_out",
        "access_code_attempt",
    ):
        op.drop_table(table)
