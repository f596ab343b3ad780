"""A school's books in a dict, and a vendor's events about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jd_desktop.domain.kind import Body
from jd_desktop.domain.merge import fold
from jd_desktop.domain.payment_books import Effect, News
from jd_desktop.domain.payment_news import effects
from jd_desktop.domain.validity import problems

SCHOOL, STUDENT, INVOICE, REQUEST = "s1", "st1", "inv1", "req1"
NAMED = {"jd_id": REQUEST, "jd_school": SCHOOL, "jd_student": STUDENT, "jd_invoice": INVOICE,
         "jd_part": "0", "jd_mode": "test"}  # fmt: skip


@dataclass
class DictBooks:
    """Books that one can look into."""

    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    school_id: str = SCHOOL

    def get(self, kind: str, row_id: str) -> Body | None:
        return self.rows.get((kind, row_id))

    def school(self) -> Body:
        return {"name": "Køreskolen Nord", "cvr": "12345674"}

    def named(self, kind: str, field: str, value: str) -> Mapping[str, Body]:
        return {i: b for (k, i), b in self.rows.items() if k == kind and b.get(field) == value}

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [body for (k, _), body in self.rows.items() if k == kind]

    def take(self, *told: Mapping[str, Any]) -> None:
        """Take events, each as the central and a desktop do."""
        for event in told:
            self.write(effects(News.of(event), self))

    def write(self, wanted: Iterable[Effect]) -> None:
        for effect in wanted:
            key = (effect.kind, effect.id)
            self.rows[key] = fold(self.rows.get(key, {}), effect.kind, effect.set)
            assert problems(effect.kind, self.rows[key]) == []


def books(**request: Any) -> DictBooks:
    """A student who was sent a link for an invoice of 1,550 kr."""
    asked = {"student_id": STUDENT, "invoice_id": INVOICE, "part": 0, "amount_ore": 155_000,
             "currency": "dkk", "how": "link", "generation": 1, "state": "open"}  # fmt: skip
    return DictBooks({
        ("student", STUDENT): {"first_name": "Ella"},
        ("payment_request", REQUEST): asked | request,
    })  # fmt: skip


def session(**other: Any) -> dict[str, Any]:
    """A session that was paid."""
    return {
        "id": "cs_1", "object": "checkout.session", "mode": "payment", "status": "complete",
        "payment_status": "paid", "amount_total": 155_000, "currency": "dkk", "livemode": False,
        "payment_intent": "pi_1", "metadata": NAMED, "subscription": None,
    } | other  # fmt: skip


def event(about: Mapping[str, Any], kind: str = "checkout.session.completed", *, at: int = 1000,
          id: str = "") -> dict[str, Any]:  # fmt: skip
    made = id or f"evt_{kind}_{about['id']}_{at}"
    return {"id": made, "type": kind, "created": at, "data": {"object": dict(about)}}


def refund(**other: Any) -> dict[str, Any]:
    return {"id": "re_1", "object": "refund", "amount": 5_000, "status": "succeeded",
            "payment_intent": "pi_1", "metadata": {}, "reason": None,
            "created": 3000} | other  # fmt: skip


def dispute(**other: Any) -> dict[str, Any]:
    return {"id": "dp_1", "object": "dispute", "amount": 155_000, "currency": "dkk",
            "payment_intent": "pi_1", "status": "needs_response", "metadata": {},
            "created": 4000} | other  # fmt: skip


def subscription(status: str = "active", end: int = 3000) -> dict[str, Any]:
    return {"id": "sub_1", "object": "subscription", "status": status, "customer": "cus_1",
            "cancel_at_period_end": False, "items": {"data": [{"current_period_end": end}]},
            "metadata": {"jd_id": "sub1", "jd_school": SCHOOL}}  # fmt: skip


def period(n: int = 1) -> dict[str, Any]:
    about = {"subscription": "sub_1", "metadata": {"jd_id": "sub1", "jd_school": SCHOOL}}
    return {"id": f"in_{n}", "object": "invoice", "amount_paid": 9_900, "currency": "dkk",
            "metadata": {}, "parent": {"subscription_details": about},
            "status_transitions": {"paid_at": 1000 * n}}  # fmt: skip
