"""The table of what this computer asks of the vendor of payments."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table


def payment_jobs(metadata: MetaData) -> Table:
    """Build the table: a request by the record it is for, written down before it is asked.

    So a second try is the first one, word for word.
    """
    return Table(
        "payment_job",
        metadata,
        Column("id", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("what", String, nullable=False),
        Column("body", JSON(none_as_null=True), nullable=False),
        Column("key", String, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("state", String, nullable=False),
        Column("asked_at", String),
        Column("next_at", String, nullable=False),
        Column("provider_id", String),
        Column("last_error", JSON(none_as_null=True)),
    )
