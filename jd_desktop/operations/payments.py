"""Money received, what it pays, and money given back by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import text
from jd_desktop.domain.validity_money import LARGEST_ORE
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.ledger import Ledger, ledger

BY_HAND = ("cash", "bank", "mobilepay", "card", "other")
"""How money comes that nobody but a person tells us of; `card` is a terminal of the school's."""


def register(  # noqa: PLR0913 - a payment is this many things
    work: Work,
    student_id: str,
    amount_ore: int,
    *,
    method: str,
    at: datetime | None = None,
    reference: str = "",
    shares: Mapping[str, int] | None = None,
    first: str = "",
) -> tuple[Changes, str]:
    """Write down money that came, meant for what is open, oldest first, or for these `shares`.

    `first` is the invoice that is paid before all others. `shares` are øre by invoice; what they
    leave stays as credit. Returns the payment's id, too;
    raises BadInput for an amount or a method that cannot be.
    """
    _refuse_amount(amount_ore)
    if method not in BY_HAND:
        raise BadInput(text("Sig, hvordan der er betalt: kontant, bank, MobilePay eller kort."))
    with work.doing(text("Registrerede en betaling")) as doing:
        known = ledger(doing.db, student_id)
        doing.need("student", student_id)
        meant = proposal(known, amount_ore, first) if shares is None else dict(shares)
        if sum(meant.values()) > amount_ore:
            raise BadInput(
                text("Der er fordelt mere, end der er betalt."), hint=text("Ret fordelingen.")
            )
        payment_id = doing.create("payment", {
            "student_id": student_id, "method": method, "amount_ore": amount_ore,
            "currency": "dkk", "at": wire(at or doing.now), "reference": reference.strip(),
            "state": "succeeded", "made_by": doing.person.name, "made_at": wire(doing.now),
            "review": "double" if _looks_double(known, amount_ore, at or doing.now) else None,
        })  # fmt: skip
        for invoice_id, ore in meant.items():
            _allocate(doing, student_id, payment_id, invoice_id, ore)
    return doing.changes, payment_id


def proposal(known: Ledger, amount_ore: int, first: str = "") -> dict[str, int]:
    """Return what an amount would pay, `first` and then oldest due first, in øre by invoice."""
    order = sorted(
        (invoice_id != first, paper.get("due_on") or "", int(paper.get("number") or 0), invoice_id)
        for invoice_id, paper in known.invoices.items()
        if known.standing.open.get(invoice_id)
    )
    left, meant = amount_ore, dict[str, int]()
    for _, _, _, invoice_id in order:
        ore = min(left, known.standing.open[invoice_id])
        if ore:
            meant[invoice_id] = ore
            left -= ore
    return meant


def allocate(work: Work, payment_id: str, invoice_id: str, amount_ore: int) -> Changes:
    """Mean what is left of a payment for an invoice; raises Refused where less is left or open."""
    _refuse_amount(amount_ore)
    with work.doing(text("Fordelte en betaling")) as doing:
        payment, paper = doing.need("payment", payment_id), doing.need("invoice", invoice_id)
        student_id = paper["student_id"]
        if payment.get("student_id") not in (None, student_id):
            raise Refused(text("Betalingen og fakturaen er ikke den samme elevs."))
        if not payment.get("student_id"):
            doing.set("payment", payment_id, {"student_id": student_id})
            left = int(payment["amount_ore"])
        else:
            left = ledger(doing.db, student_id).standing.left.get(payment_id, 0)
        is_open = ledger(doing.db, student_id).standing.open.get(invoice_id, 0)
        if amount_ore > min(left, is_open):
            raise Refused(
                text("Så meget er der ikke tilbage at fordele, eller så meget skyldes der ikke."),
                hint=text("Fordel højst det, der er tilbage af betalingen og åbent på fakturaen."),
            )
        _allocate(doing, student_id, payment_id, invoice_id, amount_ore)
    return doing.changes


def take_back(work: Work, allocation_id: str) -> Changes:
    """Let a payment no longer pay an invoice: the money is credit again."""
    with work.doing(text("Fjernede en fordeling")) as doing:
        doing.need("allocation", allocation_id)
        doing.set("allocation", allocation_id, {"state": "removed"})
    return doing.changes


