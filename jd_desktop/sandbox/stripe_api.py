"""What the stand-in for Stripe answers to each request of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jd_desktop.sandbox.stripe_form import whole
from jd_desktop.sandbox.stripe_ledger import StripeLedger, fits
from jd_desktop.sandbox.stripe_objects import Row, listed, new_id, problem

_KINDS = {
    "payment_links": "links", "checkout/sessions": "sessions", "refunds": "refunds",
    "payment_intents": "intents", "disputes": "disputes", "events": "events",
    "subscriptions": "subscriptions", "billing_portal/sessions": "portal",
}  # fmt: skip
_SMALLEST, _LARGEST = 250, 99_999_999


@dataclass(frozen=True, slots=True)
class Answered:
    """A status and a document; `is_repeated` where it was said to the same key before."""

    status: int
    document: Row
    is_repeated: bool = False


def lacking(rights: frozenset[str] | None, method: str, path: str) -> str:
    """Return the right that a key lacks for a request, "" for none; None are all rights."""
    kind, _ = _split(path)
    return "" if rights is None or kind in rights or not kind else f"{kind}_{method.lower()}"


def _split(path: str) -> tuple[str, list[str]]:
    """Return what a path is about, and what stands after that."""
    rest = path.removeprefix("/v1/")
    for written, kind in _KINDS.items():
        if rest == written or rest.startswith(f"{written}/"):
            return kind, [part for part in rest.removeprefix(written).split("/") if part]
    return "", []


class StripeApi:
    """Carries requests out on the ledger."""

    def __init__(self, ledger: StripeLedger):
        """Take what is remembered."""
        self._ledger = ledger

    def answer(self, method: str, path: str, asked: Mapping[str, Any]) -> Answered:
        """Carry a request out."""
        kind, rest = _split(path)
        if not kind:
            return _wrong("Unrecognized request URL", status=404)
        if not rest and method == "GET":
            return Answered(200, self._page(kind, path, asked))
        if not rest:
            return self._create(kind, asked)
        found = self._ledger.get(rest[0])
        if found is None:
            return _wrong(f"No such object: '{rest[0]}'", "resource_missing", status=404)
        return Answered(200, found) if method == "GET" else self._change(kind, found, rest, asked)

    def _page(self, kind: str, path: str, asked: Mapping[str, Any]) -> Row:
        names = ("payment_link", "status", "payment_intent", "customer")
        rows = fits(self._ledger.all(kind), asked, names)
        wanted = asked.get("types")
        rows = [row for row in rows if not wanted or row["type"] in wanted]
        after = asked.get("starting_after")
        start = next((n + 1 for n, row in enumerate(rows) if row["id"] == after), 0)
        size = max(1, min(100, whole(asked.get("limit"), 10)))
        return listed(rows[start : start + size], path, more=start + size < len(rows))

    def _create(self, kind: str, asked: Mapping[str, Any]) -> Answered:
        if kind == "portal":
            return self._portal(asked)
        if kind == "refunds":
            made = self._ledger.refund(asked)
            return Answered(200, made) if isinstance(made, dict) else _wrong(made, made)
        wrong = self._unfit(kind, asked)
        if wrong:
            return wrong
        make = self._ledger.create_link if kind == "links" else self._ledger.create_session
        return Answered(200, make(asked))

    def _unfit(self, kind: str, asked: Mapping[str, Any]) -> Answered | None:
        if kind not in ("links", "sessions") or not asked.get("line_items"):
            return _wrong("Missing required param: line_items.", "parameter_missing")
        amount = whole(asked["line_items"][0]["price_data"].get("unit_amount"), -1)
        if amount < _SMALLEST:
            return _wrong("Amount must be at least 2.50 dkk", "amount_too_small")
        if amount > _LARGEST:
            return _wrong("Amount must be no more than 999,999.99 dkk", "amount_too_large")
        until = whole(asked.get("expires_at"), 0)
        if until and not 1800 <= until - self._ledger.now() + 60 <= 86_460:
            return _wrong("The expires_at timestamp must be within 30 minutes to 24 hours.")
        if "@" not in (asked.get("customer_email") or "@"):
            return _wrong("Invalid email address", "email_invalid")
        return None

    def _change(self, kind: str, found: Row, rest: list[str], asked: Mapping[str, Any]) -> Answered:
        if kind == "sessions" and rest[1:] == ["expire"] and not self._ledger.expire(found["id"]):
            return _wrong("Only Checkout Sessions with a status of open can be expired.")
        if kind == "links" and "active" in asked:
            found["active"] = asked["active"].lower() == "true"
        if kind == "subscriptions" and "cancel_at_period_end" in asked:
            found["cancel_at_period_end"] = asked["cancel_at_period_end"].lower() == "true"
            self._ledger.tell("customer.subscription.updated", found)
        return Answered(200, found)

    def _portal(self, asked: Mapping[str, Any]) -> Answered:
        customer = str(asked.get("customer") or "")
        if not any(row["customer"] == customer for row in self._ledger.all("subscriptions")):
            return _wrong(f"No such customer: '{customer}'", "resource_missing")
        return Answered(200, {
            "id": new_id("bps"), "object": "billing_portal.session", "configuration": "bpc_1",
            "created": self._ledger.now(), "customer": customer, "livemode": False,
            "return_url": asked.get("return_url"), "locale": asked.get("locale"),
            "url": f"{self._ledger.base}/portal/{customer}",
        })  # fmt: skip


def _wrong(words: str, code: str = "", *, status: int = 400) -> Answered:
    return Answered(status, problem("invalid_request_error", code, words))
