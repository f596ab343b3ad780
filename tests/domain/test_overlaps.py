from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.agreement import Author, Mutation, put_conflict, take
from jd_desktop.domain.clock import wire
from jd_desktop.domain.merge import Op
from jd_desktop.domain.overlaps import STANDING, relink
from jd_desktop.domain.schedule import claim_of, collisions, overlap_id
from tests.domain.books import PlainDiary

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def act(diary: PlainDiary, n: int, row: str, device: str = "d", **values: Any) -> None:
    standing = diary.row("booking", row)
    base = standing.seq if standing else 0
    take(
        Mutation(n, wire(NOW), "Bo", (Op("booking", row, base, values),)),
        Author(device, "Bo"),
        diary,
    )
    relink([row], diary, NOW)


def booked(at: int, instructor: str = "bo", **more: Any) -> dict[str, Any]:
    starts = NINE + timedelta(hours=at)
    ends = starts + timedelta(hours=2)
    return {
        "instructor_id": instructor, "starts": wire(starts), "ends": wire(ends),
        "state": "confirmed", **more,
    }  # fmt: skip


def standing(diary: PlainDiary) -> dict[str, str]:
    return {r.id: r.body["state"] for r in diary.conflicts() if r.body["state"] in STANDING}


def test_a_double_booking_names_the_one_that_came_second() -> None:
    diary = PlainDiary()
    act(diary, 1, "z", **booked(0))
    act(diary, 2, "a", **booked(1))
    (conflict,) = diary.conflicts()
    assert (conflict.body["first"], conflict.body["later"]) == ("z", "a")


def test_a_booking_that_moves_onto_another_is_the_later_one() -> None:
    diary = PlainDiary()
    act(diary, 1, "a", **booked(0))
    act(diary, 2, "b", **booked(5))
    act(diary, 3, "a", **booked(5))
    (conflict,) = diary.conflicts()
    assert conflict.body["later"] == "a"


def test_it_is_gone_when_one_moves_or_is_cancelled() -> None:
    diary = PlainDiary()
    act(diary, 1, "a", **booked(0))
    act(diary, 2, "b", **booked(0))
    act(diary, 3, "b", state="cancelled")
    assert standing(diary) == {}
    act(diary, 4, "b", state="confirmed")
    assert len(standing(diary)) == 1


def test_both_are_right_until_a_slot_changes() -> None:
    diary = PlainDiary()
    act(diary, 1, "a", **booked(0))
    act(diary, 2, "b", **booked(0))
    (conflict,) = diary.conflicts()
    put_conflict(diary, conflict.id, {**conflict.body, "state": "accepted"})
    act(diary, 3, "b", note="uden betydning")
    assert list(standing(diary).values()) == ["accepted"]
    act(diary, 4, "b", **booked(1))
    assert list(standing(diary).values()) == ["open"]


def test_a_venue_that_both_share_is_no_double_booking() -> None:
    diary = PlainDiary()
    act(diary, 1, "a", **booked(0, "bo", venue_id="kta", shares_venue=True))
    act(diary, 2, "b", **booked(0, "ali", venue_id="kta", shares_venue=True))
    assert standing(diary) == {}
    act(diary, 3, "c", **booked(0, "karin", venue_id="kta"))
    assert len(standing(diary)) == 2


STEPS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from(["book", "cancel", "delete"]),
        st.integers(0, 3),
        st.sampled_from(["bo", "ali"]),
        st.lists(st.sampled_from(["ella", "ida"]), max_size=2),
    ),
    max_size=12,
)


@given(steps=STEPS)
def test_open_overlaps_are_the_colliding_pairs_after_every_commit(steps: Any) -> None:
    diary = PlainDiary()
    for n, (row, what, at, who, students) in enumerate(steps, start=1):
        if what == "book":
            act(diary, n, row, **booked(at, who, student_ids=students))
        elif diary.row("booking", row):
            act(diary, n, row, state="cancelled")
        claims = [c for r in diary.rows.values() if r.kind == "booking"
                  and (c := claim_of(r.id, r.body))]  # fmt: skip
        pairs = {
            overlap_id(a.booking_id, b.booking_id, resource)
            for a, b in itertools.combinations(claims, 2)
            for _, resource in collisions(a, [b])
        }
        assert set(standing(diary)) == pairs
