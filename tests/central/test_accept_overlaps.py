from __future__ import annotations

from typing import Any

import pytest

from jd_desktop.domain.merge import Op
from tests.central.school import Device, School, booked


def test_a_double_booking_stands_and_names_the_one_that_came_second(
    school: School, office: Device, laptop: Device
) -> None:
    office.do(Op("booking", "z", 0, booked(0)))
    laptop.do(Op("booking", "a", 0, booked(1)))
    (overlap,) = school.conflicts("overlap")
    assert (overlap["first"], overlap["later"]) == ("z", "a")
    assert (overlap["resource"], overlap["resource_id"]) == ("instructor", "bo")
    assert not school.body("booking", "a").get("conflict")


def test_double_bookings_within_one_push_are_found(school: School, laptop: Device) -> None:
    rows = [laptop.write(Op("booking", r, 0, booked(k * 0.5))) for k, r in enumerate("abcd")]
    laptop.push(*rows)
    assert school.open_overlaps() == school.colliding()
    assert len(school.open_overlaps()) == 6


@pytest.mark.parametrize(
    "change",
    [{k: booked(9)[k] for k in ("starts", "ends")}, {"state": "cancelled"},
     {"instructor_id": "ida"}],
)  # fmt: skip
def test_an_overlap_closes_when_one_is_moved_cancelled_or_given_away(
    school: School, office: Device, laptop: Device, change: dict[str, Any]
) -> None:
    office.do(Op("booking", "a", 0, booked(0)))
    laptop.do(Op("booking", "b", 0, booked(1)))
    office.patch("b", **change)
    assert school.open_overlaps() == set()
    assert len(school.conflicts("overlap", "gone")) == 1


def test_an_overlap_closes_when_one_is_deleted(school: School, office: Device) -> None:
    office.do(Op("booking", "a", 0, booked(0)))
    office.do(Op("booking", "b", 0, booked(1)))
    office.do(Op("booking", "b", school.seq("booking", "b"), delete=True))
    assert school.open_overlaps() == set()
    assert {booking for _, booking, *_ in school.index()[0]} == {"a"}


def test_an_accepted_overlap_opens_again_when_a_slot_changes(
    school: School, office: Device
) -> None:
    office.do(Op("booking", "a", 0, booked(0)))
    office.do(Op("booking", "b", 0, booked(1)))
    (name,) = school.open_overlaps()
    seq = school.seq("conflict", name)
    office.do(Op("conflict", name, seq, {"state": "accepted", "decision": "both"}))
    office.patch("b", note="stadig i orden")
    assert len(school.conflicts("overlap", "accepted")) == 1
    office.patch("b", **{k: booked(1.5)[k] for k in ("starts", "ends")})
    assert len(school.conflicts("overlap", "open")) == 1


def test_an_overlap_said_to_be_resolved_while_it_is_there_opens_again(
    school: School, office: Device
) -> None:
    office.do(Op("booking", "a", 0, booked(0)))
    office.do(Op("booking", "b", 0, booked(1)))
    (name,) = school.open_overlaps()
    office.do(Op("conflict", name, school.seq("conflict", name), {"state": "resolved"}))
    assert school.open_overlaps() == school.colliding() == {name}