def reverse(work: Work, payment_id: str, why: str) -> Changes:
    """Say that a payment typed by hand never came; it stays to be seen, with the reason.

    Raises Refused for money that a vendor told of: that is given back instead.
    """
    if not why.strip():
        raise BadInput(text("Skriv, hvorfor betalingen tilbageføres."))
    with work.doing(text("Tilbageførte en betaling")) as doing:
        payment = doing.need("payment", payment_id)
        if payment.get("provider"):
            raise Refused(
                text("Betalingen kom gennem {navn} og kan ikke slettes.", navn="Stripe"),
                hint=text("Giv pengene tilbage i stedet."),
            )
        if payment.get("reversed_at"):
            raise Refused(text("Betalingen er tilbageført allerede."))
        doing.set("payment", payment_id, {
            "reversed_at": wire(doing.now), "reversed_by": doing.person.name,
            "reversed_why": why.strip(),
        })  # fmt: skip
    return doing.changes


def refund(
    work: Work, payment_id: str, amount_ore: int, *, method: str, reason: str
) -> tuple[Changes, str]:
    """Write down money given back by hand, all of a payment or a part; returns the refund's id.

    Raises Refused where more would be given back than came.
    """
    _refuse_amount(amount_ore)
    if method not in BY_HAND:
        raise BadInput(text("Sig, hvordan pengene gives tilbage: kontant, bank eller MobilePay."))
    with work.doing(text("Gav penge tilbage")) as doing:
        payment = doing.need("payment", payment_id)
        student_id = payment.get("student_id")
        given = [
            int(r["amount_ore"])
            for r in (ledger(doing.db, student_id).refunds.values() if student_id else ())
            if r["payment_id"] == payment_id and r["state"] != "failed"
        ]
        if payment.get("reversed_at") or sum(given) + amount_ore > payment["amount_ore"]:
            raise Refused(
                text("Der kan ikke gives mere tilbage, end der er betalt."),
                hint=text("Se, hvad der er givet tilbage før."),
            )
        refund_id = doing.create("refund", {
            "student_id": student_id, "payment_id": payment_id, "amount_ore": amount_ore,
            "method": method, "reason": reason.strip(), "by": doing.person.name,
            "at": wire(doing.now), "state": "succeeded",
        })  # fmt: skip
    return doing.changes, refund_id


def reviewed(work: Work, payment_id: str, note: str = "") -> Changes:
    """Say that a payment that waited for a person was looked at and is right as it stands."""
    with work.doing(text("Afklarede en betaling")) as doing:
        doing.need("payment", payment_id)
        doing.set("payment", payment_id, {"review": "done", "review_note": note.strip()})
    return doing.changes


def _allocate(doing: Doing, student_id: str, payment_id: str, invoice_id: str, ore: int) -> None:
    doing.create("allocation", {
        "student_id": student_id, "payment_id": payment_id, "invoice_id": invoice_id,
        "amount_ore": ore, "part": 0, "state": "active",
    })  # fmt: skip


def _looks_double(known: Ledger, amount_ore: int, at: datetime) -> bool:
    """Whether a vendor told of the same amount within the days round it (domain.md §5.3, 12)."""
    day = wire(at)[:10]
    near = {p["at"][:10] for p in known.payments.values() if _same(p, amount_ore)}
    return any(abs(_days(day) - _days(other)) <= _NEAR_DAYS for other in near)


_NEAR_DAYS = 3


def _same(payment: Mapping[str, Any], amount_ore: int) -> bool:
    told = payment.get("provider") and payment.get("state") == "succeeded"
    return bool(told and payment["amount_ore"] == amount_ore)


def _days(written: str) -> int:
    return datetime.fromisoformat(written).toordinal()


def _refuse_amount(amount_ore: int) -> None:
    if amount_ore <= 0:
        raise BadInput(text("Beløbet skal være mere end 0 kr."))
    if amount_ore > LARGEST_ORE:
        raise BadInput(text("Beløbet er for stort. Det højeste er 10 millioner kr."))
