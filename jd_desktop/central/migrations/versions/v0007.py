"""Vendors' words: the secrets that prove them, and those that were taken."""

import sqlalchemy as sa
from alembic import op

from jd_desktop.central.walls import raise_walls

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables, walled as the others."""
    _create("hook_secret", ("school_id", "vendor"), ("secret", "at"))
    _create("webhook_event", ("school_id", "vendor", "id"), ("at",))
    raise_walls(op.get_bind(), ["hook_secret", "webhook_event"])


def _create(table: str, key: tuple[str, ...], rest: tuple[str, ...]) -> None:
    columns = (sa.Column(name, sa.String(), nullable=False) for name in (*key, *rest))
    op.create_table(table, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"))
