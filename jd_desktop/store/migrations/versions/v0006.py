"""What the outbox says, by which rules, to whom not; what students wish to hear."""

from alembic import op

revision = "0006"
down_revision = "0005"

_ADDED = (
    ("student", "email_refused", "BOOLEAN"),
    ("student", "messages_off", "JSON"),
    ("student", "phone_bad", "VARCHAR"),
    ("student", "email_bad", "VARCHAR"),
    ("student", "merged_into", "VARCHAR"),
    ("booking_type", "messages_off", "JSON"),
    ("message", "subject", "VARCHAR"),
    ("message", "origin", "VARCHAR"),
    ("message", "template_id", "VARCHAR"),
    ("message", "template_version", "INTEGER"),
    ("message", "broadcast_id", "VARCHAR"),
    ("message", "address", "VARCHAR"),
    ("message", "code", "VARCHAR"),
    ("message", "complained_at", "VARCHAR"),
)
_NEW = {
    "template": "event VARCHAR, channel VARCHAR, language VARCHAR, subject VARCHAR, text VARCHAR,"
    " versions JSON, active BOOLEAN",
    "message_rule": "event VARCHAR, channels JSON, lead_minutes INTEGER, types JSON,"
    " active BOOLEAN",
    "suppression": "channel VARCHAR, address VARCHAR, reason VARCHAR, source VARCHAR,"
    ' "by" VARCHAR, at VARCHAR, state VARCHAR',
    "broadcast": "name VARCHAR, channel VARCHAR, subject VARCHAR, text VARCHAR, filter JSON,"
    " excluded JSON, send_at VARCHAR, state VARCHAR, made_by VARCHAR, made_at VARCHAR",
}


def upgrade() -> None:
    """Add the columns and the kinds; what this computer learned of addresses keeps its rows."""
    op.execute("ALTER TABLE suppression RENAME TO refused_address")
    for table, column, written in _ADDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {written}")
    for name, columns in _NEW.items():
        op.execute(
            f"CREATE TABLE {name} (id VARCHAR NOT NULL, seq INTEGER NOT NULL,"
            f" pending BOOLEAN NOT NULL, {columns}, CONSTRAINT pk_{name} PRIMARY KEY (id))"
        )
    op.execute("CREATE INDEX ix_message_student_id ON message (student_id)")
    op.execute("CREATE INDEX ix_message_state ON message (state)")
    op.execute("CREATE INDEX ix_message_broadcast_id ON message (broadcast_id)")
    op.execute("CREATE INDEX ix_student_email ON student (email)")
    op.execute("CREATE INDEX ix_suppression_address ON suppression (address)")
