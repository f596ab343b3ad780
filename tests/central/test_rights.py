from __future__ import annotations

import pytest

from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.merge import Op
from tests.central.school import Device, School, booked


@pytest.fixture
def office(school: School) -> Device:
    """Ella is Ali's student, Otto is Bo's; a lesson costs 500 kroner."""
    made = school.device("Lone")
    made.do(Op("student", "ella", 0, {"first_name": "Ella", "instructor_id": "ali"}))
    made.do(Op("student", "otto", 0, {"first_name": "Otto", "instructor_id": "bo"}))
    made.do(Op("booking_type", "b", 0, {"name": "B", "minutes": 90, "price_ore": 50_000}))
    return made


@pytest.fixture
def ali(school: School, office: Device) -> Device:
    return school.device("Ali", Viewer("instructor", "ali"))


def test_a_lesson_for_a_student_of_ones_own_is_ordinary_and_costs_what_its_type_costs(
    school: School, ali: Device
) -> None:
    lesson = booked(0, "ali", student_ids=["ella"], booking_type_id="b", price_ore=None)
    assert ali.do(Op("booking", "a", 0, lesson))[0] == "applied"
    assert ali.patch("a", note="ring på")[0] == "applied"
    assert ali.patch("a", price_ore=None)[0] == "applied"
    assert school.body("booking", "a")["price_ore"] == 50_000


def test_what_an_instructor_does_to_a_colleagues_lesson_waits_for_the_office(
    school: School, office: Device, ali: Device
) -> None:
    office.do(Op("booking", "x", 0, booked(0, "bo", student_ids=["otto"])))
    for op in (
        Op("booking", "x", school.seq("booking", "x"), {"state": "completed"}),
        Op("booking", "x", school.seq("booking", "x"), delete=True),
        Op("student", "otto", school.seq("student", "otto"), {"phone": "+4511223344"}),
        Op("booking", "y", 0, booked(5, "ali", student_ids=["otto"])),
        Op("booking_type", "b", school.seq("booking_type", "b"), {"price_ore": 1}),
    ):
        outcome, waits = ali.do(op)
        assert outcome == "parked"
        assert school.body("conflict", waits)["reason"] == "rights"
    assert school.body("booking", "x")["state"] == "confirmed"
    assert ("booking", "y") not in school.rows()


def test_a_student_whom_an_instructor_takes_in_is_theirs(school: School, ali: Device) -> None:
    together = (
        Op("student", "ny", 0, {"first_name": "Ny"}),
        Op("booking", "a", 0, booked(0, "ali", student_ids=["ny"])),
    )
    assert ali.do(*together)[0] == "applied"
    assert school.body("student", "ny")["instructor_id"] == "ali"
    assert ali.do(Op("student", "ny", school.seq("student", "ny"), {"note": "n"}))[0] == "applied"


def test_sight_ends_within_a_push_as_it_does_between_two(school: School, ali: Device) -> None:
    base = school.seq("student", "ella")
    away = ali.write(Op("student", "ella", base, {"instructor_id": "bo"}))
    then = ali.write(Op("student", "ella", base, {"note": "min gamle elev"}))
    assert [note.outcome for note in ali.push(away, then).notes] == ["applied", "parked"]


def test_a_lesson_may_keep_a_student_who_is_no_longer_seen(
    school: School, office: Device, ali: Device
) -> None:
    lesson = booked(0, "ali", student_ids=["otto"], state="completed")
    office.do(Op("booking", "a", 0, lesson))
    assert ali.patch("a", student_ids=["otto"], note="fulgte med")[0] == "applied"


def test_anybody_may_say_that_an_address_must_be_left_alone_but_not_open_it(
    school: School, office: Device, ali: Device
) -> None:
    closed = {"channel": "sms", "address": "+4520304050", "state": "active", "reason": "opted_out"}
    assert ali.do(Op("suppression", "s", 0, closed))[0] == "applied"
    assert ali.do(Op("suppression", "s", 0, {**closed, "source": "twilio"}))[0] == "applied"
    assert ali.do(Op("suppression", "s", 0, {"state": "lifted"}))[0] == "parked"
    assert school.body("suppression", "s")["state"] == "active"
