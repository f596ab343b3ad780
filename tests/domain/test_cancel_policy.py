from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.cancel_policy import fee, free_until, words
from jd_desktop.domain.language import COPENHAGEN, DANISH

WEDNESDAY_NOON = datetime(2026, 11, 25, 12, 0, tzinfo=COPENHAGEN)
TUESDAY = datetime(2026, 11, 24, 13, 10, tzinfo=COPENHAGEN)
NOON_BEFORE = {"kind": "clock", "days": 1, "at": "12:00"}


def nobody(_day: date) -> bool:
    return False


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=COPENHAGEN)


def test_cancelled_tuesday_at_ten_past_one_for_wednesday_noon_costs_the_lesson() -> None:
    policy = {"deadline": NOON_BEFORE, "fee": {"kind": "full"}}
    found = fee(policy, 55_000, WEDNESDAY_NOON, TUESDAY, nobody)
    assert found is not None
    assert found.amount_ore == 55_000
    assert words(DANISH, found, found.free_until) == (
        "550,00 kr., fordi fristen var tirs. 24. nov. 12.00 og der blev aflyst"
        " tirs. 24. nov. 13.10: hele prisen."
    )


def test_to_the_minute_of_the_deadline_it_is_free() -> None:
    policy = {"deadline": NOON_BEFORE, "fee": {"kind": "full"}}
    noon = at("2026-11-24T12:00")
    assert fee(policy, 55_000, WEDNESDAY_NOON, noon, nobody) is None
    assert "0 kr." in words(DANISH, None, noon)


@pytest.mark.parametrize(
    ("costs", "ore"),
    [
        ({"kind": "fixed", "ore": 30_000}, 30_000),
        ({"kind": "percent", "percent": 75}, 41_250),
        ({"kind": "percent", "percent": 300}, 55_000),
        ({"kind": "fixed", "ore": 0}, None),
        ({}, 55_000),
    ],
)
def test_a_fee_is_the_price_a_share_of_it_or_an_amount(
    costs: dict[str, Any], ore: int | None
) -> None:
    found = fee({"deadline": NOON_BEFORE, "fee": costs}, 55_000, WEDNESDAY_NOON, TUESDAY, nobody)
    assert (found and found.amount_ore) == ore


@pytest.mark.parametrize(
    ("deadline", "until"),
    [
        ({"kind": "hours", "hours": 24}, "2026-11-24T12:00"),
        ({"kind": "clock", "days": 0, "at": "07:00"}, "2026-11-25T07:00"),
        ({"kind": "workdays", "days": 2, "at": "12:00"}, "2026-11-23T12:00"),
        ({"kind": "workdays", "days": 3, "at": "12:00"}, "2026-11-20T12:00"),
        ({"kind": "clock", "days": 1, "at": "middag"}, "2026-11-24T12:00"),
        ({}, "2026-11-25T12:00"),
    ],
)
def test_each_way_of_counting(deadline: dict[str, Any], until: str) -> None:
    assert free_until(deadline, WEDNESDAY_NOON, nobody) == at(until)


def test_a_holiday_is_no_working_day() -> None:
    after_christmas = at("2026-12-28T10:00")
    holidays = {date(2026, 12, 25), date(2026, 12, 24)}
    deadline = {"kind": "workdays", "days": 1, "at": "12:00"}
    found = free_until(deadline, after_christmas, holidays.__contains__)
    assert found == at("2026-12-23T12:00")


def test_a_day_is_a_day_of_the_wall_clock_where_summer_ends() -> None:
    monday = at("2026-10-26T12:00")
    assert free_until(NOON_BEFORE, monday, nobody) == at("2026-10-25T12:00")
    assert free_until({"kind": "hours", "hours": 48}, monday.astimezone(UTC), nobody) == at(
        "2026-10-24T13:00"
    )


@given(st.integers(0, 10**6), st.integers(0, 100), st.integers(0, 96))
def test_a_share_never_costs_more_than_the_lesson(price: int, percent: int, hours: int) -> None:
    policy = {
        "deadline": {"kind": "hours", "hours": hours},
        "fee": {"kind": "percent", "percent": percent},
    }
    found = fee(policy, price, WEDNESDAY_NOON, TUESDAY, nobody)
    assert found is None or 0 < found.amount_ore <= price
