from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.daily_maximum import Excess, Limits, Taught, excess, limits_on
from jd_desktop.host.catalogue import daily_limits
from jd_desktop.host.paths import resources

PLAN = Limits("x", "planen", date(2026, 7, 1), 8, 4, 3, "§", "draft", {"kta": 4})
DRIVE, THEORY = Taught(45, is_practical=True), Taught(45, is_practical=False)


def test_as_much_as_the_plan_allows_is_no_excess() -> None:
    assert excess([DRIVE] * 3 + [THEORY] * 4, PLAN) == []


def test_one_more_drive_is_one_too_many() -> None:
    assert excess([DRIVE] * 4, PLAN) == [Excess("practical", 4, 3)]


def test_a_begun_lesson_counts_whole_unless_its_type_says_how_many() -> None:
    assert excess([Taught(136, is_practical=True)], PLAN) == [Excess("practical", 4, 3)]
    assert excess([Taught(136, is_practical=True, lessons=3)], PLAN) == []


def test_the_skid_pad_allows_one_more_and_the_day_one_more_in_all() -> None:
    day = [DRIVE] * 3 + [Taught(45, is_practical=True, venue="kta")] + [THEORY] * 4
    assert excess(day, PLAN) == []
    assert excess([*day, DRIVE], PLAN)[0] == Excess("practical", 5, 4)


def test_too_much_theory_and_too_much_in_all_are_both_told() -> None:
    told = excess([THEORY] * 9, PLAN)
    assert [e.what for e in told] == ["theory", "total"]


@given(st.lists(st.sampled_from([DRIVE, THEORY]), max_size=12))
def test_more_teaching_never_mends_an_excess(day: list[Taught]) -> None:
    before = {e.what for e in excess(day, PLAN)}
    assert before <= {e.what for e in excess([*day, DRIVE], PLAN)}


@pytest.mark.parametrize(
    ("day", "which"),
    [
        (date(2014, 1, 1), None),
        (date(2026, 6, 30), "dk-b-2015"),
        (date(2026, 7, 1), "dk-b-2026"),
        (date(2030, 1, 1), "dk-b-2026"),
    ],
)
def test_the_plan_of_the_day_holds(day: date, which: str | None) -> None:
    found = limits_on(day, daily_limits("da", resources()))
    assert (found.id if found else None) == which


def test_every_plan_has_a_source_and_says_how_sure_it_is() -> None:
    for limits in daily_limits("en", resources()):
        assert limits.source
        assert limits.certainty in ("verified", "quoted", "draft")
        assert limits.title.startswith("the ")
