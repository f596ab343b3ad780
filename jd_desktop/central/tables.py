"""The central's tables. Every key begins with the school, so that schools can be spread."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
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


def _later_text(name: str) -> Column[str]:
    """A column that came with a later version: "" until something is known."""
    return Column(name, String, nullable=False, default="")


def _later_number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, default=0)


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
    _later_text("department_id"),
    _text("password_hash"),
    _later_text("password_at"),
    _later_text("totp_secret"),
    _later_number("totp_step"),
    _flag("active"),
)
"""`totp_secret` is "" without a second factor; a code's step counts once."""

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
    _later_text("platform"),
    _later_number("cursor"),
    _later_number("waiting"),
    _later_number("clock_off_s"),
    _later_text("viewer"),
    Column("revoked_at", String),
    Column("handed_over_at", String),
    Column("erased_at", String),
)
"""A signed-out device has no token; a revoked one keeps it, to be told why.

`cursor`, `waiting` and `clock_off_s` are what the device said last: how far its copy goes, how
many mutations it still carries, how far its clock is ahead. `viewer` marks whose eyes its copy
was made for.
"""

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
    _later_text("lost"),
    _later_text("by"),
    UniqueConstraint("school_id", "seq"),
)
"""`audience` and `lost` tell who may see a record and who once could: tokens between bars, as
`domain.audience` writes. `by` names the person who changed it last.
"""

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

tie = Table(
    "tie",
    metadata,
    _key("school_id"),
    _key("on_id"),
    _key("kind"),
    _key("id"),
    _text("token"),
)
"""What hangs on a record for its audience: a student's planned bookings, with who teaches,
messages and attachments; the parked conflicts about a record. On a file's hash hang the
attachments and open conflicts that name it, on a vendor's id the message that has it.
"""

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
    Column("circumstances", JSON(none_as_null=True)),
    UniqueConstraint("school_id", "line"),
)
"""Every mutation taken, whole, with what became of it; `line` is the order of taking. The first
line of each push tells its circumstances, so that `verify` can decide the ledger anew.
"""

attempt = Table(
    "attempt",
    metadata,
    _key("key"),
    _number("failed"),
    _text("since"),
)
"""Failed sign-ins by a hash of who and where; forgotten when the window has passed."""

lease = Table(
    "lease",
    metadata,
    _key("school_id"),
    _key("name"),
    _text("device_id"),
    _text("until"),
    _number("fence"),
)
"""Which device may do what only one may, until when; the fence grows with each new holder."""

claim = Table(
    "claim",
    metadata,
    _key("school_id"),
    _key("key"),
    _text("device_id"),
    _text("at"),
)
"""What may happen once in a school, such as one reminder, and the device that won it."""

sign_in = Table(
    "sign_in",
    metadata,
    _key("school_id"),
    _key("id"),
    _text("at"),
    _text("user_id"),
    _text("device_id"),
    _text("outcome"),
    _text("from_hash"),
    Index("ix_sign_in_at", "school_id", "at"),
)
"""The audit of sign-ins: who, when, how it ended, and a hash of where from."""

reset = Table(
    "reset",
    metadata,
    _key("token_hash"),
    _text("school_id"),
    _text("user_id"),
    _text("expires_at"),
    Column("used_at", String),
)

blob = Table(
    "blob",
    metadata,
    _key("school_id"),
    _key("hash"),
    _number("size"),
    _text("at"),
    _flag("whole"),
)
"""A file by its SHA-256; `whole` once every byte is here and the hash agrees."""

blob_part = Table(
    "blob_part",
    metadata,
    _key("school_id"),
    _key("hash"),
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

hook_secret = Table(
    "hook_secret",
    metadata,
    _key("school_id"),
    _key("vendor"),
    _text("secret"),
    _text("at"),
)
"""What tells a vendor's word about a school from anybody's. Signatures are made anew to be
compared, so that the secrets of who signs must stand here as they are; those that are only shown
are hashed.
"""

webhook_event = Table(
    "webhook_event",
    metadata,
    _key("school_id"),
    _key("vendor"),
    _key("id"),
    _text("at"),
)
"""What vendors have told, by ids that are unique with them, so that each counts once."""

numbering = Table(
    "numbering",
    metadata,
    _key("school_id"),
    _key("series"),
    _number("last"),
)
"""The last number that a series of papers has given; a row is written under the school's gate."""
