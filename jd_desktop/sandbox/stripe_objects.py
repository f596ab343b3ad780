"""Stripe's objects as Stripe writes them: with every field that it always gives."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
DAY = 86_400
VERSION = "2026-10-28.endive"


def new_id(prefix: str) -> str:
    """Return an id as Stripe makes them."""
    return f"{prefix}_{secrets.token_hex(12)}"


def problem(kind: str, code: str, words: str, *, param: str = "") -> Row:
    """Return an error as Stripe writes it; `code` and `param` may be ""."""
    said = {"type": kind, "message": words}
    said |= {"code": code} if code else {}
    return {"error": said | ({"param": param} if param else {})}


def listed(rows: Sequence[Row], path: str, *, more: bool = False) -> Row:
    """Return a page of a list."""
    return {"object": "list", "data": list(rows), "has_more": more, "url": path}


def payment_link(asked: Mapping[str, Any], *, base: str, live: bool) -> Row:
    """Return a new link."""
    made, price = new_id("plink"), asked["line_items"][0]["price_data"]
    limit = (asked.get("restrictions") or {}).get("completed_sessions", {}).get("limit")
    after = asked.get("after_completion") or {"type": "hosted_confirmation"}
    return {
        "id": made, "object": "payment_link", "active": True, "after_completion": after,
        "allow_promotion_codes": False, "automatic_tax": {"enabled": False},
        "billing_address_collection": "auto", "currency": price["currency"], "custom_fields": [],
        "custom_text": {}, "customer_creation": "if_required", "livemode": live,
        "inactive_message": asked.get("inactive_message"),
        "metadata": asked.get("metadata") or {}, "payment_method_collection": "always",
        "phone_number_collection": {"enabled": False}, "shipping_options": [],
        "submit_type": "auto", "tax_id_collection": {"enabled": False, "required": "never"},
        "restrictions": {"completed_sessions": {"count": 0, "limit": int(limit or 0)}},
        "url": f"{base}/pay/{made}",
    }  # fmt: skip


def session(asked: Mapping[str, Any], *, now: int, base: str, live: bool) -> Row:
    """Return a new session; `asked` is as for creating one."""
    made, price = new_id("cs_live" if live else "cs_test"), asked["line_items"][0]["price_data"]
    amount = int(price["unit_amount"]) * int(asked["line_items"][0].get("quantity", 1))
    return {
        "id": made, "object": "checkout.session", "amount_subtotal": amount,
        "amount_total": amount, "automatic_tax": {"enabled": False, "status": None},
        "cancel_url": asked.get("cancel_url"),
        "client_reference_id": asked.get("client_reference_id"),
        "created": now, "currency": price["currency"], "custom_fields": [], "custom_text": {},
        "customer": None, "customer_email": asked.get("customer_email"),
        "expires_at": int(asked.get("expires_at") or now + DAY), "livemode": live,
        "locale": asked.get("locale"), "metadata": asked.get("metadata") or {},
        "mode": asked["mode"], "payment_intent": None, "payment_link": asked.get("payment_link"),
        "payment_method_types": ["card"], "payment_status": "unpaid", "shipping_options": [],
        "status": "open", "subscription": None, "success_url": asked.get("success_url"),
        "url": f"{base}/c/{made}",
    }  # fmt: skip


def intent(paid: Mapping[str, Any], named: Mapping[str, str], *, now: int, status: str) -> Row:
    """Return the payment of a session."""
    return {
        "id": new_id("pi"), "object": "payment_intent", "amount": paid["amount_total"],
        "created": now, "currency": paid["currency"], "latest_charge": new_id("ch"),
        "livemode": paid["livemode"], "metadata": dict(named), "status": status,
    }  # fmt: skip


def refund(of: Mapping[str, Any], asked: Mapping[str, Any], *, amount: int, now: int) -> Row:
    """Return a refund of a payment."""
    return {
        "id": new_id("re"), "object": "refund", "amount": amount, "charge": of["latest_charge"],
        "created": now, "currency": of["currency"], "metadata": asked.get("metadata") or {},
        "payment_intent": of["id"], "reason": asked.get("reason"), "status": "succeeded",
    }  # fmt: skip


def dispute(of: Mapping[str, Any], *, now: int) -> Row:
    """Return an objection of a card's owner to a payment."""
    details = {
        "due_by": now + 7 * DAY, "enhanced_eligibility": {}, "has_evidence": False,
        "past_due": False, "submission_count": 0,
    }  # fmt: skip
    return {
        "id": new_id("dp"), "object": "dispute", "amount": of["amount"],
        "balance_transactions": [], "charge": of["latest_charge"], "created": now,
        "currency": of["currency"], "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}}, "evidence_details": details,
        "is_charge_refundable": False, "livemode": of["livemode"], "metadata": {},
        "payment_intent": of["id"], "reason": "fraudulent", "status": "needs_response",
    }  # fmt: skip


