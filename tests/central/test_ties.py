from __future__ import annotations

import pytest
from sqlalchemy import select

from jd_desktop.central.database import reading
from jd_desktop.central.tables import tie
from jd_desktop.domain.merge import Op
from tests.central.school import Device, School, booked


@pytest.fixture
def office(school: School) -> Device:
    made = school.device("Lone")
    made.do(Op("student", "ella", 0, {"first_name": "Ella"}))
    return made


def ties(school: School) -> set[tuple[str, str, str, str]]:
    with reading(school.engine, school.id) as db:
        return {(r.on_id, r.kind, r.id, r.token) for r in db.execute(select(tie))}


def test_planned_lessons_hang_on_their_students_until_they_are_over(
    school: School, office: Device
) -> None:
    lesson = booked(0, "bo", student_ids=["ella"])
    office.push(*(office.write(Op("booking", f"b{k}", 0, lesson)) for k in range(3)))
    assert ties(school) == {("ella", "booking", f"b{k}", "bo") for k in range(3)}
    office.patch("b0", state="completed")
    office.patch("b1", instructor_id="ali")
    office.patch("b2", student_ids=[])
    assert ties(school) == {("ella", "booking", "b1", "ali")}


def test_a_lesson_that_is_made_and_ended_in_one_push_leaves_nothing(
    school: School, office: Device
) -> None:
    lesson = booked(0, "bo", student_ids=["ella"])
    made = office.write(Op("booking", "a", 0, lesson))
    office.push(made, office.write(Op("booking", "a", 0, {"state": "cancelled"})))
    assert ties(school) == set()
