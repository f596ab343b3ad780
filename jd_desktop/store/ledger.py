"""What a student was asked for, has paid, and owes: one reading of all that is kept about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.settle import Standing, Wish, asked_of, balance, had_of, settle
from jd_desktop.store.tables import ENTITIES

Body = Mapping[str, Any]
Rows = Mapping[str, Body]


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
    return ledgers(db, [student_id])[student_id]


def ledgers(db: Connection, student_ids: Sequence[str]) -> dict[str, Ledger]:
    """Return the ledgers of students, at most some hundreds, in a few questions for all."""
    invoices, payments, refunds, charges, allocations = (
        _of(db, kind, student_ids)
        for kind in ("invoice", "payment", "refund", "charge", "allocation")
    )
    return {
        i: _settled(
            invoices.get(i, {}), payments.get(i, {}), refunds.get(i, {}), charges.get(i, {}),
            allocations.get(i, {}),
        )
        for i in student_ids
    }  # fmt: skip


def _settled(
    invoices: Rows, payments: Rows, refunds: Rows, charges: Rows, allocations: Rows
) -> Ledger:
    wishes = [
        Wish(i, a["payment_id"], a["invoice_id"], a["amount_ore"], a["seq"] or 0)
        for i, a in allocations.items()
        if a["state"] == "active"
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


def _of(db: Connection, kind: str, student_ids: Sequence[str]) -> dict[str, dict[str, Body]]:
    table = ENTITIES[kind]
    found = db.execute(select(table).where(table.c.student_id.in_(student_ids))).mappings()
    names = [*(f.name for f in KINDS[kind].fields()), "seq"]
    rows: dict[str, dict[str, Body]] = {}
    for row in found:
        body = {n: row[n] for n in names if row[n] is not None}
        rows.setdefault(row["student_id"], {})[row["id"]] = {"seq": 0, **body}
    return rows
