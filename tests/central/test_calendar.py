from __future__ import annotations

from jd_desktop.central.calendar import Calendar
from jd_desktop.central.database import reading
from jd_desktop.domain.merge import Op
from jd_desktop.domain.schedule import Claim, claim_of
from tests.central.school import School, booked


def claim(name: str, at: float, instructor: str = "bo") -> Claim:
    found = claim_of(name, booked(at, instructor))
    assert found is not None
    return found


def test_what_a_booking_claims_now_counts_and_not_what_the_index_still_has(
    school: School,
) -> None:
    school.device().do(Op("booking", "a", 0, booked(5)))
    with reading(school.engine, school.id) as db:
        calendar = Calendar(db, school.id)
        calendar.place("a", claim("a", 0))
        assert calendar.meeting(claim("b", 1)) == {"a"}
        assert calendar.meeting(claim("b", 5.5)) == set()
        calendar.place("a", None)
        assert calendar.meeting(claim("b", 1)) == set()


def test_a_long_booking_from_the_day_before_is_met(school: School) -> None:
    night = booked(4) | {"ends": booked(14)["ends"]}
    school.device().do(Op("booking", "a", 0, night))
    with reading(school.engine, school.id) as db:
        calendar = Calendar(db, school.id)
        assert calendar.meeting(claim("b", 15.5)) == {"a"}
        assert calendar.meeting(claim("b", 15.5, "ida")) == set()
        assert calendar.meeting(claim("a", 15.5)) == set()
