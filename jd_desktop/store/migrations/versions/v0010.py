"""Whether a message has won its turn at the central; the queue's order in an index."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column and the indexes; what was queued before has asked for no turn."""
    op.execute("ALTER TABLE outbox_job ADD COLUMN turn VARCHAR")
    op.execute("CREATE INDEX ix_outbox_job_next ON outbox_job (state, channel, priority, next_at)")
    op.execute("CREATE INDEX ix_outbox_job_booking_id ON outbox_job (booking_id)")
