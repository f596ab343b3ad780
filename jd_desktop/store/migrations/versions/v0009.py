"""What a vendor told in its list."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table."""
    op.execute(
        "CREATE TABLE vendor_event (id VARCHAR NOT NULL, at VARCHAR NOT NULL,"
        " CONSTRAINT pk_vendor_event PRIMARY KEY (id))"
    )
