"""Which rows the server tells only a part of."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the mark; until now every row was told whole."""
    op.execute("ALTER TABLE server_row ADD COLUMN reduced BOOLEAN NOT NULL DEFAULT 0")
