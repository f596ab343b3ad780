from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jd_desktop.domain.audience import Viewer, read
from jd_desktop.domain.merge import Op
from jd_desktop.protocol.feed import Gone, RowLine
from tests.central.school import Device, School, booked

ALI, BO, IDA = (Viewer("instructor", i) for i in ("ali", "bo", "ida"))
NORTH = Viewer("office", department_id="nord")


@pytest.fixture
def office(school: School) -> Device:
    """An office whose school has two instructors and a student of Ali's."""
    made = school.device("Lone")
    for i in ("ali", "bo"):
        made.do(Op("instructor", i, 0, {"name": i}))
    made.do(Op("student", "ella", 0, {"first_name": "Ella", "instructor_id": "ali"}))
    return made


def seen_by(school: School, kind: str, row: str) -> set[str]:
    return set(read(school.rows()[kind, row].audience))


def lost_by(school: School, kind: str, row: str) -> set[str]:
    return set(read(school.rows()[kind, row].lost))


def lesson(instructor: str, *students: str, at: float = 0, **more: Any) -> dict[str, Any]:
    return booked(at, instructor, student_ids=list(students), **more)


def patch(school: School, device: Device, kind: str, row: str, **values: Any) -> tuple[str, str]:
    return device.do(Op(kind, row, school.seq(kind, row), values))


def test_what_a_school_has_is_for_everybody(school: School, office: Device) -> None:
    office.do(Op("vehicle", "golf", 0, {"plate": "AB12345"}))
    assert seen_by(school, "vehicle", "golf") == {"*"}
    assert seen_by(school, "instructor", "ali") == {"*"}


def test_a_planned_lesson_lets_its_instructor_see_the_student(
    school: School, office: Device
) -> None:
    assert seen_by(school, "student", "ella") == {"i:ali", "d:"}
    before = school.seq("student", "ella")
    office.do(Op("booking", "a", 0, lesson("bo", "ella")))
    assert seen_by(school, "student", "ella") == {"i:ali", "i:bo", "d:"}
    assert school.seq("student", "ella") > before, "the row is told again"


@pytest.mark.parametrize("values", [{"state": "completed"}, {"state": "cancelled"}])
def test_a_lesson_that_is_over_ends_the_sight_of_the_student(
    school: School, office: Device, values: dict[str, Any]
) -> None:
    office.do(Op("booking", "a", 0, lesson("bo", "ella")))
    body = school.body("student", "ella")
    versions = school.rows()["student", "ella"].versions
    patch(school, office, "booking", "a", **values)
    assert seen_by(school, "student", "ella") == {"i:ali", "d:"}
    assert lost_by(school, "student", "ella") == {"i:bo"}
    assert school.body("student", "ella") == body
    assert school.rows()["student", "ella"].versions == versions


def test_who_sees_again_has_lost_nothing(school: School, office: Device) -> None:
    patch(school, office, "student", "ella", instructor_id="bo")
    assert lost_by(school, "student", "ella") == {"i:ali"}
    patch(school, office, "student", "ella", instructor_id="ali")
    assert lost_by(school, "student", "ella") == {"i:bo"}


def test_a_second_lesson_keeps_the_student_in_sight(school: School, office: Device) -> None:
    office.do(Op("booking", "a", 0, lesson("bo", "ella")))
    office.do(Op("booking", "b", 0, lesson("bo", "ella", at=5)))
    office.do(Op("booking", "a", school.seq("booking", "a"), delete=True))
    assert "i:bo" in seen_by(school, "student", "ella")
    patch(school, office, "booking", "b", instructor_id="ali")
    assert "i:bo" not in seen_by(school, "student", "ella")


def test_messages_follow_their_student(school: School, office: Device) -> None:
    told = {"student_id": "ella", "event": "confirmed", "channel": "sms", "state": "queued"}
    office.do(Op("message", "m", 0, told))
    assert seen_by(school, "message", "m") == {"i:ali", "d:"}
    patch(school, office, "student", "ella", instructor_id="bo")
    assert seen_by(school, "message", "m") == {"i:bo", "d:"}
    assert lost_by(school, "message", "m") == {"i:ali"}


