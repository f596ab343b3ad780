from __future__ import annotations

from pathlib import Path

from jd_desktop.queries.status import status
from tests.outbox.school import School


def test_alone_nothing_waits_to_be_sent(school: School) -> None:
    school.book()
    with school.reading() as db:
        found = status(db)
    assert (found.school, found.person, found.is_alone, found.waiting) == (
        "Nordre", "Lone", True, 0,
    )  # fmt: skip
    assert (found.last_agreed, found.clock_off_s) == (None, 0)


def test_what_is_not_sent_is_counted(tmp_path: Path) -> None:
    school = School(tmp_path, alone=False)
    school.book()
    school.book(school.ida, hour=11)
    with school.reading() as db:
        found = status(db)
    school.close()
    assert (found.waiting, found.conflicts) == (2, 1)
