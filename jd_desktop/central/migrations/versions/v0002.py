"""Who sees what, devices that say how they stand, second factors, leases, claims and files."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _added(column: sa.Column[Any]) -> sa.Column[Any]:
    empty = "0" if isinstance(column.type, sa.BigInteger) else ""
    return sa.Column(column.name, column.type, nullable=False, server_default=empty)


def _primary(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def upgrade() -> None:
    """Add columns, which older rows get empty, and tables."""
    _extend(
        "user",
        _text("department_id"),
        _text("password_at"),
        _text("totp_secret"),
        _number("totp_step"),
    )
    _extend(
        "device", _text("platform"), _number("cursor"), _number("waiting"), _number("clock_off_s")
    )
    _extend("record", _text("lost"))
    for name in ("handed_over_at", "erased_at"):
        op.add_column("device", sa.Column(name, sa.String()))
    _create_turns()
    _create_doors()
    _create_files()


def _extend(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, _added(column))


def _create_turns() -> None:
    op.create_table(
        "lease",
        *map(_text, ("school_id", "name", "device_id", "until")),
        _number("fence"),
        _primary("lease", "school_id", "name"),
    )
    op.create_table(
        "claim",
        *map(_text, ("school_id", "key", "device_id", "at")),
        _primary("claim", "school_id", "key"),
    )


def _create_doors() -> None:
    op.create_table(
        "sign_in",
        *map(_text, ("school_id", "id", "at", "user_id", "device_id", "outcome", "from_hash")),
        _primary("sign_in", "school_id", "id"),
    )
    op.create_index("ix_sign_in_at", "sign_in", ["school_id", "at"])
    op.create_table(
        "reset",
        *map(_text, ("token_hash", "school_id", "user_id", "expires_at")),
        sa.Column("used_at", sa.String()),
        _primary("reset", "token_hash"),
    )


def _create_files() -> None:
    op.create_table(
        "blob",
        *map(_text, ("school_id", "hash", "at")),
        _number("size"),
        sa.Column("whole", sa.Boolean(), nullable=False),
        _primary("blob", "school_id", "hash"),
    )
    op.create_table(
        "blob_part",
        *map(_text, ("school_id", "hash")),
        _number("start"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _primary("blob_part", "school_id", "hash", "start"),
    )
