"""Who sees what: what hangs on a record, and whose eyes a device's copy was made for."""

import sqlalchemy as sa
from alembic import op

from jd_desktop.central.walls import raise_walls

revision = "0005"
down_revision = "0004"
_PARTS = ("school_id", "on_id", "kind", "id")


def upgrade() -> None:
    """Add the table, walled as the others, and the device's mark, which no device has yet."""
    op.create_table(
        "tie",
        *(sa.Column(name, sa.String(), nullable=False) for name in (*_PARTS, "token")),
        sa.PrimaryKeyConstraint(*_PARTS, name="pk_tie"),
    )
    raise_walls(op.get_bind(), ["tie"])
    op.add_column("device", sa.Column("viewer", sa.String(), nullable=False, server_default=""))
