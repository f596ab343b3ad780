"""Days on which a school is closed; until when a vehicle is inspected and insured."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add columns."""
    op.execute("ALTER TABLE school ADD COLUMN closures JSON")
    for name in ("inspection_due", "insurer", "insured_to"):
        op.execute(f"ALTER TABLE vehicle ADD COLUMN {name} VARCHAR")
