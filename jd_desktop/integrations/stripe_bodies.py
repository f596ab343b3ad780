"""What is asked of Stripe, as it goes on the wire: made from a record alone, the same anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

Body = dict[str, Any]
OURS = "jd_id"
"""The name under which Stripe keeps the id of our record."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What somebody is to pay: `record_id` is that of the request, `title` what the page says."""

    record_id: str
    school_id: str
    student_id: str
    invoice_id: str
    part: int
    amount_ore: int
    title: str
    language: str = "da"
    email: str = ""
    mode: str = "live"


def link(bill: Bill, *, thanks: str, closed: str) -> Body:
    """Return a link by which one session can be completed, ever."""
    named = metadata(bill)
    return {
        "line_items": _lines(bill),
        "restrictions": {"completed_sessions": {"limit": 1}},
        "metadata": named,
        "payment_intent_data": {"metadata": named},
        "after_completion": {
            "type": "hosted_confirmation",
            "hosted_confirmation": {"custom_message": thanks},
        },
        "inactive_message": closed,
    }


def session(bill: Bill, *, expires_at: datetime, back_to: str) -> Body:
    """Return a page to pay on now, until an instant 30 minutes to 24 hours ahead."""
    named = metadata(bill)
    return {
        **_page(bill, back_to),
        "mode": "payment",
        "line_items": _lines(bill),
        "metadata": named,
        "payment_intent_data": {"metadata": named},
        "expires_at": int(expires_at.timestamp()),
    }


def monthly(bill: Bill, *, back_to: str) -> Body:
    """Return a page to begin a subscription on; `bill` is of one month."""
    named = metadata(bill)
    (line,) = _lines(bill)
    line["price_data"]["recurring"] = {"interval": "month"}
    return {
        **_page(bill, back_to),
        "mode": "subscription",
        "line_items": [line],
        "metadata": named,
        "subscription_data": {"metadata": named},
    }


def refund(record_id: str, school_id: str, *, intent: str, amount_ore: int) -> Body:
    """Return a refund of part of a payment, or of all of it."""
    return {
        "payment_intent": intent,
        "amount": amount_ore,
        "metadata": {OURS: record_id, "jd_school": school_id},
    }


def metadata(bill: Bill) -> Mapping[str, str]:
    """Return by what a payment finds its way home: ids, never names."""
    return {
        OURS: bill.record_id,
        "jd_school": bill.school_id,
        "jd_student": bill.student_id,
        "jd_invoice": bill.invoice_id,
        "jd_part": str(bill.part),
        "jd_mode": bill.mode,
    }


def page_url(url: str, *, language: str, email: str = "") -> str:
    """Return a link as it is sent to somebody: in their language, their address filled in."""
    known = {"locale": language} | ({"prefilled_email": email} if email else {})
    return f"{url}{'&' if '?' in url else '?'}{urlencode(known)}"


def _page(bill: Bill, back_to: str) -> Body:
    known = {"customer_email": bill.email} if bill.email else {}
    return {
        "client_reference_id": bill.record_id,
        "locale": bill.language,
        "success_url": back_to,
        **known,
    }


def _lines(bill: Bill) -> list[Body]:
    price = {
        "currency": "dkk",
        "unit_amount": bill.amount_ore,
        "product_data": {"name": bill.title},
    }
    return [{"price_data": price, "quantity": 1}]