def test_a_department_follows_its_instructors_and_students(school: School, office: Device) -> None:
    office.do(Op("booking", "a", 0, lesson("bo", "ella", state="cancelled")))
    patch(school, office, "instructor", "bo", department_id="nord")
    assert seen_by(school, "booking", "a") == {"*", "i:bo", "d:nord"}
    patch(school, office, "student", "ella", department_id="syd")
    assert [r for r in school.seen(NORTH) if r.kind == "student"] == [
        Gone("student", "ella", school.seq("student", "ella"))
    ]


def test_what_waits_follows_what_it_is_about(school: School, office: Device) -> None:
    laptop = school.device("Ali", ALI)
    base = school.seq("student", "ella")
    patch(school, office, "student", "ella", phone="+4520304050")
    outcome, waits = laptop.do(Op("student", "ella", base, {"phone": "+4511223344"}))
    assert outcome == "parked"
    assert seen_by(school, "conflict", waits) == {"i:ali", "d:"}
    patch(school, office, "student", "ella", instructor_id="bo")
    assert seen_by(school, "conflict", waits) == {"i:bo", "d:", "~i:ali"}
    (told,) = [r for r in school.seen(ALI) if r.kind == "conflict"]
    assert told.reduced
    assert "+45" not in str(told)


def test_a_row_out_of_sight_is_told_as_gone_and_to_old_programs_as_deleted(
    school: School, office: Device
) -> None:
    cursor = school.seq("student", "ella")
    patch(school, office, "student", "ella", instructor_id="bo")
    seq = school.seq("student", "ella")
    assert school.seen(ALI, cursor) == [Gone("student", "ella", seq)]
    assert school.seen(ALI, cursor, 1) == [RowLine("student", "ella", seq, deleted=True)]
    (told,) = school.seen(BO, cursor)
    assert (told.id, told.reduced) == ("ella", False)
    assert school.seen(IDA, cursor) == []


def test_what_one_may_not_see_whole_one_does_not_change_it_waits_for_the_office(
    school: School,
) -> None:
    office, bo = school.device("Lone"), school.device("Bo", BO)
    office.do(Op("student", "ella", 0, {"first_name": "Ella", "instructor_id": "ali"}))
    office.do(Op("booking", "a", 0, booked(instructor="ali")))
    assert bo.do(Op("student", "ella", 99, {"phone": "+4511111111"}))[0] == "parked"
    assert bo.patch("a", 99, note="min nu")[0] == "parked"
    assert "phone" not in school.body("student", "ella")
    assert [c["reason"] for c in school.conflicts("parked")] == ["rights", "rights"]


def test_an_instructor_works_with_what_is_theirs(school: School) -> None:
    bo = school.device("Bo", BO)
    made = (
        Op("student", "ida", 0, {"first_name": "Ida", "instructor_id": "bo"}),
        Op("booking", "b", 0, booked(student_ids=["ida"])),
    )
    assert bo.do(*made)[0] == "applied"
    assert bo.do(Op("student", "ida", 9, {"phone": "+4511111111"}))[0] == "applied"
    assert bo.patch("b", note="ring først")[0] == "applied"
    assert bo.patch("b", state="completed")[0] == "applied"


def test_who_sends_a_message_sees_it_until_it_is_over(school: School) -> None:
    office, bo = school.device("Lone"), school.device("Bo", BO)
    office.do(Op("student", "ella", 0, {"first_name": "Ella", "instructor_id": "bo"}))
    queued = {"student_id": "ella", "event": "moved", "channel": "sms", "state": "queued"}
    bo.do(Op("message", "m", 0, {**queued, "owner_device": bo.sender.device_id}))
    office.do(Op("student", "ella", school.seq("student", "ella"), {"instructor_id": "ali"}))
    here = replace(BO, device_id=bo.sender.device_id)
    assert ("message", "m") in {(r.kind, r.id) for r in school.seen(here) if isinstance(r, RowLine)}
    assert bo.do(Op("message", "m", 99, {"state": "sent"}))[0] == "parked"
    bo.sender = replace(bo.sender, viewer=here)
    assert bo.do(Op("message", "m", 99, {"state": "sent"}))[0] == "applied"
    assert bo.do(Op("message", "m", 99, {"state": "delivered"}))[0] == "applied"
    assert any(isinstance(r, Gone) and r.kind == "message" for r in school.seen(here))
