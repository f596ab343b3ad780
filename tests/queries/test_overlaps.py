from __future__ import annotations

from jd_desktop.operations import conflicts
from jd_desktop.queries.conflicts import inbox
from jd_desktop.queries.overlaps import clashes, parked
from tests.outbox.school import School


def test_only_open_double_bookings_clash(school: School) -> None:
    first, later, apart = (
        school.book(), school.book(school.ida, hour=11), school.book(day=4),
    )  # fmt: skip
    with school.reading() as db:
        assert clashes(db, [first, later, apart]) == {first: "first", later: "later"}
        assert clashes(db, [later]) == {later: "later"}
        assert parked(db, [first, later]) == frozenset()
        (row,) = inbox(db)
    conflicts.keep_both(school.work, row.id)
    with school.reading() as db:
        assert clashes(db, [first, later]) == {}