def subscription(of: Mapping[str, Any], named: Mapping[str, str], *, now: int) -> Row:
    """Return a subscription that a session began; a period lasts 30 days here."""
    made, item = new_id("sub"), new_id("si")
    recurring = {"interval": "month", "interval_count": 1, "meter": None,
                 "trial_period_days": None, "usage_type": "licensed"}  # fmt: skip
    price = {
        "id": new_id("price"), "object": "price", "active": True, "billing_scheme": "per_unit",
        "created": now, "currency": of["currency"], "livemode": of["livemode"], "metadata": {},
        "product": new_id("prod"), "type": "recurring", "unit_amount": of["amount_total"],
        "recurring": recurring,
    }  # fmt: skip
    line = {
        "id": item, "object": "subscription_item", "created": now,
        "current_period_start": now, "current_period_end": now + 30 * DAY, "discounts": [],
        "metadata": {}, "price": price, "quantity": 1, "subscription": made,
    }  # fmt: skip
    return {
        "id": made, "object": "subscription", "automatic_tax": {"enabled": False},
        "billing_cycle_anchor": now, "billing_mode": {"type": "classic"}, "billing_schedules": [],
        "cancel_at_period_end": False, "collection_method": "charge_automatically",
        "created": now, "currency": of["currency"], "customer": of["customer"], "discounts": [],
        "invoice_settings": {"issuer": {"type": "self"}}, "start_date": now, "status": "active",
        "items": listed([line], f"/v1/subscription_items?subscription={made}"),
        "livemode": of["livemode"], "metadata": dict(named),
    }  # fmt: skip


def invoice(of: Mapping[str, Any], *, now: int) -> Row:
    """Return the vendor's own invoice for the period that a subscription is in; it is paid."""
    line = of["items"]["data"][0]
    amount, made = line["price"]["unit_amount"], new_id("in")
    sums = dict.fromkeys(("amount_due", "amount_paid", "subtotal", "total"), amount)
    none = dict.fromkeys(
        ("amount_overpaid", "amount_paid_off_stripe", "amount_remaining", "amount_shipping",
         "post_payment_credit_notes_amount", "pre_payment_credit_notes_amount",
         "starting_balance"), 0,
    )  # fmt: skip
    about = {"subscription": of["id"], "metadata": of["metadata"]}
    period = {"start": line["current_period_start"], "end": line["current_period_end"]}
    entry = {
        "id": new_id("il"), "object": "line_item", "amount": amount, "currency": of["currency"],
        "description": "1 × måned", "discountable": True, "discounts": [],
        "livemode": of["livemode"], "metadata": {}, "period": period, "subtotal": amount,
    }  # fmt: skip
    return {
        "id": made, "object": "invoice", "attempt_count": 1, "attempted": True,
        "auto_advance": False, "automatic_tax": {"enabled": False},
        "collection_method": "charge_automatically", "created": now, "currency": of["currency"],
        "customer": of["customer"], "default_tax_rates": [], "discounts": [],
        "issuer": {"type": "self"}, "lines": listed([entry], f"/v1/invoices/{made}/lines"),
        "livemode": of["livemode"], "metadata": {}, "payment_settings": {},
        "parent": {"type": "subscription_details", "subscription_details": about},
        "period_end": period["end"], "period_start": period["start"], "status": "paid",
        "status_transitions": {"paid_at": now}, **sums, **none,
    }  # fmt: skip


def event(kind: str, about: Mapping[str, Any], *, now: int, live: bool) -> Row:
    """Return the news of something, with the thing as it was then."""
    return {
        "id": new_id("evt"), "object": "event", "api_version": VERSION, "created": now,
        "data": {"object": dict(about)}, "livemode": live, "pending_webhooks": 0, "type": kind,
    }  # fmt: skip
