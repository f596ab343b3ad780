"""The platform's table of rights as its documentation prints it, cell by cell, and rows to try."""

from __future__ import annotations

from typing import Any

from jd_desktop.domain.kinds import KINDS

ROLES = ("admin", "office", "instructor")
PRINTED = {
    "settings": "school template message_rule booking_type product price cancel_policy",
    "resources": "department instructor vehicle venue",
    "students": "student attachment",
    "bookings": "booking conflict",
    "messages": "message suppression",
    "invoices": "invoice charge payment_request subscription",
    "payments": "payment allocation",
    "refunds": "refund",
    "reports": "bookkeeping_batch",
    "bulk": "broadcast",
}
FORBIDDEN = {
    "admin": set[str](),
    "office": {"settings", "refunds"},
    "instructor": {"settings", "resources", "invoices", "payments", "refunds", "reports"},
}
CELLS = [
    (role, kind, action in FORBIDDEN[role])
    for role in ROLES
    for action, kinds in PRINTED.items()
    for kind in kinds.split()
]
_OF_TYPE: dict[str, Any] = {
    "text": "x", "id": "x", "ids": ["x"], "integer": 1, "flag": True, "map": {"a": 1}, "list": [],
    "instant": "2026-11-24T09:00:00.000Z", "day": "2026-11-24",
}  # fmt: skip


def body(kind: str) -> dict[str, Any]:
    """Return a body with what a kind must have."""
    made = {f.name: _OF_TYPE[f.type] for f in KINDS[kind].fields() if f.required}
    if kind == "booking":
        made |= {"instructor_id": "mine", "ends": "2026-11-24T10:00:00.000Z", "state": "confirmed"}
    return made
