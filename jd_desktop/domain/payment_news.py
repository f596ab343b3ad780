"""What a vendor's news mean for a school's books: the one place where it is decided.

The central decides so when a webhook comes, and every desktop that asks the vendor. News come in
any order, late, twice, and on several computers at once: what is written in the end is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.ids import keyed
from jd_desktop.domain.kind import Body
from jd_desktop.domain.kinds_money import PAYMENT_RANKS, REFUND_RANKS, REQUEST_RANKS
from jd_desktop.domain.payment_books import VENDOR, Books, Draft, Effect, News
from jd_desktop.domain.subscription_news import paid_period, subscription_told

CURRENCY = "dkk"
UNKNOWN, AMOUNT, WRONG_CURRENCY, MODE = "unknown", "amount", "currency", "mode"
DOUBLE, DELETED_STUDENT, DONE = "double", "deleted_student", "done"
UNCOUNTED = frozenset({MODE, WRONG_CURRENCY})
"""Reviews of money that is not ours to count before a person has looked at it."""

NEAR = timedelta(days=3)
"""So near each other, the same amount by hand and from the vendor may be the same money."""

_CONFUSED = frozenset({UNKNOWN, AMOUNT, DELETED_STUDENT, *UNCOUNTED})
_REFUNDS = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed"}
_DISPUTES = {"won": "won", "lost": "lost", "warning_closed": "won", "prevented": "won"}


def effects(news: News, books: Books) -> tuple[Effect, ...]:
    """Return what news change; nothing where they are known, not ours, or of no concern."""
    named = ours(news)
    if named.get("jd_school", books.school_id) != books.school_id:
        return ()
    draft = Draft(books)
    tell = _TOLD.get(str(news.about["object"]))
    if tell is not None:
        tell(news, named, draft)
    return draft.effects()


def ours(news: News) -> Mapping[str, str]:
    """Return what we gave the vendor to remember with a thing."""
    about = news.about
    parent = (about.get("parent") or {}).get("subscription_details") or {}
    return dict(about.get("metadata") or parent.get("metadata") or {})


def payment_id(school_id: str, vendor_id: str) -> str:
    """Return the id of the record of a payment at the vendor."""
    return keyed(school_id, "payment", f"{VENDOR}:{vendor_id}")


def _session(news: News, named: Mapping[str, str], draft: Draft) -> None:
    """A page on which somebody paid, will have paid, or did not."""
    session = news.about
    if session["mode"] != "payment":
        _begun(session, named, draft)
        return
    request_id = named.get("jd_id", "")
    request = draft.get("payment_request", request_id) if request_id else None
    state = _session_state(news)
    if request is not None:
        _request_told(request_id, request, draft, state=state)
    if state not in _PAID_BY or not session.get("payment_intent"):
        return
    known = _Known(request_id, request, named)
    row_id = draft.id("payment", str(session["payment_intent"]))
    _payment_told(row_id, news, known, draft, state=_PAID_BY[state])
    _sort_out(known, draft)
    _doubt_by_hand(row_id, draft)


def _session_state(news: News) -> str:
    """Return what a session says of the request that it is for."""
    session = news.about
    if session.get("status") == "expired":
        return "expired"
    if session.get("payment_status") == "paid":
        return "paid"
    if news.type.endswith("async_payment_failed"):
        return "failed"
    return "processing" if session.get("status") == "complete" else "open"


_PAID_BY = {"paid": "succeeded", "processing": "pending", "failed": "failed"}
"""What a payment is when its session says so."""


class _Known:
    """What is known of what was asked for: our record, or what the vendor kept of it."""

    def __init__(self, request_id: str, request: Body | None, named: Mapping[str, str]):
        self.request_id, self.request, self.named = request_id, request, named

    def about(self, name: str) -> str:
        """Return a field of the request, or else what the vendor remembers of it."""
        found = (self.request or {}).get(f"{name}_id")
        return str(found or self.named.get(f"jd_{name}") or "")

    @property
    def part(self) -> int:
        """The part of the invoice, 0 for all of it."""
        return int((self.request or {}).get("part") or 0)


def _request_told(request_id: str, request: Body, draft: Draft, *, state: str) -> None:
    """A link outlives the sessions that are opened by it; a session of its own does not."""
    if state == "failed" or (state == "expired" and request.get("how") == "link"):
        return
    if _rises(REQUEST_RANKS, request, state):
        draft.set("payment_request", request_id, {"state": state})


def _payment_told(row_id: str, news: News, known: _Known, draft: Draft, *, state: str) -> None:
    """Write a payment down, or that it went further; one that stands higher stays as it is."""
    session, stands = news.about, draft.get("payment", row_id) or {}
    review = _review(session, known, draft)
    said = "pending" if review in UNCOUNTED else state
    if not _is_news(stands, said, news):
        if stands.get("review") == UNKNOWN and review != UNKNOWN:
            found = {"student_id": known.about("student"), "review": review}
            draft.set("payment", row_id, found)
        return
    values = {
        "student_id": known.about("student"), "method": "card", "provider": VENDOR,
        "amount_ore": session["amount_total"], "currency": session["currency"],
        "at": wire(news.at), "external_id": session["payment_intent"],
        "request_id": known.request_id, "state": said,
        "reference": "", "made_by": VENDOR, "made_at": wire(news.at),
    }  # fmt: skip
    if stands.get("review") != DONE:
        values["review"] = review
    draft.set("payment", row_id, values)
    for refund_id, refund in draft.named("refund", "payment_id", row_id).items():
        if not refund.get("student_id"):
            draft.set("refund", refund_id, {"student_id": known.about("student")})


def _is_news(stands: Body, state: str, news: News) -> bool:
    """Whether a payment goes further; what only an objection told of it gives way at once."""
    if not stands or _rises(PAYMENT_RANKS, stands, state):
        return True
    if stands.get("state") != state or state != "pending":
        return False
    return bool(stands.get("reference")) or news.at > instant(str(stands["at"]))


def _review(session: Mapping[str, Any], known: _Known, draft: Draft) -> str:
    """Return why a person must look at a payment, "" where nobody need."""
    if known.named and session["livemode"] != (known.named.get("jd_mode", "live") == "live"):
        return MODE
    if session["currency"] != CURRENCY:
        return WRONG_CURRENCY
    if known.request is None:
        return UNKNOWN
    if session["amount_total"] != known.request["amount_ore"]:
        return AMOUNT
    if draft.get("student", known.about("student")) is None:
        return DELETED_STUDENT
    return ""


def _sort_out(known: _Known, draft: Draft) -> None:
    """Let the earliest payment of a request pay the invoice; a second one waits for a person."""
    if known.request is None:
        return
    came = {
        row_id: body
        for row_id, body in draft.named("payment", "request_id", known.request_id).items()
        if body.get("state") == "succeeded" and body.get("review") not in _CONFUSED
    }
    order = sorted(came, key=lambda row_id: (came[row_id]["at"], row_id))
    for n, row_id in enumerate(order):
        body, paper = came[row_id], _allocation(row_id, known, draft)
        stands = draft.get("allocation", paper)
        if body.get("review") == DONE or body.get("reversed_at"):
            continue
        draft.set("payment", row_id, {"review": DOUBLE if n else ""})
        if n and stands and stands.get("state") == "active":
            draft.set("allocation", paper, {"state": "removed"})
        elif not n and stands is None:
            draft.set("allocation", paper, {
                "student_id": body.get("student_id"), "payment_id": row_id,
                "invoice_id": known.about("invoice"), "amount_ore": body["amount_ore"],
                "part": known.part, "state": "active",
            })  # fmt: skip


def _doubt_by_hand(row_id: str, draft: Draft) -> None:
    """Ask about money that was typed in by hand, where it may be what the vendor tells of."""
    told = draft.get("payment", row_id) or {}
    who, told_at = told.get("student_id"), instant(str(told["at"]))
    if not who or told.get("state") != "succeeded":
        return
    for other_id, other in draft.named("payment", "student_id", str(who)).items():
        is_by_hand = not other.get("provider") and not other.get("review")
        stands = other.get("state") == "succeeded" and not other.get("reversed_at")
        is_same = other.get("amount_ore") == told["amount_ore"]
        if is_by_hand and stands and is_same and abs(instant(other["at"]) - told_at) <= NEAR:
            draft.set("payment", other_id, {"review": DOUBLE})


def _allocation(paid: str, known: _Known, draft: Draft) -> str:
    key = f"{paid}:{known.about('invoice')}:{known.part}"
    return keyed(draft.books.school_id, "allocation", key)


def _begun(session: Mapping[str, Any], named: Mapping[str, str], draft: Draft) -> None:
    """A subscription that somebody began to pay."""
    row_id = named.get("jd_id", "")
    if not row_id or draft.get("subscription", row_id) is None or not session.get("subscription"):
        return
    draft.set("subscription", row_id, {
        "provider_id": session["subscription"], "session_id": session["id"],
        "customer_id": session.get("customer"),
    })  # fmt: skip


def _refund(news: News, named: Mapping[str, str], draft: Draft) -> None:
    """Money given back: asked for here, or at the vendor's own page."""
    told = news.about
    intent = told.get("payment_intent")
    if not intent:
        return
    row_id = named.get("jd_id") or draft.id("refund", str(told["id"]))
    paid = draft.id("payment", str(intent))
    state = _REFUNDS.get(str(told.get("status")), "pending")
    stands = draft.get("refund", row_id)
    if stands is None:
        draft.set("refund", row_id, {
            "student_id": (draft.get("payment", paid) or {}).get("student_id"),
            "payment_id": paid, "amount_ore": told["amount"], "method": "card",
            "reason": told.get("reason"), "by": VENDOR, "at": _made_at(told, news),
        })  # fmt: skip
    if stands is None or _rises(REFUND_RANKS, stands, state):
        draft.set("refund", row_id, {"state": state, "external_id": told["id"]})
    if told.get("failure_reason"):
        draft.set("refund", row_id, {"failure": told["failure_reason"]})


