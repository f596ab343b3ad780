from __future__ import annotations

from datetime import date

from jd_desktop.domain.pricing import price_on

PRICES = [
    {"price_ore": 50_000, "valid_from": "2026-01-01"},
    {"price_ore": 55_000, "valid_from": "2026-07-01", "valid_to": "2026-12-31"},
    {"price_ore": 99_000, "valid_from": "2026-06-01", "active": False},
]


def test_the_newest_price_that_is_valid_counts() -> None:
    assert price_on(PRICES, date(2026, 6, 30)) == 50_000
    assert price_on(PRICES, date(2026, 7, 1)) == 55_000
    assert price_on(PRICES, date(2026, 12, 31)) == 55_000
    assert price_on(PRICES, date(2027, 1, 1)) == 50_000


def test_before_any_price_the_types_own_counts() -> None:
    assert price_on(PRICES, date(2025, 12, 31), otherwise=45_000) == 45_000
    assert price_on([], date(2026, 1, 1)) is None
