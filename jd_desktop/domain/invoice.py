"""What an invoice comes to, in øre: its lines, its instalments, what of it is due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jd_desktop.domain.kind import Body


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment; `n` is 0 where the whole invoice is due on one day."""

    n: int
    due_on: date | None
    amount_ore: int


def gross(line: Mapping[str, Any]) -> int:
    """Return what a line comes to, VAT included."""
    return int(line["quantity"]) * int(line["unit_ore"])


def total(paper: Body) -> int:
    """Return what a paper says at the bottom; a credit note's is positive, too."""
    return sum(map(gross, paper.get("lines") or ()))


def owed(paper: Body) -> int:
    """Return by how much a paper changes what its student owes: nothing while it is a draft."""
    if paper.get("state") != "issued":
        return 0
    if paper.get("form") == "credit_note":
        return -total(paper)
    return total(paper) - int(paper.get("written_off_ore") or 0)


def parts(paper: Body) -> tuple[Part, ...]:
    """Return the instalments in their order, or one for all of it."""
    written = [
        Part(int(p["n"]), date.fromisoformat(p["due_on"]), int(p["amount_ore"]))
        for p in paper.get("parts") or ()
    ]
    due = paper.get("due_on")
    whole = Part(0, date.fromisoformat(due) if due else None, total(paper))
    return tuple(sorted(written, key=lambda p: p.n)) or (whole,)


def overdue(paper: Body, paid_ore: int, today: date) -> int:
    """Return how much of a paper should have been paid before today, of which so much is."""
    due = sum(p.amount_ore for p in parts(paper) if p.due_on and p.due_on < today)
    return max(0, due - paid_ore)


def split(amount_ore: int, count: int, first: date) -> tuple[Part, ...]:
    """Split an amount in parts a month apart that add up to it; the first bear the odd øre."""
    each, odd = divmod(amount_ore, count)
    return tuple(
        Part(k + 1, _months_on(first, k), each + (1 if k < odd else 0)) for k in range(count)
    )


def as_stored(instalments: Iterable[Part]) -> list[dict[str, Any]]:
    """Write instalments as a paper keeps them."""
    return [
        {"n": p.n, "due_on": p.due_on.isoformat(), "amount_ore": p.amount_ore}
        for p in instalments
        if p.due_on is not None
    ]


def _months_on(day: date, months: int) -> date:
    """Return the same day of a later month, or its last where the month is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))
