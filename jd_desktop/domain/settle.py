"""Which payment pays which invoice, alike on every computer, and what is left of either.

Two people may use the same money for two invoices while neither hears of the other. Both wishes
are kept; counted they are in the order in which the server heard of them, each for at most what
its payment has left and its invoice still asks. The rest stays with the student as credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jd_desktop.domain.invoice import owed, total
from jd_desktop.domain.kind import Body

Rows = Mapping[str, Body]
_NOT_YET = 1 << 62
"""Where what the server has not heard of stands: after everything else."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Money of a payment meant for an invoice; `seq` is the server's number, 0 before there is."""

    id: str
    payment_id: str
    invoice_id: str
    amount_ore: int
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What is open of each invoice, left of each payment, and counted of each wish, in øre."""

    open: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)


def settle(asked: Mapping[str, int], had: Mapping[str, int], wishes: Iterable[Wish]) -> Standing:
    """Let wishes count one after the other; `asked` by invoice, `had` by payment, in øre."""
    is_open, left, counted = dict(asked), dict(had), dict[str, int]()
    for wish in sorted(wishes, key=lambda w: (w.seq or _NOT_YET, w.id)):
        most = (wish.amount_ore, left.get(wish.payment_id, 0), is_open.get(wish.invoice_id, 0))
        ore = max(0, min(most))
        counted[wish.id] = ore
        if ore:
            left[wish.payment_id] -= ore
            is_open[wish.invoice_id] -= ore
    return Standing(is_open, left, counted)


def asked_of(invoices: Rows) -> dict[str, int]:
    """Return what each issued invoice asks: its total less what was credited and written off."""
    credited: dict[str, int] = {}
    for paper in invoices.values():
        if paper.get("form") == "credit_note" and paper.get("state") == "issued":
            of = str(paper.get("credits") or "")
            credited[of] = credited.get(of, 0) + total(paper)
    return {
        row_id: max(0, owed(paper) - credited.get(row_id, 0))
        for row_id, paper in invoices.items()
        if paper.get("form") != "credit_note" and paper.get("state") == "issued"
    }


def had_of(payments: Rows, refunds: Iterable[Body]) -> dict[str, int]:
    """Return what each payment that stands brought, less what was given back of it."""
    had = {row_id: _received(payment) for row_id, payment in payments.items()}
    for refund in refunds:
        of = str(refund["payment_id"])
        if of in had and counts_back(refund):
            had[of] -= int(refund["amount_ore"])
    return had


def balance(invoices: Rows, payments: Rows, refunds: Iterable[Body]) -> int:
    """Return what a student owes, in øre: invoices less credit notes, payments and what is lost.

    Negative is what the school holds for them. Which payment is meant for what does not matter.
    """
    received = sum(had_of(payments, refunds).values())
    return sum(map(owed, invoices.values())) - received


def counts_back(refund: Body) -> bool:
    """Whether money has left, or is about to leave: what was refused stayed here."""
    return refund.get("state") in ("requested", "pending", "succeeded")


def _received(payment: Body) -> int:
    if payment.get("state") != "succeeded" or payment.get("reversed_at"):
        return 0
    return int(payment["amount_ore"])
