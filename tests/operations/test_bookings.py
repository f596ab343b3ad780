from __future__ import annotations

from datetime import timedelta

import pytest

from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.operations import bookings
from jd_desktop.operations.work import entity
from tests.outbox.school import School


def body(school: School, booking: str) -> dict[str, object]:
    with school.reading() as db:
        found = entity(db, "booking", booking)
    assert found is not None
    return found


def test_who_booked_and_when_is_kept(school: School) -> None:
    made = body(school, school.book())
    assert (made["booked_by"], made["booked_at"]) == ("Lone", "2026-11-23T08:00:00.000Z")


@pytest.mark.parametrize("missing", ["instructor", "student"])
def test_nobody_is_booked_who_is_not_there(school: School, missing: str) -> None:
    draft = bookings.Draft(
        instructor_id="nobody" if missing == "instructor" else school.ali,
        starts=school.at(1, 10), ends=school.at(1, 11),
        student_ids=("nobody",) if missing == "student" else (),
    )  # fmt: skip
    with pytest.raises(BadInput):
        bookings.create(school.work, draft)


@pytest.mark.parametrize("minutes", [-60, 0, 60 * 24 * 3])
def test_a_lesson_has_a_length(school: School, minutes: int) -> None:
    starts = school.at(1, 10)
    with pytest.raises(BadInput):
        bookings.create(
            school.work,
            bookings.Draft(school.ali, starts, starts + timedelta(minutes=minutes)),
        )


def test_a_moved_lesson_tells_its_students(school: School) -> None:
    made = school.book()
    school.end(school.jobs()[0].id, "sent")
    school.move(made, hour=14)
    assert sorted(m.event for m in school.messages()) == ["confirmed", "moved"]


def test_a_lesson_moved_before_anybody_was_told_is_told_once_where_it_is(school: School) -> None:
    made = school.book()
    school.move(made, hour=14)
    assert [(m.event, m.state) for m in school.messages() if m.state != "cancelled"] == [
        ("confirmed", "queued")
    ]


def test_a_longer_lesson_tells_nobody(school: School) -> None:
    made = school.book()
    told = len(school.messages())
    bookings.edit(school.work, made, {"ends": school.wire(1, 12), "note": "Motorvej"})
    assert body(school, made)["note"] == "Motorvej"
    assert len(school.messages()) == told


def test_a_cancelled_lesson_keeps_who_and_why_and_stays_so(school: School) -> None:
    made = school.book()
    bookings.cancel(school.work, made, by="weather", reason="Sne")
    found = body(school, made)
    assert (found["state"], found["cancelled_by"], found["cancel_reason"]) == (
        "cancelled", "weather", "Sne",
    )  # fmt: skip
    with pytest.raises(Refused, match="aflyst"):
        school.move(made)
    with pytest.raises(BadInput):
        bookings.cancel(school.work, made, by="nobody")


@pytest.mark.parametrize(
    ("happen", "state", "outcome"),
    [(bookings.complete, "completed", "attended"), (bookings.no_show, "no_show", "no_show")],
)
def test_what_happened_is_registered_once_it_has_begun(
    school: School, happen: object, state: str, outcome: str
) -> None:
    assert callable(happen)
    made = school.book()
    with pytest.raises(Refused, match="ikke begyndt"):
        happen(school.work, made)
    school.later(days=2)
    happen(school.work, made)
    assert (body(school, made)["state"], body(school, made)["attendance"]) == (
        state, {school.mia: outcome},
    )  # fmt: skip
