"""The last numbers that series of papers have given."""

import sqlalchemy as sa
from alembic import op

from jd_desktop.central.walls import raise_walls

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table, walled as the others."""
    op.create_table(
        "numbering",
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("school_id", "series", name="pk_numbering"),
    )
    raise_walls(op.get_bind(), ["numbering"])
