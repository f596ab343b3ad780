"""Walls between schools in PostgreSQL: the second, behind the program's own questions."""

from alembic import op

from jd_desktop.central.walls import raise_doors, raise_walls

revision = "0004"
down_revision = "0003"

_WALLED = ("record", "slot", "link", "ledger", "lease", "claim", "blob", "blob_part")
_DOORS = ("user", "device", "sign_in", "reset")


def upgrade() -> None:
    """Raise a wall around each table that has a school; SQLite has none to raise."""
    connection = op.get_bind()
    raise_walls(connection, _WALLED)
    raise_doors(connection, _DOORS)
    raise_doors(connection, ["school"], key="id")
