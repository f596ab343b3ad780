"""Payments at a vendor: how old what is known of a subscription is, and what was asked for."""

from alembic import op

revision = "0012"
down_revision = "0011"

_ASKED = """
CREATE TABLE payment_job (
    id VARCHAR NOT NULL, kind VARCHAR NOT NULL, what VARCHAR NOT NULL, body JSON NOT NULL,
    "key" VARCHAR NOT NULL, tries INTEGER NOT NULL, state VARCHAR NOT NULL, asked_at VARCHAR,
    next_at VARCHAR NOT NULL, provider_id VARCHAR, last_error JSON,
    CONSTRAINT pk_payment_job PRIMARY KEY (id)
)
"""


def upgrade() -> None:
    """Add a column and a table."""
    op.execute("ALTER TABLE subscription ADD COLUMN told_at VARCHAR")
    op.execute(_ASKED)
