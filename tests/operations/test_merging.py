from __future__ import annotations

import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.operations import bookings, students
from jd_desktop.operations.attachments import Paper, attach
from jd_desktop.operations.merging import merge
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import entity
from jd_desktop.queries.attachments import of_student
from jd_desktop.queries.students import card
from tests.outbox.school import School


def student(school: School, student_id: str) -> dict[str, object]:
    with school.reading() as db:
        return entity(db, "student", student_id) or {}


def seats(school: School, booking_id: str) -> tuple[list[str], dict[str, str]]:
    with school.reading() as db:
        booking = entity(db, "booking", booking_id) or {}
    return booking["student_ids"], booking.get("attendance") or {}


def test_lessons_held_and_to_come_become_the_kept_students(school: School) -> None:
    held, coming = school.book(school.ida, day=0, hour=9), school.book(school.ida, day=2)
    school.later(hours=4)
    bookings.complete(school.work, held)
    merge(school.work, school.mia, school.ida, {"phone": "+4520000002", "state": "x"})
    assert seats(school, held) == ([school.mia], {school.mia: "attended"})
    assert seats(school, coming)[0] == [school.mia]
    assert student(school, school.mia)["phone"] == "+4520000002"
    gone = student(school, school.ida)
    assert (gone["active"], gone["merged_into"]) == (False, school.mia)
    with school.reading() as db:
        found = card(db, school.mia, now=school.clock.now())
    assert found is not None
    assert (found.completed, len(found.coming)) == (1, 1)


def test_two_seats_in_one_lesson_become_one(school: School) -> None:
    booking = school.book(school.mia)
    bookings.edit(school.work, booking, {"student_ids": [school.mia, school.ida]})
    merge(school.work, school.mia, school.ida, {})
    assert seats(school, booking)[0] == [school.mia]


def test_a_wish_not_to_be_written_to_holds_whoever_of_the_two_had_it(school: School) -> None:
    students.edit(school.work, school.ida, {"first_name": "Ida", "sms_refused": True})
    merge(school.work, school.mia, school.ida, {"sms_refused": False})
    assert student(school, school.mia)["sms_refused"] is True


def test_what_has_not_left_goes_to_the_kept_student_once(school: School) -> None:
    school.book(school.ida)
    merge(school.work, school.mia, school.ida, {})
    queued = [j for j in school.jobs() if j.state == "queued"]
    assert [j.recipient for j in queued] == ["+4520000001"]
    assert all(m.student_id == school.mia for m in school.messages())


def test_files_become_the_kept_students(school: School) -> None:
    attach(school.work, school.ida, Paper("samtykke.pdf", b"x"))
    merge(school.work, school.mia, school.ida, {})
    with school.reading() as db:
        assert [a.name for a in of_student(db, school.mia)] == ["samtykke.pdf"]


def test_all_of_it_can_be_undone(school: School) -> None:
    booking = school.book(school.ida)
    before = {i: student(school, i) for i in (school.mia, school.ida)}
    made = merge(school.work, school.mia, school.ida, {"first_name": "Ida"})
    assert made.action is not None
    undo(school.work, made.action.n)
    assert {i: student(school, i) for i in before} == before
    assert seats(school, booking)[0] == [school.ida]
    queued = [j for j in school.jobs() if j.state == "queued"]
    assert [j.recipient for j in queued] == ["+4520000002"]


def test_one_student_cannot_be_merged_twice_or_with_themselves(school: School) -> None:
    with pytest.raises(BadInput):
        merge(school.work, school.mia, school.mia, {})
    merge(school.work, school.mia, school.ida, {})
    with pytest.raises(BadInput):
        merge(school.work, school.mia, school.ida, {})
