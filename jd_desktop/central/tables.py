"""The central's tables. Every key begins with the school, so that schools can be spread."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"}
)


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


school = Table(
    "school",
    metadata,
    _key("id"),
    _text("name"),
    _number("head"),
    _number("floor"),
    _number("lines"),
    _text("epoch"),
    Column("schema", Integer, nullable=False),
)
"""`head` counts row changes, `lines` the ledger; rows deleted up to `floor` are purged."""

user = Table(
    "user",
    metadata,
    _key("school_id"),
    _key("id"),
    Column("email", String, nullable=False, unique=True),
    _text("name"),
    _text("role"),
    _text("instructor_id"),
    _text("password_hash"),
    _flag("active"),
)

device = Table(
    "device",
    metadata,
    _key("school_id"),
    _key("id"),
    _text("user_id"),
    _text("name"),
    Column("token_hash", String, unique=True),
    _number("last_n"),
    _text("app"),
    Column("schema", Integer, nullable=False),
    _text("seen_at"),
    Column("revoked_at", String),
)
"""A signed-out device has no token; a revoked one keeps it, to be told why."""

record = Table(
    "record",
    metadata,
    _key("school_id"),
    _key("kind"),
    _key("id"),
    _number("seq"),
    _flag("deleted"),
    Column("versions", JSON, nullable=False),
    Column("body", JSON, nullable=False),
    _text("audience"),
    UniqueConstraint("school_id", "seq"),
)

slot = Table(
    "slot",
    metadata,
    _key("school_id"),
    _key("booking_id"),
    _key("resource"),
    _key("resource_id"),
    _text("starts"),
    _text("ends"),
    Index("ix_slot_when", "school_id", "resource", "resource_id", "starts"),
)
"""Who and what a booking claims, from when to when: the index that finds double bookings."""

link = Table(
    "link",
    metadata,
    _key("school_id"),
    _key("booking_id"),
    _key("conflict_id"),
)
"""The double bookings, open or accepted, that name a booking."""

ledger = Table(
    "ledger",
    metadata,
    _key("school_id"),
    _key("device_id"),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    _number("line"),
    _text("at"),
    _text("user_id"),
    Column("mutation", JSON, nullable=False),
    _text("hash"),
    _text("outcome"),
    _text("conflict_id"),
    UniqueConstraint("school_id", "line"),
)
"""Every mutation taken, whole, with what became of it; `line` is the order of taking."""

attempt = Table(
    "attempt",
    metadata,
    _key("key"),
    _number("failed"),
    _text("since"),
)
"""Failed sign-ins by a hash of who and where; forgotten when the window has passed."""
