"""The holidays that lie in resources, counted again from an Easter that is not ours."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.easter import easter

from tests.architecture.tree import ROOT

YEARS = range(2025, 2031)
FROM_EASTER = {
    "Skærtorsdag": -3, "Langfredag": -2, "Påskedag": 0, "2. påskedag": 1,
    "Kristi himmelfartsdag": 39, "Pinsedag": 49, "2. pinsedag": 50,
}  # fmt: skip
FIXED = {
    "Nytårsdag": (1, 1), "Grundlovsdag": (6, 5), "Juleaftensdag": (12, 24), "Juledag": (12, 25),
    "2. juledag": (12, 26), "Nytårsaftensdag": (12, 31),
}  # fmt: skip


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return tomllib.loads((ROOT / "resources" / "holidays" / "dk.toml").read_text("utf-8"))


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_exactly_its_holidays(data: dict[str, Any], year: int) -> None:
    sunday = easter(year)
    expected = {(sunday + timedelta(days), name) for name, days in FROM_EASTER.items()}
    expected |= {(date(year, *day), name) for name, day in FIXED.items()}
    listed = [(h["date"], h["name"]) for h in data["holiday"] if h["date"].year == year]
    assert len(listed) == len(expected)
    assert set(listed) == expected


def test_easter_falls_where_almanacs_say(data: dict[str, Any]) -> None:
    sundays = [str(h["date"]) for h in data["holiday"] if h["name"] == "Påskedag"]
    assert sundays == [
        "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21",
    ]  # fmt: skip


def test_store_bededag_is_no_holiday_any_more(data: dict[str, Any]) -> None:
    friday = {easter(year) + timedelta(26) for year in YEARS}
    assert data["abolished"]["last_year"] == 2023
    assert friday.isdisjoint(h["date"] for h in data["holiday"])


def test_every_day_says_where_it_comes_from_and_how_sure_it_is(data: dict[str, Any]) -> None:
    for day in [*data["holiday"], data["abolished"]]:
        assert data["sources"][day["source"]]
        assert day["certainty"] in {"high", "medium"}
        assert day["english"]
    assert [h["date"] for h in data["holiday"]] == sorted(h["date"] for h in data["holiday"])
