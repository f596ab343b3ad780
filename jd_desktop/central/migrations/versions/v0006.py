"""The ledger tells under what circumstances each push was taken; earlier lines never will."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column("ledger", sa.Column("circumstances", sa.JSON(), nullable=True))
