"""When a computer without access handed over what is to be reviewed."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the time of handing over to conflicts."""
    op.execute("ALTER TABLE conflict ADD COLUMN handed_at VARCHAR")
