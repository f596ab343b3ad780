"""The first central database."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _primary(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def _unique(table: str, *names: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*names, name=f"uq_{table}_{'_'.join(names)}")


def upgrade() -> None:
    """Create every table."""
    _create_people()
    _create_records()
    _create_ledger()


def _create_people() -> None:
    op.create_table(
        "school",
        *_texts("id", "name", "epoch"),
        *_numbers("head", "floor", "lines"),
        sa.Column("schema", sa.Integer(), nullable=False),
        _primary("school", "id"),
    )
    op.create_table(
        "user",
        *_texts("school_id", "id", "email", "name", "role", "instructor_id", "password_hash"),
        sa.Column("active", sa.Boolean(), nullable=False),
        _primary("user", "school_id", "id"),
        _unique("user", "email"),
    )
    op.create_table(
        "device",
        *_texts("school_id", "id", "user_id", "name", "app", "seen_at"),
        *_numbers("last_n"),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String()),
        sa.Column("revoked_at", sa.String()),
        _primary("device", "school_id", "id"),
        _unique("device", "token_hash"),
    )
    op.create_table(
        "attempt", *_texts("key", "since"), *_numbers("failed"), _primary("attempt", "key")
    )


def _create_records() -> None:
    op.create_table(
        "record",
        *_texts("school_id", "kind", "id", "audience"),
        *_numbers("seq"),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        _primary("record", "school_id", "kind", "id"),
        _unique("record", "school_id", "seq"),
    )
    op.create_table(
        "slot",
        *_texts("school_id", "booking_id", "resource", "resource_id", "starts", "ends"),
        _primary("slot", "school_id", "booking_id", "resource", "resource_id"),
    )
    op.create_index("ix_slot_when", "slot", ["school_id", "resource", "resource_id", "starts"])
    op.create_table(
        "link",
        *_texts("school_id", "booking_id", "conflict_id"),
        _primary("link", "school_id", "booking_id", "conflict_id"),
    )


def _create_ledger() -> None:
    op.create_table(
        "ledger",
        *_texts("school_id", "device_id", "at", "user_id", "hash", "outcome", "conflict_id"),
        *_numbers("n", "line"),
        sa.Column("mutation", sa.JSON(), nullable=False),
        _primary("ledger", "school_id", "device_id", "n"),
        _unique("ledger", "school_id", "line"),
    )
