"""The records: every table, in the shape of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("link_sent_at", sa.DateTime(), nullable=True),
        sa.Column("link_expires_at", sa.DateTime(), nullable=True),
        sa.Column("invited_at", sa.DateTime(), nullable=True),
        sa.Column("last_signed_in_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'organizer', 'editor', 'staff', 'door')",
            name=op.f("ck_account_role_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("uid", name=op.f("uq_account_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_link_hash"), ["link_hash"], unique=False)

    op.create_table(
        "conference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("short_name", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("city", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("release_at", sa.DateTime(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("first_published_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('conference', 'series')", name=op.f("ck_conference_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'reviewed', 'published', 'postponed', 'cancelled', 'withdrawn')",
            name=op.f("ck_conference_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["conference.id"], name=op.f("fk_conference_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference")),
        sa.UniqueConstraint("slug", name=op.f("uq_conference_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_conference_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conference_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "consent_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wording", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('taking_part', 'photographs', 'name_on_list', 'transfer', 'news', 'publication')",
            name=op.f("ck_consent_text_purpose_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint("purpose", "version", name=op.f("uq_consent_text_purpose_version")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consent_text", schema=None) as batch_op:
        batch_op.create_index("ix_consent_text_current", ["purpose", "since"], unique=False)

    op.create_table(
        "former_slug",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_slug")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_former_slug_kind_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
        sa.UniqueConstraint("name", name=op.f("uq_heartbeat_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "history_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_label", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("record_label", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_row")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("history_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_row_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_history_row_at"), ["at"], unique=False)
        batch_op.create_index("ix_history_row_record", ["kind", "record_id", "at"], unique=False)

    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text_body", sa.String(), nullable=False),
        sa.Column("html_body", sa.String(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("calendar", sa.LargeBinary(), nullable=True),
        sa.Column("calendar_method", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("about_kind", sa.String(), nullable=True),
        sa.Column("about_uid", sa.Uuid(), nullable=True),
        sa.Column("is_account_mail", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'bounced')",
            name=op.f("ck_outgoing_mail_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mail_message_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_outgoing_mail_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_mail_about", ["about_kind", "about_uid"], unique=False)
        batch_op.create_index("ix_outgoing_mail_due", ["state", "due_at"], unique=False)

    op.create_table(
        "password_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_request")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alternative", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("hash", name=op.f("uq_picture_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "public_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_revision")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint(
            "kind", "record_id", "language", name=op.f("uq_search_entry_kind_record_id_language")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index("ix_search_entry_record", ["kind", "record_id"], unique=False)

    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_address", ["address_key", "at"], unique=False)
        batch_op.create_index("ix_sign_in_attempt_network", ["network", "at"], unique=False)

    op.create_table(
        "stored_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_entry")),
        sa.UniqueConstraint(
            "kind",
            "record_id",
            "language",
            "profile",
            name=op.f("uq_stored_entry_kind_record_id_language_profile"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("stored_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_entry_made_with"), ["made_with"], unique=False)
        batch_op.create_index(
            "ix_stored_entry_window", ["kind", "language", "profile", "ends_at"], unique=False
        )

    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("sdg_goals", sa.JSON(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("slug", name=op.f("uq_theme_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_theme_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("street", sa.JSON(), nullable=False),
        sa.Column("city", sa.JSON(), nullable=False),
        sa.Column("city_key", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("directions", sa.JSON(), nullable=False),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("uid", name=op.f("uq_venue_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index("ix_venue_city_key", ["city_key"], unique=False)

    op.create_table(
        "conference_theme",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_conference_theme_conference_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_conference_theme_theme_id")
        ),
        sa.PrimaryKeyConstraint("conference_id", "theme_id", name=op.f("pk_conference_theme")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("conference_theme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conference_theme_theme_id"), ["theme_id"], unique=False
        )

    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("short_name", sa.JSON(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("accent", sa.String(), nullable=False),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("tagline", sa.JSON(), nullable=False),
        sa.Column("boilerplate", sa.JSON(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("press_contact", sa.JSON(), nullable=False),
        sa.Column("privacy_page", sa.JSON(), nullable=False),
        sa.Column("accessibility_page", sa.JSON(), nullable=False),
        sa.Column("contact_page", sa.JSON(), nullable=False),
        sa.Column("icp_number", sa.String(), nullable=False),
        sa.Column("security_number", sa.String(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["logo_id"], ["picture.id"], name=op.f("fk_institution_logo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("uid", name=op.f("uq_institution_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("short_name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("city", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('chamber', 'foundation', 'association', 'company', 'government', 'international', 'academic', 'media', 'other')",
            name=op.f("ck_organization_kind_known"),
        ),
        sa.ForeignKeyConstraint(["logo_id"], ["picture.id"], name=op.f("fk_organization_logo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("slug", name=op.f("uq_organization_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_organization_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.create_index(
            "ix_organization_one_own",
            ["is_own"],
            unique=True,
            sqlite_where=sa.text("is_own"),
            postgresql_where=sa.text("is_own"),
        )

    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("floor", sa.JSON(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_room_venue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("uid", name=op.f("uq_room_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "forum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("lead", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("attendance_mode", sa.String(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("online_url", sa.String(), nullable=False),
        sa.Column("online_url_is_public", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.Column("capacity_limit", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("registration_mode", sa.String(), nullable=False),
        sa.Column("registration_opens", sa.DateTime(), nullable=True),
        sa.Column("registration_opens_fold", sa.Integer(), nullable=False),
        sa.Column("registration_closes", sa.DateTime(), nullable=True),
        sa.Column("registration_closes_fold", sa.Integer(), nullable=False),
        sa.Column("registration_opens_at", sa.DateTime(), nullable=True),
        sa.Column("registration_closes_at", sa.DateTime(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("stopped_note", sa.JSON(), nullable=False),
        sa.Column("date_is_assumed", sa.Boolean(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("release_at", sa.DateTime(), nullable=True),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.Column("starts_fold", sa.Integer(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=False),
        sa.Column("ends_fold", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("first_published_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "attendance_mode IN ('in_person', 'online', 'both')",
            name=op.f("ck_forum_attendance_mode_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('forum', 'luncheon_forum', 'round_table', 'panel', 'plenary', 'side_event', 'reception')",
            name=op.f("ck_forum_kind_known"),
        ),
        sa.CheckConstraint(
            "registration_mode IN ('none', 'open', 'approval', 'invitation')",
            name=op.f("ck_forum_registration_mode_known"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'reviewed', 'published', 'postponed', 'cancelled', 'withdrawn')",
            name=op.f("ck_forum_state_known"),
        ),
        sa.CheckConstraint(
            "capacity_limit IS NULL OR capacity_limit >= 0",
            name=op.f("ck_forum_limit_not_negative"),
        ),
        sa.CheckConstraint(
            "capacity_limit IS NULL OR taken <= capacity_limit",
            name=op.f("ck_forum_taken_within_limit"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_forum_ends_after_start")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_forum_taken_not_negative")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_forum_conference_id")
        ),
        sa.ForeignKeyConstraint(["picture_id"], ["picture.id"], name=op.f("fk_forum_picture_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_forum_room_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_forum_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum")),
        sa.UniqueConstraint("slug", name=op.f("uq_forum_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_forum_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_venue_id"), ["venue_id"], unique=False)
        batch_op.create_index(
            "ix_forum_visible", ["state", "release_at", "starts_at"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("honorific", sa.JSON(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("position", sa.JSON(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("biography", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("portrait_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_person_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["portrait_id"], ["picture.id"], name=op.f("fk_person_portrait_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("slug", name=op.f("uq_person_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("cities", sa.JSON(), nullable=False),
        sa.Column("sending_organization_id", sa.Integer(), nullable=True),
        sa.Column("host_organization_id", sa.Integer(), nullable=True),
        sa.Column("focal_point_id", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("dates_are_assumed", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("release_at", sa.DateTime(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("first_published_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'reviewed', 'published', 'postponed', 'cancelled', 'withdrawn')",
            name=op.f("ck_delegation_state_known"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_delegation_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["focal_point_id"], ["person.id"], name=op.f("fk_delegation_focal_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["host_organization_id"],
            ["organization.id"],
            name=op.f("fk_delegation_host_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sending_organization_id"],
            ["organization.id"],
            name=op.f("fk_delegation_sending_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("slug", name=op.f("uq_delegation_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_delegation_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegation_focal_point_id"), ["focal_point_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delegation_host_organization_id"), ["host_organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delegation_sending_organization_id"),
            ["sending_organization_id"],
            unique=False,
        )

    op.create_table(
        "forum_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old", sa.JSON(), nullable=False),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_forum_change_forum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_change", schema=None) as batch_op:
        batch_op.create_index("ix_forum_change_forum", ["forum_id", "at"], unique=False)

    op.create_table(
        "forum_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.Column("starts_fold", sa.Integer(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=False),
        sa.Column("ends_fold", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("first_published_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('session', 'welcome', 'keynote', 'panel', 'signing', 'meal', 'pause')",
            name=op.f("ck_forum_session_kind_known"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_forum_session_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_forum_session_forum_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_forum_session_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_session")),
        sa.UniqueConstraint("uid", name=op.f("uq_forum_session_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_session_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_session_forum_id"), ["forum_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_session_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "forum_theme",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_forum_theme_forum_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_forum_theme_theme_id")),
        sa.PrimaryKeyConstraint("forum_id", "theme_id", name=op.f("pk_forum_theme")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_theme_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "organizer_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_how", sa.String(), nullable=True),
        sa.CheckConstraint(
            "confirmed_how IS NULL OR confirmed_how IN ('letter', 'mail', 'phone', 'meeting', 'own')",
            name=op.f("ck_organizer_line_confirmed_how_known"),
        ),
        sa.CheckConstraint(
            "role IN ('host', 'organizer', 'co_organizer', 'co_sponsor', 'supporter', 'media_partner')",
            name=op.f("ck_organizer_line_role_known"),
        ),
        sa.CheckConstraint(
            "(forum_id IS NULL) <> (conference_id IS NULL)",
            name=op.f("ck_organizer_line_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conference.id"],
            name=op.f("fk_organizer_line_conference_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_organizer_line_forum_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_organizer_line_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizer_line")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("organizer_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_organizer_line_conference", ["conference_id", "position"], unique=False
        )
        batch_op.create_index("ix_organizer_line_forum", ["forum_id", "position"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_organizer_line_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "person_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('taking_part', 'photographs', 'name_on_list', 'transfer', 'news', 'publication')",
            name=op.f("ck_person_consent_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_consent_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_consent")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("person_consent", schema=None) as batch_op:
        batch_op.create_index(
            "ix_person_consent_standing", ["person_id", "purpose", "withdrawn_at"], unique=False
        )

    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("headline", sa.JSON(), nullable=False),
        sa.Column("lead", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("dateline", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("release_wall", sa.DateTime(), nullable=True),
        sa.Column("release_fold", sa.Integer(), nullable=False),
        sa.Column("release_zone", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("picture_caption", sa.JSON(), nullable=False),
        sa.Column("picture_credit", sa.JSON(), nullable=False),
        sa.Column("drafted", sa.JSON(), nullable=False),
        sa.Column("import_digest", sa.String(), nullable=True),
        sa.Column("import_name", sa.String(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("not_understood", sa.JSON(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("release_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('notice', 'programme', 'change', 'cancellation', 'report', 'news')",
            name=op.f("ck_announcement_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'reviewed', 'published', 'withdrawn')",
            name=op.f("ck_announcement_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_announcement_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_announcement_delegation_id")
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_announcement_forum_id")),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["picture.id"], name=op.f("fk_announcement_picture_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("import_digest", name=op.f("uq_announcement_import_digest")),
        sa.UniqueConstraint("slug", name=op.f("uq_announcement_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_announcement_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_announcement_conference_id"), ["conference_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_announcement_delegation_id"), ["delegation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_announcement_forum_id"), ["forum_id"], unique=False)
        batch_op.create_index("ix_announcement_visible", ["state", "release_at"], unique=False)

    op.create_table(
        "appearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("capacity", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('chair', 'co_chair', 'moderator', 'keynote', 'speaker', 'panellist', 'discussant', 'rapporteur')",
            name=op.f("ck_appearance_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_appearance_forum_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appearance_person_id")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forum_session.id"],
            name=op.f("fk_appearance_session_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("appearance", schema=None) as batch_op:
        batch_op.create_index("ix_appearance_forum", ["forum_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_appearance_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appearance_session_id"), ["session_id"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("submission_key", sa.String(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_booking_delegation_id")
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_booking_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_booking_link_hash")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_booking_submission_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_booking_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_address_key"), ["address_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_booking_delegation_id"), ["delegation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_booking_forum_id"), ["forum_id"], unique=False)
        batch_op.create_index("ix_booking_network", ["network", "created_at"], unique=False)

    op.create_table(
        "delegation_forum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_delegation_forum_delegation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"],
            ["forum.id"],
            name=op.f("fk_delegation_forum_forum_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_forum")),
        sa.UniqueConstraint(
            "delegation_id", "forum_id", name=op.f("uq_delegation_forum_delegation_id_forum_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("delegation_forum", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegation_forum_forum_id"), ["forum_id"], unique=False
        )

    op.create_table(
        "delegation_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("capacity", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rank IN ('head', 'deputy_head', 'member', 'alternate', 'adviser', 'observer', 'interpreter', 'press')",
            name=op.f("ck_delegation_member_rank_known"),
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_delegation_member_delegation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_delegation_member_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_member")),
        sa.UniqueConstraint(
            "delegation_id", "person_id", name=op.f("uq_delegation_member_delegation_id_person_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_delegation_member_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("delegation_member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delegation_member_one_head",
            ["delegation_id"],
            unique=True,
            sqlite_where=sa.text("rank = 'head'"),
            postgresql_where=sa.text("rank = 'head'"),
        )
        batch_op.create_index(
            batch_op.f("ix_delegation_member_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "itinerary_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.Column("starts_fold", sa.Integer(), nullable=False),
        sa.Column("starts_zone", sa.String(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=False),
        sa.Column("ends_fold", sa.Integer(), nullable=False),
        sa.Column("ends_zone", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("counterpart_organization_id", sa.Integer(), nullable=True),
        sa.Column("counterpart_person_id", sa.Integer(), nullable=True),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("first_published_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('travel', 'visit', 'meeting', 'meal', 'ceremony', 'forum')",
            name=op.f("ck_itinerary_item_kind_known"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_itinerary_item_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["counterpart_organization_id"],
            ["organization.id"],
            name=op.f("fk_itinerary_item_counterpart_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["counterpart_person_id"],
            ["person.id"],
            name=op.f("fk_itinerary_item_counterpart_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_itinerary_item_delegation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_itinerary_item_forum_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_itinerary_item_venue_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_itinerary_item")),
        sa.UniqueConstraint("uid", name=op.f("uq_itinerary_item_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("itinerary_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_itinerary_item_delegation_id"), ["delegation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_itinerary_item_forum_id"), ["forum_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_itinerary_item_starts_at"), ["starts_at"], unique=False
        )

    op.create_table(
        "announcement_theme",
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_theme_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_announcement_theme_theme_id")
        ),
        sa.PrimaryKeyConstraint("announcement_id", "theme_id", name=op.f("pk_announcement_theme")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("announcement_theme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_announcement_theme_theme_id"), ["theme_id"], unique=False
        )

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("wording", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_correction_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correction_announcement_id"), ["announcement_id"], unique=False
        )

    op.create_table(
        "item_member",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["itinerary_item.id"],
            name=op.f("fk_item_member_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["delegation_member.id"],
            name=op.f("fk_item_member_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "member_id", name=op.f("pk_item_member")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("item_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_member_member_id"), ["member_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("address_key", sa.String(), nullable=True),
        sa.Column("organization", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_changed_at", sa.DateTime(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.Column("last_sent_sequence", sa.Integer(), nullable=True),
        sa.Column("last_sent_method", sa.String(), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'confirmed', 'waitlisted', 'offered', 'expired', 'declined', 'cancelled')",
            name=op.f("ck_registration_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["booking.id"],
            name=op.f("fk_registration_booking_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_registration_forum_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["delegation_member.id"], name=op.f("fk_registration_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("reference", name=op.f("uq_registration_reference")),
        sa.UniqueConstraint("uid", name=op.f("uq_registration_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registration_active_address",
            ["forum_id", "address_key"],
            unique=True,
            sqlite_where=sa.text(
                "address_key IS NOT NULL AND state IN ('pending', 'confirmed', 'waitlisted', 'offered')"
            ),
            postgresql_where=sa.text(
                "address_key IS NOT NULL AND state IN ('pending', 'confirmed', 'waitlisted', 'offered')"
            ),
        )
        batch_op.create_index(
            "ix_registration_active_member",
            ["forum_id", "member_id"],
            unique=True,
            sqlite_where=sa.text(
                "member_id IS NOT NULL AND state IN ('pending', 'confirmed', 'waitlisted', 'offered')"
            ),
            postgresql_where=sa.text(
                "member_id IS NOT NULL AND state IN ('pending', 'confirmed', 'waitlisted', 'offered')"
            ),
        )
        batch_op.create_index(
            batch_op.f("ix_registration_booking_id"), ["booking_id"], unique=False
        )
        batch_op.create_index(
            "ix_registration_forum_state", ["forum_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            "ix_registration_told", ["forum_id", "last_sent_sequence"], unique=False
        )

    op.create_table(
        "registration_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('taking_part', 'photographs', 'name_on_list', 'transfer', 'news', 'publication')",
            name=op.f("ck_registration_consent_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_consent_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_consent")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("registration_consent", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registration_consent_registration", ["registration_id", "purpose"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("registration_consent", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_consent_registration")

    op.drop_table("registration_consent")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_told")
        batch_op.drop_index("ix_registration_forum_state")
        batch_op.drop_index(batch_op.f("ix_registration_booking_id"))
        batch_op.drop_index(
            "ix_registration_active_member",
            sqlite_where=sa.text(
                "member_id IS NOT NULL AND state IN ('pending', 'confirmed', 'waitlisted', 'offered')"
            ),
            postgresql_where=sa.text(
                "member_id IS NOT NULL AND state IN ('pending', 'confirmed', 'waitlisted', 'offered')"
            ),
        )
        batch_op.drop_index(
            "ix_registration_active_address",
            sqlite_where=sa.text(
                "address_key IS NOT NULL AND state IN ('pending', 'confirmed', 'waitlisted', 'offered')"
            ),
            postgresql_where=sa.text(
                "address_key IS NOT NULL AND state IN ('pending', 'confirmed', 'waitlisted', 'offered')"
            ),
        )

    op.drop_table("registration")
    with op.batch_alter_table("item_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_member_member_id"))

    op.drop_table("item_member")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_announcement_id"))

    op.drop_table("correction")
    with op.batch_alter_table("announcement_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_theme_theme_id"))

    op.drop_table("announcement_theme")
    with op.batch_alter_table("itinerary_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_itinerary_item_starts_at"))
        batch_op.drop_index(batch_op.f("ix_itinerary_item_forum_id"))
        batch_op.drop_index(batch_op.f("ix_itinerary_item_delegation_id"))

    op.drop_table("itinerary_item")
    with op.batch_alter_table("delegation_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_member_person_id"))
        batch_op.drop_index(
            "ix_delegation_member_one_head",
            sqlite_where=sa.text("rank = 'head'"),
            postgresql_where=sa.text("rank = 'head'"),
        )

    op.drop_table("delegation_member")
    with op.batch_alter_table("delegation_forum", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_forum_forum_id"))

    op.drop_table("delegation_forum")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_network")
        batch_op.drop_index(batch_op.f("ix_booking_forum_id"))
        batch_op.drop_index(batch_op.f("ix_booking_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_booking_address_key"))

    op.drop_table("booking")
    with op.batch_alter_table("appearance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appearance_session_id"))
        batch_op.drop_index(batch_op.f("ix_appearance_person_id"))
        batch_op.drop_index("ix_appearance_forum")

    op.drop_table("appearance")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index("ix_announcement_visible")
        batch_op.drop_index(batch_op.f("ix_announcement_forum_id"))
        batch_op.drop_index(batch_op.f("ix_announcement_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_announcement_conference_id"))

    op.drop_table("announcement")
    with op.batch_alter_table("person_consent", schema=None) as batch_op:
        batch_op.drop_index("ix_person_consent_standing")

    op.drop_table("person_consent")
    with op.batch_alter_table("organizer_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organizer_line_organization_id"))
        batch_op.drop_index("ix_organizer_line_forum")
        batch_op.drop_index("ix_organizer_line_conference")

    op.drop_table("organizer_line")
    with op.batch_alter_table("forum_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_theme_theme_id"))

    op.drop_table("forum_theme")
    with op.batch_alter_table("forum_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_session_starts_at"))
        batch_op.drop_index(batch_op.f("ix_forum_session_forum_id"))
        batch_op.drop_index(batch_op.f("ix_forum_session_ends_at"))

    op.drop_table("forum_session")
    with op.batch_alter_table("forum_change", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_change_forum")

    op.drop_table("forum_change")
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_sending_organization_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_host_organization_id"))
        batch_op.drop_index(batch_op.f("ix_delegation_focal_point_id"))

    op.drop_table("delegation")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_organization_id"))

    op.drop_table("person")
    with op.batch_alter_table("forum", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_visible")
        batch_op.drop_index(batch_op.f("ix_forum_venue_id"))
        batch_op.drop_index(batch_op.f("ix_forum_starts_at"))
        batch_op.drop_index(batch_op.f("ix_forum_ends_at"))
        batch_op.drop_index(batch_op.f("ix_forum_conference_id"))

    op.drop_table("forum")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_venue_id"))

    op.drop_table("room")
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_organization_one_own",
            sqlite_where=sa.text("is_own"),
            postgresql_where=sa.text("is_own"),
        )

    op.drop_table("organization")
    op.drop_table("institution")
    with op.batch_alter_table("conference_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conference_theme_theme_id"))

    op.drop_table("conference_theme")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_index("ix_venue_city_key")

    op.drop_table("venue")
    op.drop_table("theme")
    with op.batch_alter_table("stored_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_stored_entry_window")
        batch_op.drop_index(batch_op.f("ix_stored_entry_made_with"))

    op.drop_table("stored_entry")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_network")
        batch_op.drop_index("ix_sign_in_attempt_address")

    op.drop_table("sign_in_attempt")
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_search_entry_record")

    op.drop_table("search_entry")
    op.drop_table("public_revision")
    op.drop_table("picture")
    op.drop_table("password_request")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_mail_due")
        batch_op.drop_index("ix_outgoing_mail_about")

    op.drop_table("outgoing_mail")
    with op.batch_alter_table("history_row", schema=None) as batch_op:
        batch_op.drop_index("ix_history_row_record")
        batch_op.drop_index(batch_op.f("ix_history_row_at"))
        batch_op.drop_index(batch_op.f("ix_history_row_account_id"))

    op.drop_table("history_row")
    op.drop_table("heartbeat")
    op.drop_table("former_slug")
    with op.batch_alter_table("consent_text", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_text_current")

    op.drop_table("consent_text")
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conference_parent_id"))

    op.drop_table("conference")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_link_hash"))

    op.drop_table("account")
