from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import text
from jd_desktop.operations import payments
from jd_desktop.operations.undo import undo
from tests.operations.test_invoices import issued, of
from tests.outbox.school import School


def wish(school: School) -> str:
    return next(iter(of(school).standing.counted))


def test_money_pays_what_is_open_oldest_first_and_the_rest_is_credit(school: School) -> None:
    first = issued(school, 30_000)
    school.later(days=1)
    second = issued(school, 40_000)
    _, payment_id = payments.register(school.work, school.mia, 80_000, method="mobilepay")
    known = of(school)
    assert (known.paid(first), known.paid(second)) == (30_000, 40_000)
    assert known.standing.left[payment_id] == known.unallocated_ore == 10_000
    assert known.balance_ore == -10_000


def test_money_may_be_meant_for_one_invoice(school: School) -> None:
    first, second = issued(school, 30_000), issued(school, 40_000)
    payments.register(school.work, school.mia, 40_000, method="bank", shares={second: 40_000})
    assert (of(school).paid(first), of(school).paid(second)) == (0, 40_000)
    with pytest.raises(BadInput, match="fordelt mere"):
        payments.register(school.work, school.mia, 1, method="bank", shares={first: 2})


def test_the_paper_that_is_looked_at_is_paid_before_an_older_one(school: School) -> None:
    first = issued(school, 30_000)
    school.later(days=1)
    second = issued(school, 40_000)
    payments.register(school.work, school.mia, 50_000, method="cash", first=second)
    assert (of(school).paid(first), of(school).paid(second)) == (10_000, 40_000)


@pytest.mark.parametrize(
    ("ore", "method", "says"),
    [(0, "cash", "mere end 0"), (-5, "cash", "mere end 0"), (10**10, "cash", "for stort"),
     (100, "kaffe", "hvordan")],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_kept(
    school: School, ore: int, method: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        payments.register(school.work, school.mia, ore, method=method)
    assert of(school).payments == {}


def test_nobody_pays_for_a_student_who_is_not_there(school: School) -> None:
    with pytest.raises(BadInput, match="findes ikke"):
        payments.register(school.work, "nobody", 100, method="cash")


def test_undo_leaves_the_payment_to_be_seen_and_the_debt_as_it_was(school: School) -> None:
    issued(school, 30_000)
    changes, payment_id = payments.register(school.work, school.mia, 30_000, method="cash")
    assert of(school).balance_ore == 0
    assert changes.action is not None
    undo(school.work, changes.action.n)
    known = of(school)
    assert known.balance_ore == 30_000
    assert known.payments[payment_id]["reversed_why"] == "Fortrød"


def test_a_typing_mistake_is_reversed_with_its_reason(school: School) -> None:
    invoice_id = issued(school, 30_000)
    _, payment_id = payments.register(school.work, school.mia, 30_000, method="cash")
    with pytest.raises(BadInput, match="hvorfor"):
        payments.reverse(school.work, payment_id, " ")
    payments.reverse(school.work, payment_id, "Forkert elev")
    assert (of(school).balance_ore, of(school).paid(invoice_id)) == (30_000, 0)
    with pytest.raises(Refused, match="allerede"):
        payments.reverse(school.work, payment_id, "Igen")


def test_an_allocation_is_taken_back_and_made_anew_for_at_most_what_is_there(
    school: School,
) -> None:
    first, second = issued(school, 30_000), issued(school, 40_000)
    _, payment_id = payments.register(school.work, school.mia, 30_000, method="cash")
    payments.take_back(school.work, wish(school))
    assert of(school).unallocated_ore == 30_000
    with pytest.raises(Refused, match="ikke tilbage"):
        payments.allocate(school.work, payment_id, second, 30_001)
    payments.allocate(school.work, payment_id, second, 30_000)
    assert (of(school).paid(first), of(school).paid(second)) == (0, 30_000)


def test_money_is_given_back_in_parts_and_never_more_than_came(school: School) -> None:
    _, payment_id = payments.register(school.work, school.mia, 30_000, method="cash")
    payments.refund(school.work, payment_id, 10_000, method="cash", reason="En time mindre")
    changes, _ = payments.refund(school.work, payment_id, 20_000, method="bank", reason="")
    assert of(school).balance_ore == 0
    with pytest.raises(Refused, match="mere tilbage"):
        payments.refund(school.work, payment_id, 1, method="cash", reason="")
    assert changes.action is not None
    undo(school.work, changes.action.n)
    assert of(school).balance_ore == -20_000
    payments.refund(school.work, payment_id, 20_000, method="cash", reason="")


def by_stripe(school: School, **more: Any) -> str:
    with school.work.doing(text("Stripe")) as doing:
        return doing.create("payment", {
            "student_id": school.mia, "method": "card", "amount_ore": 30_000, "provider": "stripe",
            "at": wire(doing.now), "state": "succeeded", "external_id": "pi_1", **more,
        })  # fmt: skip


def test_collision_12_a_payment_typed_by_hand_that_looks_like_the_vendors_asks_a_person(
    school: School,
) -> None:
    by_stripe(school)
    school.later(days=2)
    _, payment_id = payments.register(school.work, school.mia, 30_000, method="mobilepay")
    assert of(school).payments[payment_id]["review"] == "double"
    payments.reviewed(school.work, payment_id, "To betalinger")
    assert of(school).payments[payment_id]["review"] == "done"


@pytest.mark.parametrize(("ore", "days"), [(29_999, 0), (30_000, 4)])
def test_another_amount_or_another_week_is_another_payment(
    school: School, ore: int, days: int
) -> None:
    by_stripe(school)
    at = school.clock.now() + timedelta(days=days)
    _, payment_id = payments.register(school.work, school.mia, ore, method="bank", at=at)
    assert "review" not in of(school).payments[payment_id]


def test_what_a_vendor_told_of_is_given_back_and_not_reversed(school: School) -> None:
    with pytest.raises(Refused, match="kom gennem Stripe"):
        payments.reverse(school.work, by_stripe(school), "Fejl")
