from __future__ import annotations

import pytest

from jd_desktop.domain.errors import Refused
from jd_desktop.operations import bookings, students
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import entity
from tests.outbox.school import School


def last(school: School) -> int:
    action = school.last.action
    assert action is not None
    return int(action.n)


def test_undo_within_a_minute_withdraws_the_sms(school: School) -> None:
    made = school.book()
    undo(school.work, last(school))
    with school.reading() as db:
        assert entity(db, "booking", made) is None
    assert [j.state for j in school.jobs()] == ["cancelled"]
    assert [m.state for m in school.messages()] == ["cancelled"]


def test_undo_of_what_was_told_tells_the_opposite(school: School) -> None:
    made = school.book()
    for job in school.jobs():
        school.end(job.id, "sent")
    undo(school.work, last(school))
    told = {m.event for m in school.messages() if m.booking_id == made}
    assert told == {"confirmed", "cancelled"}


def test_undo_of_a_move_puts_it_back(school: School) -> None:
    made = school.book()
    school.move(made, day=3)
    undo(school.work, last(school))
    with school.reading() as db:
        assert (entity(db, "booking", made) or {})["starts"] == school.wire(1, 10)


def test_an_action_is_undone_once(school: School) -> None:
    school.book()
    undo(school.work, last(school))
    for n in (last(school), 4711):
        with pytest.raises(Refused, match="allerede fortrudt"):
            undo(school.work, n)


def test_what_changed_since_is_not_overwritten(school: School) -> None:
    made = school.book()
    school.move(made, day=3)
    first = last(school)
    school.move(made, day=4)
    with pytest.raises(Refused, match="ændret det samme"):
        undo(school.work, first)


def test_another_field_changed_since_stays(school: School) -> None:
    made = school.book()
    school.move(made, day=3)
    moved = last(school)
    bookings.edit(school.work, made, {"note": "Motorvej"})
    undo(school.work, moved)
    with school.reading() as db:
        found = entity(db, "booking", made) or {}
    assert (found["starts"], found["note"]) == (school.wire(1, 10), "Motorvej")


def test_an_archived_student_is_back_after_undo(school: School) -> None:
    done = students.archive(school.work, school.mia).action
    assert done is not None
    undo(school.work, done.n)
    with school.reading() as db:
        assert (entity(db, "student", school.mia) or {})["active"] is True