def _dispute(news: News, _named: Mapping[str, str], draft: Draft) -> None:
    """Somebody objects to a payment, or that has ended."""
    told = news.about
    if not told.get("payment_intent"):
        return
    row_id = draft.id("payment", str(told["payment_intent"]))
    paid = draft.get("payment", row_id)
    if paid is None:
        draft.set("payment", row_id, {
            "method": "card", "provider": VENDOR, "amount_ore": told["amount"],
            "currency": told["currency"], "at": wire(news.at), "state": "pending",
            "external_id": told["payment_intent"], "review": UNKNOWN, "reference": told["id"],
            "made_by": VENDOR, "made_at": wire(news.at),
        })  # fmt: skip
    ended = _DISPUTES.get(str(told.get("status")))
    if ended or not (paid or {}).get("dispute"):
        draft.set("payment", row_id, {"dispute": ended or "open"})


def _subscription(news: News, named: Mapping[str, str], draft: Draft) -> None:
    subscription_told(news, named.get("jd_id", ""), draft)


def _invoice(news: News, named: Mapping[str, str], draft: Draft) -> None:
    paid_period(news, named.get("jd_id", ""), draft)


def _made_at(told: Mapping[str, Any], news: News) -> str:
    """Return when a thing was made, which is the same in all news of it."""
    made = told.get("created")
    return wire(datetime.fromtimestamp(made, UTC) if isinstance(made, int) else news.at)


def _rises(ranks: Mapping[str, int], stands: Body, state: str) -> bool:
    return ranks.get(state, -1) > ranks.get(str(stands.get("state")), -1)


_TOLD: Mapping[str, Callable[[News, Mapping[str, str], Draft], None]] = {
    "checkout.session": _session,
    "refund": _refund,
    "dispute": _dispute,
    "subscription": _subscription,
    "invoice": _invoice,
}
