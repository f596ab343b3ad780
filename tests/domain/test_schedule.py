from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.schedule import Claim, claim_of, collisions, free_slots, overlap_id, snap

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def claim(name: str, start: int, hours: int = 2, *who: str, shared: bool = False) -> Claim:
    at = NINE + timedelta(hours=start)
    held = frozenset(("instructor", w) for w in who or ("bo",)) | {("venue", "kta")}
    return Claim(name, at, at + timedelta(hours=hours), held, shared)


def test_back_to_back_is_no_collision() -> None:
    assert not list(collisions(claim("a", 0), [claim("b", 2)]))


def test_a_booking_never_collides_with_itself() -> None:
    assert not list(collisions(claim("a", 0), [claim("a", 0)]))


def test_each_shared_resource_is_named() -> None:
    found = [r for _, r in collisions(claim("a", 0), [claim("b", 1)])]
    assert found == [("instructor", "bo"), ("venue", "kta")]


def test_cancelled_and_drafts_claim_nothing() -> None:
    body = {"starts": "2026-11-24T09:00:00Z", "ends": "2026-11-24T10:00:00Z", "instructor_id": "x"}
    assert claim_of("a", {**body, "state": "cancelled"}) is None
    assert claim_of("a", {**body, "state": "completed"}) is not None


def test_free_slots_are_three_real_alternatives() -> None:
    quarters = [NINE + timedelta(minutes=15 * k) for k in range(60)]
    found = free_slots(claim("a", 0), [claim("b", 1)], quarters, wanted=3)
    assert [f.hour for f in found] == [12, 14, 16]


@given(a=st.integers(0, 40), b=st.integers(0, 40), length=st.integers(1, 9))
def test_collision_is_symmetric(a: int, b: int, length: int) -> None:
    one, other = claim("a", a, length), claim("b", b, length)
    assert bool(list(collisions(one, [other]))) == bool(list(collisions(other, [one])))
    assert bool(list(collisions(one, [other]))) == (abs(a - b) < length)


@given(minutes=st.integers(0, 10_000))
def test_snapping_moves_at_most_half_a_step_to_a_quarter(minutes: int) -> None:
    at = NINE + timedelta(seconds=minutes * 7)
    snapped = snap(at)
    assert abs(snapped - at) <= timedelta(minutes=7.5)
    assert snapped.minute % 15 == 0


def test_an_overlap_has_one_name_whoever_came_first() -> None:
    assert overlap_id("a", "b", ("vehicle", "v")) == overlap_id("b", "a", ("vehicle", "v"))
