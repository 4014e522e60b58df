"""Stored entries know the settings, zone data and program that they were made with."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty is what no program makes: the worker writes every entry anew.
    with op.batch_alter_table("stored_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made_with", sa.String(), nullable=False, server_default=""))
        batch_op.create_index("ix_stored_entry_made_with", ["made_with"], unique=False)
    with op.batch_alter_table("stored_entry", schema=None) as batch_op:
        batch_op.alter_column("made_with", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("stored_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_stored_entry_made_with")
        batch_op.drop_column("made_with")
