"""What a vendor's news of subscriptions mean: how far they are paid, and each period's papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from jd_desktop.domain.clock import instant, local_day, wire
from jd_desktop.domain.ids import keyed
from jd_desktop.domain.kind import Body
from jd_desktop.domain.parties import payer_of, seller_of
from jd_desktop.domain.payment_books import VENDOR, Draft, News

_STATES = {
    "active": "active", "trialing": "active", "past_due": "past_due", "unpaid": "past_due",
    "paused": "past_due", "incomplete": "pending", "canceled": "cancelled",
    "incomplete_expired": "cancelled",
}  # fmt: skip
_RANKS = {"wanted": 0, "pending": 1, "active": 2, "past_due": 3, "cancelled": 4}


def subscription_told(news: News, row_id: str, draft: Draft) -> None:
    """Write how a subscription stands; what was so earlier than what is known changes nothing.

    The vendor counts in seconds: of two words in the same one, the further stands.
    """
    told, stands = news.about, draft.get("subscription", row_id) if row_id else None
    if stands is None:
        return
    said = {
        "state": _STATES.get(str(told.get("status")), "pending"),
        "period_end": _period_end(told),
        "cancel_at_end": bool(told.get("cancel_at_period_end")),
        "told_at": wire(news.at),
    }
    if _age(said) > _age(stands):
        link = {"provider_id": told["id"], "customer_id": told.get("customer")}
        draft.set("subscription", row_id, {**said, **link})


def paid_period(news: News, row_id: str, draft: Draft) -> None:
    """Write the payment of one period, and an invoice for it that is paid."""
    told = news.about
    amount = told.get("amount_paid")
    if not isinstance(amount, int) or amount <= 0:
        return
    stands = draft.get("subscription", row_id) if row_id else None
    paid, paper = (draft.id(kind, str(told["id"])) for kind in ("payment", "invoice"))
    at = _seconds((told.get("status_transitions") or {}).get("paid_at")) or wire(news.at)
    who = (stands or {}).get("student_id")
    if draft.get("payment", paid) is None:
        draft.set("payment", paid, {
            "student_id": who, "method": "card", "provider": VENDOR, "amount_ore": amount,
            "currency": told["currency"], "at": at, "external_id": told["id"],
            "state": "succeeded" if told["currency"] == "dkk" else "pending",
            "review": _review(told, stands), "made_by": VENDOR, "made_at": at,
        })  # fmt: skip
    if stands is None or _review(told, stands) or draft.get("invoice", paper) is not None:
        return
    draft.set("invoice", paper, _paper(stands, amount, at, draft, row_id=str(told["id"])))
    draft.set("allocation", keyed(draft.books.school_id, "allocation", f"{paid}:{paper}:0"), {
        "student_id": who, "payment_id": paid, "invoice_id": paper, "amount_ore": amount,
        "part": 0, "state": "active",
    })  # fmt: skip


def _review(told: Mapping[str, Any], stands: Body | None) -> str:
    if told["currency"] != "dkk":
        return "currency"
    return "" if stands else "unknown"


def _paper(stands: Body, amount: int, at: str, draft: Draft, *, row_id: str) -> dict[str, Any]:
    product = draft.get("product", str(stands["product_id"])) or {}
    school = draft.books.school()
    student = draft.get("student", str(stands["student_id"])) or {}
    day = local_day(instant(at)).isoformat()
    line = {
        "id": row_id, "text": str(product.get("name") or ""), "quantity": 1, "unit": "måned",
        "unit_ore": amount, "vat": product.get("vat") or "standard", "on": day,
        "product_id": stands["product_id"],
    }  # fmt: skip
    return {
        "student_id": stands["student_id"], "form": "invoice", "lines": [line], "due_on": day,
        "payer": payer_of(student), "seller": seller_of(school),
        "language": "en" if student.get("language") == "en" else "da", "state": "issued",
        "made_by": VENDOR, "made_at": at,
    }  # fmt: skip


def _period_end(told: Mapping[str, Any]) -> str | None:
    """Return until when it is paid: with each of its lines, or in older words with the whole."""
    lines = (told.get("items") or {}).get("data") or [{}]
    return _seconds(lines[0].get("current_period_end") or told.get("current_period_end"))


def _seconds(said: Any) -> str | None:
    return wire(datetime.fromtimestamp(said, UTC)) if isinstance(said, int) else None


def _age(body: Body) -> tuple[Any, ...]:
    end, rank = str(body.get("period_end") or ""), _RANKS.get(str(body.get("state")), 0)
    return str(body.get("told_at") or ""), end, rank, bool(body.get("cancel_at_end"))
