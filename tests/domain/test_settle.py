from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.settle import Wish, asked_of, balance, had_of, settle

IDS = st.sampled_from("abc")
ORE = st.integers(1, 10_000)
WISHES = st.lists(
    st.builds(Wish, st.uuids().map(str), IDS, IDS, ORE, st.integers(0, 9)),
    max_size=12,
    unique_by=lambda w: w.id,
)
SUMS = st.dictionaries(IDS, st.integers(0, 10_000))


def issued(ore: int, **more: Any) -> dict[str, Any]:
    return {
        "form": "invoice",
        "state": "issued",
        "lines": [{"quantity": 1, "unit_ore": ore}],
        **more,
    }


def paid(ore: int, **more: Any) -> dict[str, Any]:
    return {"state": "succeeded", "amount_ore": ore, **more}


@given(SUMS, SUMS, WISHES)
def test_no_ore_is_made_or_lost(asked: dict[str, int], had: dict[str, int], w: list[Wish]) -> None:
    found = settle(asked, had, w)
    counted = sum(found.counted.values())
    assert sum(asked.values()) - sum(found.open.values()) == counted
    assert sum(had.values()) - sum(found.left.values()) == counted
    assert all(ore >= 0 for ore in (*found.open.values(), *found.left.values()))
    assert all(found.counted[one.id] <= one.amount_ore for one in w)


@given(SUMS, SUMS, WISHES, st.randoms())
def test_the_order_in_which_a_computer_heard_of_them_does_not_matter(
    asked: dict[str, int], had: dict[str, int], w: list[Wish], luck: Any
) -> None:
    other = list(w)
    luck.shuffle(other)
    assert settle(asked, had, w) == settle(asked, had, other)


def test_the_same_money_meant_for_two_invoices_pays_the_one_the_server_heard_of_first() -> None:
    wishes = [
        Wish("z", "p", "one", 500, 7),
        Wish("a", "p", "two", 500, 9),
        Wish("b", "p", "two", 9),
    ]
    found = settle({"one": 500, "two": 500}, {"p": 600}, wishes)
    assert found.counted == {"z": 500, "a": 100, "b": 0}
    assert (found.open, found.left) == ({"one": 0, "two": 400}, {"p": 0})


def test_what_was_credited_after_it_was_paid_stays_with_the_student() -> None:
    credit = issued(500, form="credit_note", credits="one")
    asked = asked_of({"one": issued(500), "c": credit})
    found = settle(asked, {"p": 500}, [Wish("w", "p", "one", 500, 1)])
    assert (found.left["p"], found.counted["w"]) == (500, 0)
    assert balance({"one": issued(500), "c": credit}, {"p": paid(500)}, []) == -500


def test_what_was_reversed_or_never_came_pays_nothing_and_what_was_given_back_is_gone() -> None:
    payments = {
        "p": paid(900), "r": paid(900, reversed_at="2026"), "f": paid(900, state="failed"),
    }  # fmt: skip
    refunds = [
        {"payment_id": "p", "amount_ore": 100, "state": "succeeded"},
        {"payment_id": "p", "amount_ore": 200, "state": "failed"},
        {"payment_id": "gone", "amount_ore": 200, "state": "succeeded"},
    ]
    assert had_of(payments, refunds) == {"p": 800, "r": 0, "f": 0}
    assert balance({"one": issued(1_000)}, payments, refunds) == 200
