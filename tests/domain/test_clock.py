from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.clock import FixedClock, instant, local_day, midnight, week_of, wire

INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(at=INSTANTS)
def test_an_instant_survives_the_wire_to_the_millisecond(at: datetime) -> None:
    assert abs(instant(wire(at)) - at) < timedelta(milliseconds=1)


@given(one=INSTANTS, other=INSTANTS)
def test_written_instants_sort_as_time_does(one: datetime, other: datetime) -> None:
    if abs(one - other) >= timedelta(milliseconds=1):
        assert (wire(one) < wire(other)) == (one < other)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        instant("2026-11-23T08:00:00")


def test_midnight_is_danish_also_across_the_change_of_clocks() -> None:
    assert midnight(date(2026, 10, 26)) - midnight(date(2026, 10, 25)) == timedelta(hours=25)
    assert local_day(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)) == date(2026, 6, 2)


def test_a_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 29)) == date(2026, 11, 23)


def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    clock.advance(timedelta(minutes=5))
    assert clock.now() == datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
