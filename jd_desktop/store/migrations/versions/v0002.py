"""What came from elsewhere, and who changed a record last."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the table of news and the name beside each server row."""
    op.execute('ALTER TABLE server_row ADD COLUMN "by" VARCHAR')
    op.execute(
        "CREATE TABLE news (id INTEGER NOT NULL, at VARCHAR NOT NULL, kind VARCHAR NOT NULL,"
        ' row_id VARCHAR NOT NULL, how VARCHAR NOT NULL, "by" VARCHAR NOT NULL, before JSON,'
        " after JSON, undone_by INTEGER, CONSTRAINT pk_news PRIMARY KEY (id))"
    )
