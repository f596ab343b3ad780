from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.clock import wire
from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.domain.quiet import before_quiet, is_quiet, next_open
from jd_desktop.domain.reminders import key, leaves, occasions, recipient_hash
from jd_desktop.domain.rules import Rule

MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
LEADS = st.lists(st.integers(10, 4 * 24 * 60), min_size=1, max_size=4)


def rules(*leads: int, by: tuple[str, ...] = ("sms",)) -> list[Rule]:
    return [Rule(f"r{n}", "reminder", by, lead) for n, lead in enumerate(leads)]


def here(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("starts", "hours", "when"),
    [
        (here(25, 10), 24, here(24, 10)),
        (here(25, 7), 24, here(24, 8)),
        (here(25, 22), 24, here(25, 8)),
        (here(25, 9), 2, here(25, 8)),
        (here(25, 8), 2, here(24, 19, 30)),
        (here(23, 8), 2, here(22, 17, 30)),
        (here(25, 8), 0.5, here(24, 19, 30)),
    ],
)
def test_a_reminder_leaves_in_time_and_by_day(
    starts: datetime, hours: float, when: datetime
) -> None:
    assert leaves(starts, timedelta(hours=hours)) == when


@given(MOMENTS, LEADS)
def test_whatever_the_rules_nobody_is_woken_and_nothing_comes_too_late(
    starts: datetime, leads: list[int]
) -> None:
    for it in occasions(rules(*leads), {"starts": wire(starts)}, {}):
        assert not is_quiet(it.leaves)
        assert it.leaves < it.expires < starts


@given(MOMENTS, LEADS)
def test_no_two_reminders_are_worth_sending_at_the_same_moment(
    starts: datetime, leads: list[int]
) -> None:
    found = sorted(occasions(rules(*leads), {"starts": wire(starts)}, {}), key=lambda it: it.leaves)
    assert all(a.expires <= b.leaves for a, b in pairwise(found))


def test_each_channel_has_its_own_reminders() -> None:
    both = [*rules(1440), Rule("m", "reminder", ("email",), 1440)]
    found = occasions(both, {"starts": wire(here(25, 12))}, {})
    assert {it.channel for it in found} == {"sms", "email"}


def test_a_type_may_want_none() -> None:
    booking = {"starts": wire(here(25, 12)), "booking_type_id": "t"}
    assert occasions(rules(1440), booking, {"messages_off": ["reminder"]}) == []
    some = [Rule("r", "reminder", ("sms",), 1440, frozenset({"x"}))]
    assert occasions(some, booking, {}) == []


def test_only_a_test_is_counted_down_to() -> None:
    rule = [Rule("c", "test_countdown", ("sms",), 7 * 1440)]
    booking = {"starts": wire(here(25, 12))}
    assert occasions(rule, booking, {"purpose": "road"}) == []
    assert occasions(rule, booking, {"purpose": "test_car"})


def test_the_key_tells_no_address_and_is_the_same_everywhere() -> None:
    (it,) = occasions(rules(1440), {"starts": wire(here(25, 12))}, {})
    made = key(it, "b", "s", "Mia@Example.dk")
    assert made == key(it, "b", "s", " mia@example.dk")
    assert made == f"g:reminder:b:s:r0:sms:{recipient_hash('mia@example.dk')}"
    assert "mia" not in made


@given(MOMENTS)
def test_quiet_ends_and_began(at: datetime) -> None:
    assert not is_quiet(next_open(at))
    assert not is_quiet(before_quiet(at))
    assert before_quiet(at) <= at <= next_open(at)
