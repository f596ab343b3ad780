"""The local tables: what the server said, what people here want, and the two laid together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
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

from jd_desktop.domain.kind import Kind
from jd_desktop.domain.kinds import KINDS
from jd_desktop.store.payment_jobs import payment_jobs

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _json() -> JSON:
    return JSON(none_as_null=True)


def _column_type(written: str) -> Any:
    """Instants and days stay text as on the wire: they sort as they stand."""
    if written in ("ids", "list", "map"):
        return _json()
    return {"integer": Integer(), "flag": Boolean(create_constraint=False)}.get(written, String())


def _entity(kind: Kind) -> Table:
    """Build a kind's table: `seq` is the server's counter, `pending` says not yet agreed."""
    return Table(
        kind.name,
        metadata,
        Column("id", String, primary_key=True),
        Column("seq", Integer, nullable=False),
        Column("pending", Boolean(create_constraint=False), nullable=False),
        *(Column(f.name, _column_type(f.type)) for f in kind.fields()),
    )


ENTITIES = {name: _entity(kind) for name, kind in KINDS.items()}

server_row = Table(
    "server_row",
    metadata,
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("deleted", Boolean(create_constraint=False), nullable=False),
    Column("body", _json(), nullable=False),
    Column("versions", _json()),  # kept only where this desktop is its own server
    Column("by", String),
    Column("reduced", Boolean(create_constraint=False), nullable=False, default=False),
    sqlite_with_rowid=False,
)
news = Table(
    "news",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("row_id", String, nullable=False),
    Column("how", String, nullable=False),
    Column("by", String, nullable=False),
    Column("before", _json()),
    Column("after", _json()),
    Column("undone_by", Integer),
)
"""What came from elsewhere and changed what was shown here; `how` tells whose doing it was."""

mutation = Table(
    "mutation",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("user", String, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("title", _json(), nullable=False),
    Column("acked_head", Integer),
    Column("outcome", String),
    Column("undone_by", Integer),
    Column("epoch", String),
)
mutation_op = Table(
    "mutation_op",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("row_id", String, nullable=False),
    Column("base", Integer, nullable=False),
    Column("patch", _json(), nullable=False),
    Column("was", _json(), nullable=False),
    Column("is_delete", Boolean(create_constraint=False), nullable=False),
)
change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("person", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("row_id", String, nullable=False),
    Column("before", _json()),
    Column("after", _json()),
)
state = Table(
    "state",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", _json()),
)
claim = Table(
    "claim",
    metadata,
    Column("booking_id", String, primary_key=True),
    Column("resource", String, primary_key=True),
    Column("resource_id", String, primary_key=True),
    Column("starts", String, nullable=False),
    Column("ends", String, nullable=False),
    Column("shares_venue", Boolean(create_constraint=False), nullable=False),
)
overlap = Table(
    "overlap",
    metadata,
    Column("id", String, primary_key=True),
    Column("first", String, nullable=False),
    Column("later", String, nullable=False),
    Column("resource", String, nullable=False),
    Column("resource_id", String, nullable=False),
    Column("accepted", Boolean(create_constraint=False), nullable=False),
)
booking_student = Table(
    "booking_student",
    metadata,
    Column("student_id", String, primary_key=True),
    Column("booking_id", String, primary_key=True),
    Column("starts", String, nullable=False),
)
cpr_vault = Table(
    "cpr_vault",
    metadata,
    Column("student_id", String, primary_key=True),
    Column("cpr", String, nullable=False),
)
outbox_job = Table(
    "outbox_job",
    metadata,
    Column("id", String, primary_key=True),
    Column("dedupe_key", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("booking_id", String),
    Column("cause_n", Integer, nullable=False),
    Column("channel", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("on_uncertain", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("recipient", String, nullable=False),
    Column("payload", String, nullable=False),
    Column("not_before", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String, nullable=False),
    Column("attempt_id", String),
    Column("lease_until", String),
    Column("first_attempt_at", String),
    Column("uncertain_since", String),
    Column("checks", Integer, nullable=False),
    Column("provider_id", String),
    Column("status_checks", Integer, nullable=False),
    Column("last_error", _json()),
    Column("created_at", String, nullable=False),
    Column("about", String),
    Column("lead_id", String),
    Column("turn", String),
    UniqueConstraint("dedupe_key"),
    UniqueConstraint("channel", "provider_id"),
)
outbox_attempt = Table(
    "outbox_attempt",
    metadata,
    Column("attempt_id", String, primary_key=True),
    Column("job_id", String, nullable=False),
    Column("started_at", String, nullable=False),
    Column("ended_at", String),
    Column("outcome", String),
    Column("code", String),
    Column("provider_id", String),
)
channel_state = Table(
    "channel_state",
    metadata,
    Column("channel", String, primary_key=True),
    Column("paused_until", String),
    Column("reason", _json()),
    Column("spent_at", String),
)
vendor_event = Table(
    "vendor_event",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", String, nullable=False),
)
"""What a vendor told in its list, by its own ids, so that each word counts once."""

payment_job = payment_jobs(metadata)
refused_address = Table(
    "refused_address",
    metadata,
    Column("channel", String, primary_key=True),
    Column("address", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("at", String, nullable=False),
)

file = Table(
    "file",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("here", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("absent_at", String),
)
"""Files by content of which `here` bytes are here, since when; and when the central lacked one."""

file_part = Table(
    "file_part",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

Index(None, mutation.c.acked_head)
Index(None, mutation_op.c.kind, mutation_op.c.row_id)
Index(None, change.c.n)
Index(None, change.c.kind, change.c.row_id)
Index(None, claim.c.resource, claim.c.resource_id, claim.c.starts)
Index(None, overlap.c.first)
Index(None, overlap.c.later)
Index(None, booking_student.c.booking_id)
Index(None, outbox_job.c.state, outbox_job.c.next_at)
Index(
    "ix_outbox_job_next", outbox_job.c.state, outbox_job.c.channel, outbox_job.c.priority,
    outbox_job.c.next_at,
)  # fmt: skip
Index(None, outbox_job.c.booking_id)
Index(None, outbox_job.c.message_id)
_booking, _student = ENTITIES["booking"].c, ENTITIES["student"].c
Index(None, _booking.instructor_id, _booking.starts)
Index(None, _booking.starts)
Index(None, _student.last_name, _student.first_name, _student.id)
Index(None, _student.phone)
Index(None, _student.email)
_message = ENTITIES["message"].c
Index(None, _message.booking_id)
Index(None, _message.student_id)
Index(None, _message.state)
Index(None, _message.broadcast_id)
Index(None, ENTITIES["suppression"].c.address)
Index(None, ENTITIES["conflict"].c.state)
Index(None, ENTITIES["attachment"].c.student_id)
Index(None, ENTITIES["attachment"].c.sha256)
for _kind, _columns in {
    "invoice": ("student_id", "credits", "number"),
    "payment": ("student_id", "at"),
    "allocation": ("invoice_id", "payment_id"),
    "refund": ("payment_id", "student_id"),
    "charge": ("student_id", "booking_id"),
    "payment_request": ("invoice_id", "state"),
    "subscription": ("student_id",),
    "price": ("of_id",),
}.items():
    for _name in _columns:
        Index(None, ENTITIES[_kind].c[_name])
