from __future__ import annotations

from typing import Any

import pytest

from jd_desktop.domain.validity import problems
from jd_desktop.domain.validity_money import LARGEST_ORE

LINE = {"id": "l", "text": "Køretime", "quantity": 2, "unit": "stk.", "unit_ore": 55_000}
PAPER: dict[str, Any] = {
    "student_id": "ella", "form": "invoice", "lines": [LINE], "state": "issued"
}  # fmt: skip
PAYMENT = {
    "amount_ore": 100,
    "method": "cash",
    "state": "succeeded",
    "at": "2026-11-23T08:00:00.000Z",
}
PRICE = {"of_kind": "product", "of_id": "p", "price_ore": 0, "valid_from": "2026-01-01"}


def said(kind: str, body: dict[str, Any]) -> str:
    return " ".join(map(str, problems(kind, body)))


def test_what_is_right_may_stand() -> None:
    assert said("invoice", PAPER) == ""
    assert said("payment", PAYMENT) == ""
    assert said("price", PRICE) == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"form": "poem"}, "hverken"),
        ({"state": "paid"}, "hverken"),
        ({"lines": [{**LINE, "unit_ore": 55_000.0}]}, "linjer"),
        ({"lines": [{**LINE, "quantity": True}]}, "linjer"),
        ({"lines": [{**LINE, "quantity": 10**6, "unit_ore": 10**6}]}, "linjer"),
        ({"lines": ["Køretime"]}, "linjer"),
        ({"lines": [LINE] * 501}, "linjer"),
        ({"parts": [{"n": 1}]}, "rater"),
        ({"parts": [{"n": 1, "amount_ore": 1}]}, "Raterne"),
        ({"lines": []}, "mere end 0"),
        ({"lines": [{**LINE, "unit_ore": -1}]}, "mere end 0"),
        ({"lines": [{**LINE, "quantity": 1, "unit_ore": LARGEST_ORE}] * 2}, "for stort"),
        ({"form": "credit_note"}, "krediterer"),
    ],
)
def test_a_paper_that_cannot_be_sent_says_why(change: dict[str, Any], says: str) -> None:
    assert says in said("invoice", {**PAPER, **change})


def test_a_draft_may_still_be_empty() -> None:
    assert said("invoice", {**PAPER, "state": "draft", "lines": []}) == ""


@pytest.mark.parametrize(
    ("amount", "says"), [(0, "mere end 0"), (-1, "mere end 0"), (LARGEST_ORE + 1, "for stort")]
)
def test_no_payment_of_nothing_and_none_of_a_hundred_millions(amount: int, says: str) -> None:
    assert says in said("payment", {**PAYMENT, "amount_ore": amount})


def test_a_price_ends_after_it_begins_and_is_not_negative() -> None:
    assert "efter" in said("price", {**PRICE, "valid_to": "2025-12-31"})
    assert "mellem" in said("price", {**PRICE, "price_ore": -1})
