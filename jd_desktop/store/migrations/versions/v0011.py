"""What is sold, owed, paid, asked for and given back."""

from alembic import op

revision = "0011"
down_revision = "0010"

_ADDED = (
    ("school", "payment_days", "INTEGER"),
    ("school", "bank_account", "VARCHAR"),
    ("school", "invoice_email", "VARCHAR"),
    ("school", "invoice_note", "VARCHAR"),
    ("school", "numbers_from", "INTEGER"),
    ("booking_type", "vat", "VARCHAR"),
    ("booking_type", "cancel_policy_id", "VARCHAR"),
)
_NEW = {
    "product": ("name purpose unit code vat active:BOOLEAN"),
    "price": ("of_kind of_id price_ore:INTEGER valid_from valid_to active:BOOLEAN"),
    "cancel_policy": ("name deadline:JSON fee:JSON vat refill_waives:BOOLEAN active:BOOLEAN"),
    "charge": (
        "student_id booking_id what text amount_ore:INTEGER vat reason:JSON state why decided_by "
        "decided_at invoice_id made_by made_at"
    ),
    "invoice": (
        "student_id form credits reason lines:JSON due_on parts:JSON payer:JSON seller:JSON "
        "language state number:INTEGER issued_at written_off_at "
        "written_off_ore:INTEGER written_off_by written_off_why sent_at made_by made_at"
    ),
    "payment": (
        "student_id method amount_ore:INTEGER currency at provider external_id request_id "
        "reference state reversed_at reversed_by reversed_why dispute review review_note note "
        "made_by made_at"
    ),
    "allocation": ("student_id payment_id invoice_id amount_ore:INTEGER part:INTEGER state"),
    "refund": (
        "student_id payment_id amount_ore:INTEGER method reason by at state external_id failure "
        "owner_device"
    ),
    "payment_request": (
        "student_id invoice_id part:INTEGER amount_ore:INTEGER currency how generation:INTEGER "
        "email expires_at state review provider_id session_id url refused owner_device made_by "
        "made_at"
    ),
    "subscription": (
        "student_id product_id price_ore:INTEGER email state period_end cancel_at_end:BOOLEAN "
        "provider_id session_id customer_id url cancel_wanted:BOOLEAN refused owner_device "
        "made_by made_at"
    ),
    "bookkeeping_batch": ("from_on to_on items:JSON sha256 made_by made_at"),
}
"""The columns of each kind; text where no type is said."""
_INDEXES = (
    ("invoice", "student_id"),
    ("invoice", "credits"),
    ("invoice", "number"),
    ("payment", "student_id"),
    ("payment", "at"),
    ("allocation", "invoice_id"),
    ("allocation", "payment_id"),
    ("refund", "payment_id"),
    ("refund", "student_id"),
    ("charge", "student_id"),
    ("charge", "booking_id"),
    ("payment_request", "invoice_id"),
    ("payment_request", "state"),
    ("subscription", "student_id"),
    ("price", "of_id"),
)


def upgrade() -> None:
    """Add the columns, the kinds, and the indexes by which they are looked up."""
    for table, column, written in _ADDED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {written}")
    for name, columns in _NEW.items():
        written = ", ".join(_column(*column.partition(":")) for column in columns.split())
        op.execute(
            f"CREATE TABLE {name} (id VARCHAR NOT NULL, seq INTEGER NOT NULL,"
            f" pending BOOLEAN NOT NULL, {written}, CONSTRAINT pk_{name} PRIMARY KEY (id))"
        )
    for table, column in _INDEXES:
        op.execute(f"CREATE INDEX ix_{table}_{column} ON {table} ({column})")


def _column(name: str, _: str, kind: str) -> str:
    return f'"{name}" {kind or "VARCHAR"}'
