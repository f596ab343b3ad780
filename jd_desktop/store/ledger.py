"""What a student was asked for, has paid, and owes: one reading of all that is kept about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.settle import Standing, Wish, asked_of, balance, had_of, settle
from jd_desktop.store.tables import ENTITIES

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A student's papers, payments, refunds and charges by id, and how they stand.

    `balance_ore` is what they owe; negative is what the school holds for them.
    """

    invoices: Mapping[str, Body]
    payments: Mapping[str, Body]
    refunds: Mapping[str, Body]
    charges: Mapping[str, Body]
    standing: Standing
    balance_ore: int

    def paid(self, invoice_id: str) -> int:
        """Return how much of an invoice was paid, in øre."""
        return asked_of(self.invoices).get(invoice_id, 0) - self.standing.open.get(invoice_id, 0)

    @property
    def unallocated_ore(self) -> int:
        """What the school holds and no invoice has taken."""
        return sum(self.standing.left.values())


def ledger(db: Connection, student_id: str) -> Ledger:
    """Return a student's ledger as this computer knows it."""
    invoices, payments, refunds, charges = (
        _of(db, kind, student_id) for kind in ("invoice", "payment", "refund", "charge")
    )
    a = ENTITIES["allocation"].c
    wanted = select(a.id, a.payment_id, a.invoice_id, a.amount_ore, a.seq).where(
        a.student_id == student_id, a.state == "active"
    )
    wishes = [
        Wish(r.id, r.payment_id, r.invoice_id, r.amount_ore, r.seq or 0) for r in db.execute(wanted)
    ]
    had = had_of(payments, refunds.values())
    return Ledger(
        invoices,
        payments,
        refunds,
        charges,
        settle(asked_of(invoices), had, wishes),
        balance(invoices, payments, refunds.values()),
    )


def _of(db: Connection, kind: str, student_id: str) -> dict[str, Body]:
    table = ENTITIES[kind]
    found = db.execute(select(table).where(table.c.student_id == student_id)).mappings()
    names = [f.name for f in KINDS[kind].fields()]
    return {row["id"]: {n: row[n] for n in names if row[n] is not None} for row in found}
