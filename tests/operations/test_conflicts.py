from __future__ import annotations

from pathlib import Path

import pytest

from jd_desktop.domain.errors import Refused
from jd_desktop.operations import conflicts
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import entity
from jd_desktop.queries.conflicts import inbox
from tests.outbox.school import School


@pytest.fixture
def doubled(school: School) -> tuple[str, str, str]:
    """The conflict, the first booking and the later one."""
    first, later = school.book(), school.book(school.ida, hour=11)
    with school.reading() as db:
        (row,) = inbox(db)
    return row.id, first, later


def left(school: School) -> int:
    with school.reading() as db:
        return len(inbox(db))


def test_moving_one_solves_it_and_tells_its_student(
    school: School, doubled: tuple[str, str, str]
) -> None:
    conflict, first, _ = doubled
    for job in school.jobs():
        school.end(job.id, "sent")
    conflicts.move_one(school.work, conflict, first, school.at(2, 9))
    assert left(school) == 0
    with school.reading() as db:
        moved = entity(db, "booking", first) or {}
        told = entity(db, "conflict", conflict) or {}
    half_past_ten = school.wire(2, 10).replace(":00:00", ":30:00")
    assert (moved["starts"], moved["ends"]) == (school.wire(2, 9), half_past_ten)
    assert (told["decision"], told["decided_by"]) == ("moved", "Lone")
    assert "moved" in [m.event for m in school.messages() if m.booking_id == first]


def test_cancelling_one_solves_it_and_undo_opens_it_again(
    school: School, doubled: tuple[str, str, str]
) -> None:
    conflict, _, later = doubled
    done = conflicts.cancel_one(school.work, conflict, later).action
    assert left(school) == 0
    assert done is not None
    undo(school.work, done.n)
    assert left(school) == 1


def test_what_is_decided_is_not_decided_twice(
    school: School, doubled: tuple[str, str, str]
) -> None:
    conflicts.keep_both(school.work, doubled[0])
    with pytest.raises(Refused, match="allerede afgjort"):
        conflicts.keep_both(school.work, doubled[0])


def test_a_conflict_that_never_was_is_refused(school: School) -> None:
    with pytest.raises(Refused, match="findes ikke"):
        conflicts.take_mine(school.work, "nothing")


def test_both_are_not_kept_before_the_central_knows(tmp_path: Path) -> None:
    school = School(tmp_path, alone=False)
    try:
        school.book()
        school.book(school.ida, hour=11)
        with school.reading() as db:
            (row,) = inbox(db)
        assert row.unsent
        with pytest.raises(Refused, match="ikke sendt"):
            conflicts.keep_both(school.work, row.id)
        conflicts.move_one(school.work, row.id, row.later.id if row.later else "", school.at(3, 9))
        assert left(school) == 0
    finally:
        school.close()
