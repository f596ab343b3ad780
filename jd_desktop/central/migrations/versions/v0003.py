"""Who changed a record last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the name; of older changes it is not known."""
    op.add_column("record", sa.Column("by", sa.String(), nullable=False, server_default=""))
