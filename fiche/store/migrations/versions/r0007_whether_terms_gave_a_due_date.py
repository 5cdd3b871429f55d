"""Whether terms gave a due date: not known of what was kept before, which stays as if its file had stated it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Lose nothing of an earlier record."""
    op.add_column("documents", sa.Column("due_estimated", sa.Boolean(), nullable=True))
