"""Schema 2: the server's own times, and by which epoch a mutation's bases count."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add columns; what was done so far was done in the epoch that stands."""
    for table, column in (
        ("booking", "held_at"),
        ("message", "taken_at"),
        ("conflict", "parked_at"),
        ("mutation", "epoch"),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR")
    op.execute(
        "UPDATE mutation SET epoch ="
        " (SELECT json_extract(value, '$') FROM state WHERE \"key\" = 'epoch')"
    )
