from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.invoice import as_stored, overdue, owed, parts, split, total

DAY = date(2026, 11, 23)
LINES = [{"quantity": 2, "unit_ore": 55_000}, {"quantity": 1, "unit_ore": -10_000}]


def paper(**more: Any) -> dict[str, Any]:
    return {"form": "invoice", "state": "issued", "lines": LINES, "due_on": "2026-12-01", **more}


def test_only_what_is_issued_is_owed_and_a_credit_note_takes_it_back() -> None:
    assert total(paper()) == 100_000
    assert owed(paper()) == 100_000
    assert owed(paper(state="draft")) == 0
    assert owed(paper(form="credit_note")) == -100_000
    assert owed(paper(written_off_ore=40_000)) == 60_000


@given(st.integers(0, 10**9), st.integers(1, 60), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_instalments_add_up_and_differ_by_an_ore_at_most(ore: int, count: int, on: date) -> None:
    found = split(ore, count, on)
    assert sum(p.amount_ore for p in found) == ore
    assert max(p.amount_ore for p in found) - min(p.amount_ore for p in found) <= 1
    assert [p.n for p in found] == list(range(1, count + 1))
    days = [p.due_on for p in found if p.due_on]
    assert days == sorted(set(days))


def test_the_last_of_january_is_followed_by_the_last_of_february() -> None:
    assert [p.due_on for p in split(300, 3, date(2027, 1, 31))] == [
        date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31),
    ]  # fmt: skip


def test_an_invoice_without_instalments_is_one() -> None:
    (whole,) = parts(paper())
    assert (whole.n, whole.due_on, whole.amount_ore) == (0, date(2026, 12, 1), 100_000)
    written = as_stored(split(100_000, 2, DAY))
    assert [p.amount_ore for p in parts(paper(parts=written))] == [50_000, 50_000]


def test_only_what_should_have_been_paid_is_overdue() -> None:
    in_parts = paper(parts=as_stored(split(100_000, 2, DAY)))
    assert overdue(in_parts, 0, DAY) == 0, "it is due on this day still"
    assert overdue(in_parts, 0, date(2026, 11, 24)) == 50_000
    assert overdue(in_parts, 20_000, date(2026, 11, 24)) == 30_000
    assert overdue(in_parts, 70_000, date(2026, 11, 24)) == 0
