from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.vat import Rate, Rates, vat_of

DAY = date(2026, 11, 23)
RATES = Rates(
    (
        Rate("standard", 22, date(1990, 1, 1)),
        Rate("standard", 25, date(1992, 1, 1)),
        Rate("outside", 0, date(1992, 1, 1)),
    )
)


def line(ore: int, vat: str = "", quantity: int = 1) -> dict[str, Any]:
    return {"quantity": quantity, "unit_ore": ore, "vat": vat}


def test_a_fifth_of_a_danish_price_is_vat() -> None:
    assert vat_of(560_000, 25) == 112_000


@pytest.mark.parametrize(("gross", "vat"), [(2, 0), (3, 1), (7, 1), (8, 2), (-3, -1), (0, 0)])
def test_half_an_ore_is_rounded_away_from_nothing(gross: int, vat: int) -> None:
    assert vat_of(gross, 25) == vat


@given(st.integers(-(10**12), 10**12), st.integers(0, 100))
def test_it_is_what_decimal_arithmetic_gives(gross: int, percent: int) -> None:
    exact = Decimal(gross) * percent / (100 + percent)
    assert vat_of(gross, percent) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["standard", "outside", ""]))))
def test_base_and_vat_add_up_to_what_is_paid(lines: list[tuple[int, str]]) -> None:
    shares = RATES.shares([line(ore, vat) for ore, vat in lines], DAY)
    assert sum(s.base_ore + s.vat_ore for s in shares) == sum(ore for ore, _ in lines)
    assert len({s.vat for s in shares}) == len(shares)


def test_vat_is_rounded_over_the_lines_together_and_not_line_by_line() -> None:
    (share,) = RATES.shares([line(3), line(3), line(3)], DAY)
    assert share.vat_ore == vat_of(9, 25) == 2


def test_the_rate_of_the_day_counts_and_an_unknown_word_is_the_standard() -> None:
    assert RATES.percent("standard", date(1991, 6, 1)) == 22
    assert RATES.percent("", DAY) == RATES.percent("reduced", DAY) == 25
    assert RATES.percent("outside", DAY) == 0
