"""What a message in the outbox says of its booking, and which others it says it for."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns; what a job says was the end of its key until now."""
    op.execute("ALTER TABLE outbox_job ADD COLUMN about VARCHAR")
    op.execute("ALTER TABLE outbox_job ADD COLUMN lead_id VARCHAR")
    # u:<number>:<message>:<what it says>
    op.execute(
        "UPDATE outbox_job SET about = substr(dedupe_key, instr(dedupe_key, message_id) +"
        " length(message_id) + 1) WHERE instr(dedupe_key, message_id) > 0"
    )
