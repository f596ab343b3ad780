"""What the pages of settings are given to show."""

from __future__ import annotations

from pathlib import Path

from jd_desktop.domain.language import text
from jd_desktop.queries.settings_rows import settings_rows
from tests.outbox.school import School


def test_rows_in_use_come_first_and_those_that_may_be_named_are_in_use(tmp_path: Path) -> None:
    school = School(tmp_path)
    with school.work.doing(text("Oprettede"), undoable=False) as doing:
        doing.create("department", {"name": "Syd", "active": False}, "syd")
        doing.create("department", {"name": "Øst", "active": True}, "ost")
        doing.create("vehicle", {"plate": "AB 1", "active": True, "insured_to": "2027-01-01"}, "v")
    with school.reading() as db:
        departments = settings_rows(db, "department")
        cars = settings_rows(db, "vehicle", ("department",))
    assert [row.name for row in departments.rows] == ["Øst", "Syd"]
    assert cars.named == {"department": {"ost": "Øst"}}
    assert cars.rows[0].values["insured_to"] == "2027-01-01"
    assert (cars.role, cars.is_alone) == ("admin", True)
    school.close()


def test_a_school_that_nobody_described_yet_can_still_be_described(tmp_path: Path) -> None:
    school = School(tmp_path)
    with school.reading() as db:
        (row,) = settings_rows(db, "school").rows
    assert row.values == {}
    school.close()
