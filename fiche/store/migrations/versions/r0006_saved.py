"""The views and segments that people name."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Lose nothing of an earlier record."""
    op.create_table(
        "saved",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "saved_defaults",
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("saved_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_id"],
            ["saved.id"],
        ),
        sa.PrimaryKeyConstraint("by"),
    )
