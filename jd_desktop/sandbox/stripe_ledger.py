"""What the stand-in for Stripe remembers: links, sessions, payments, and the news of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from time import time
from typing import Any

from jd_desktop.sandbox import stripe_objects as make
from jd_desktop.sandbox.stripe_objects import DAY, Row

KINDS = {
    "plink": "links", "cs": "sessions", "pi": "intents", "re": "refunds", "dp": "disputes",
    "sub": "subscriptions", "in": "invoices", "evt": "events",
}  # fmt: skip
DECLINED = {
    "4000000000000002": "Kortet blev afvist.",
    "4000000000009995": "Der er ikke penge nok på kortet.",
}
"""Stripe's own test cards that are declined."""
LATER = "4000000000000077"
"""Here: a payment of which one hears only later whether it went well."""


class StripeLedger:
    """Objects by their ids; kept in a file where one is given, so that a restart forgets none."""

    def __init__(
        self, file: Path | None = None, *, now: Callable[[], float] = time, live: bool = False
    ):
        """Take where to keep it, the time, and whether it says that money is real."""
        self._file, self._now, self._live = file, now, live
        self.base, self.both_win = "", False
        self._kept: dict[str, dict[str, Row]] = {name: {} for name in KINDS.values()}
        self._named: dict[str, Row] = {}
        self.answers: dict[str, Row] = {}
        if file is not None and file.exists():
            kept = json.loads(file.read_text("utf-8"))
            self._kept, self._named, self.answers = kept["kept"], kept["named"], kept["answers"]

    def wipe(self) -> None:
        """Forget everything, as if it were new."""
        for rows in self._kept.values():
            rows.clear()
        self._named.clear()
        self.answers.clear()
        self.both_win = False

    def now(self) -> int:
        """Return the time here."""
        return int(self._now())

    def save(self) -> None:
        """Write all of it, where there is a file."""
        if self._file is not None:
            whole = {"kept": self._kept, "named": self._named, "answers": self.answers}
            beside = self._file.with_suffix(".new")
            beside.write_text(json.dumps(whole), "utf-8")
            beside.replace(self._file)

    def get(self, row_id: str) -> Row | None:
        """Return what has this id."""
        found = self._kept.get(KINDS.get(row_id.partition("_")[0], ""), {}).get(row_id)
        if found is not None and found["object"] == "checkout.session":
            self._age(found)
        return found

    def all(self, kind: str) -> list[Row]:
        """Return all of a kind ("links", "sessions", …), the newest first."""
        rows = list(reversed(self._kept[kind].values()))
        for row in rows if kind == "sessions" else ():
            self._age(row)
        return rows

    def create_link(self, asked: Mapping[str, Any]) -> Row:
        """Make a link."""
        made = make.payment_link(asked, base=self.base, live=self._live)
        self._named[made["id"]] = dict(asked)
        return self._put(made)

    def create_session(self, asked: Mapping[str, Any]) -> Row:
        """Make a session."""
        made = make.session(asked, now=self.now(), base=self.base, live=self._live)
        self._named[made["id"]] = dict(asked)
        return self._put(made)

    def open_link(self, link_id: str, query: Mapping[str, str]) -> Row | None:
        """Open a session as somebody does who follows a link; None where it is closed."""
        link = self.get(link_id)
        if link is None or not link["active"]:
            return None
        asked = {**self._named[link_id], "mode": "payment", "payment_link": link_id}
        asked |= {"customer_email": query.get("prefilled_email"), "locale": query.get("locale")}
        return self.create_session(asked)

    def title(self, session_id: str) -> str:
        """Return what is paid for in a session."""
        price = self._named[session_id]["line_items"][0]["price_data"]
        return str(price["product_data"]["name"])

    def pay(self, session_id: str, card: str) -> str:
        """Pay in a session; returns "" or why not, in words."""
        paid = self.get(session_id)
        if paid is None or paid["status"] != "open":
            return "Siden er udløbet." if paid is None or paid["status"] == "expired" else ""
        number = card.replace(" ", "")
        if number in DECLINED:
            return DECLINED[number]
        if len(number) != 16 or not number.isdecimal():
            return "Kortnummeret er ikke rigtigt."
        if not self._count(paid):
            return "Linket kan ikke bruges længere."
        self._complete(paid, is_paid=number != LATER)
        return ""

    def stray(self, amount: int, currency: str) -> None:
        """Let somebody pay what nobody here asked for."""
        price = {"currency": currency, "unit_amount": str(amount), "product_data": {"name": "?"}}
        asked = {"mode": "payment", "line_items": [{"price_data": price, "quantity": "1"}]}
        self._complete(self.create_session(asked), is_paid=True)

    def settle(self, session_id: str, *, well: bool) -> None:
        """Let what was to be paid later be paid, or not."""
        session = self._kept["sessions"][session_id]
        about = self._kept["intents"][session["payment_intent"]]
        about["status"] = "succeeded" if well else "requires_payment_method"
        session["payment_status"] = "paid" if well else "unpaid"
        outcome = "succeeded" if well else "failed"
        self.tell(f"checkout.session.async_payment_{outcome}", session)

    def expire(self, session_id: str) -> bool:
        """Let a session end; False where it is not open."""
        found = self.get(session_id)
        if found is None or found["status"] != "open":
            return False
        found["status"], found["url"] = "expired", None
        self.tell("checkout.session.expired", found)
        return True

    def refund(self, asked: Mapping[str, Any]) -> Row | str:
        """Give money back; returns why not as Stripe's code."""
        of = self.get(str(asked.get("payment_intent")))
        if of is None or of["status"] != "succeeded":
            return "resource_missing"
        given = sum(r["amount"] for r in self.all("refunds") if r["payment_intent"] == of["id"]
                    and r["status"] != "failed")  # fmt: skip
        amount = int(asked.get("amount") or of["amount"] - given)
        if amount <= 0 or given + amount > of["amount"]:
            return "charge_already_refunded"
        made = self._put(make.refund(of, asked, amount=amount, now=self.now()))
        self.tell("refund.created", made)
        return made

    def fail_refund(self, refund_id: str) -> None:
        """Let the bank send a refund back."""
        found = self._kept["refunds"][refund_id]
        found |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
        self.tell("refund.failed", found)

    def object_to(self, intent_id: str) -> Row:
        """Let the card's owner object to a payment."""
        made = self._put(make.dispute(self._kept["intents"][intent_id], now=self.now()))
        self.tell("charge.dispute.created", made)
        return made

    def close_dispute(self, dispute_id: str, *, won: bool) -> None:
        """End an objection."""
        found = self._kept["disputes"][dispute_id]
        found["status"] = "won" if won else "lost"
        self.tell("charge.dispute.closed", found)

    def renew(self, subscription_id: str, *, well: bool = True) -> None:
        """Begin a subscription's next period, paid or not; at its end it may be over."""
        found = self._kept["subscriptions"][subscription_id]
        if found["cancel_at_period_end"]:
            found["status"] = "canceled"
            self.tell("customer.subscription.deleted", found)
            return
        line = found["items"]["data"][0]
        line["current_period_start"] = line["current_period_end"]
        line["current_period_end"] += 30 * DAY
        found["status"] = "active" if well else "past_due"
        self.tell("customer.subscription.updated", found)
        if well:
            self._bill(found)

    def tell(self, kind: str, about: Row) -> None:
        """Note what happened, as it is at this moment."""
        told = make.event(kind, json.loads(json.dumps(about)), now=self.now(), live=self._live)
        self._put(told)

    def forget_events(self) -> None:
        """Forget the news, as Stripe does after 30 days."""
        self._kept["events"].clear()

    def _put(self, made: Row) -> Row:
        self._kept[KINDS[made["id"].partition("_")[0]]][made["id"]] = made
        return made

    def _age(self, session: Row) -> None:
        if session["status"] == "open" and session["expires_at"] <= self.now():
            session["status"], session["url"] = "expired", None
            self.tell("checkout.session.expired", session)

    def _count(self, paid: Row) -> bool:
        """Count a completed session of a link, which closes at its limit."""
        link = self.get(paid["payment_link"] or "")
        if link is None:
            return True
        counted = link["restrictions"]["completed_sessions"]
        if counted["limit"] and counted["count"] >= counted["limit"] and not self.both_win:
            return False
        counted["count"] += 1
        link["active"] = not counted["limit"] or counted["count"] < counted["limit"]
        return True

    def _complete(self, paid: Row, *, is_paid: bool) -> None:
        named = self._named[paid["id"]]
        paid |= {"status": "complete", "url": None}
        if paid["mode"] == "subscription":
            paid |= {"customer": make.new_id("cus"), "payment_status": "paid"}
            wanted = (named.get("subscription_data") or {}).get("metadata") or {}
            begun = self._put(make.subscription(paid, wanted, now=self.now()))
            paid["subscription"] = begun["id"]
            self.tell("customer.subscription.created", begun)
            self._bill(begun)
        else:
            wanted = (named.get("payment_intent_data") or {}).get("metadata") or {}
            status = "succeeded" if is_paid else "processing"
            made = self._put(make.intent(paid, wanted, now=self.now(), status=status))
            paid |= {
                "payment_intent": made["id"],
                "payment_status": "paid" if is_paid else "unpaid",
            }
        self.tell("checkout.session.completed", paid)

    def _bill(self, of: Row) -> None:
        made = self._put(make.invoice(of, now=self.now()))
        self.tell("invoice.paid", made)


def fits(rows: Iterable[Row], asked: Mapping[str, Any], names: Iterable[str]) -> list[Row]:
    """Return the rows whose fields are as asked, and that are of the time asked for."""
    wanted = {name: asked[name] for name in names if asked.get(name)}
    span = asked.get("created") if isinstance(asked.get("created"), dict) else {}
    first = int((span or {}).get("gte", 0))
    return [
        row
        for row in rows
        if all(row.get(name) == value for name, value in wanted.items())
        and row.get("created", first) >= first
    ]
