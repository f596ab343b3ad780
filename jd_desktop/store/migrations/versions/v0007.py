"""Files by content, and the records that name them."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables."""
    op.execute(
        "CREATE TABLE attachment (id VARCHAR NOT NULL, seq INTEGER NOT NULL,"
        " pending BOOLEAN NOT NULL, student_id VARCHAR, sha256 VARCHAR, size INTEGER,"
        " media_type VARCHAR, name VARCHAR, shared BOOLEAN, removed BOOLEAN, made_by VARCHAR,"
        " made_at VARCHAR,"
        " CONSTRAINT pk_attachment PRIMARY KEY (id))"
    )
    op.execute("CREATE INDEX ix_attachment_student_id ON attachment (student_id)")
    op.execute("CREATE INDEX ix_attachment_sha256 ON attachment (sha256)")
    op.execute(
        "CREATE TABLE file (sha256 VARCHAR NOT NULL, size INTEGER NOT NULL,"
        " here INTEGER NOT NULL, at VARCHAR NOT NULL, absent_at VARCHAR,"
        " CONSTRAINT pk_file PRIMARY KEY (sha256))"
    )
    op.execute(
        "CREATE TABLE file_part (sha256 VARCHAR NOT NULL, start INTEGER NOT NULL,"
        " content BLOB NOT NULL, CONSTRAINT pk_file_part PRIMARY KEY (sha256, start))"
    )
