"""The day that an opening balance is carried forward on."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Lose nothing of an earlier record."""
    op.add_column("documents", sa.Column("opening", sa.Date(), nullable=True))
