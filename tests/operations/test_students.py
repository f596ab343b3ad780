from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from jd_desktop.domain.errors import BadInput, JdError
from jd_desktop.operations import students
from jd_desktop.operations.work import entity
from jd_desktop.queries.students import card, page
from jd_desktop.store.tables import change, cpr_vault, mutation_op
from tests.outbox.school import School


def only(school: School, changes: Any) -> dict[str, Any]:
    (made,) = changes.touched["student"]
    with school.reading() as db:
        return {"id": made, **(entity(db, "student", made) or {})}


def test_a_student_is_kept_as_it_is_meant(school: School) -> None:
    changes = students.add(
        school.work, {"first_name": " Ella ", "last_name": "Krog", "phone": "20 30 40 50"}
    )
    made = only(school, changes)
    assert (made["first_name"], made["phone"]) == ("Ella", "+4520304050")
    assert changes.action is not None


@pytest.mark.parametrize(
    "values",
    [{"first_name": "  "}, {"first_name": "Bo", "email": "bo.dk"},
     {"first_name": "Bo", "phone": "12"}, {"first_name": "Bo", "cpr": "999999-0000"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_kept(school: School, values: dict[str, Any]) -> None:
    with pytest.raises(JdError):
        students.add(school.work, values)
    with school.reading() as db:
        assert len(page(db, now=school.clock.now())) == 2
        assert db.execute(select(cpr_vault)).all() == []


def test_a_cpr_number_goes_to_the_vault_and_nowhere_else(school: School) -> None:
    students.edit(
        school.work, school.mia, {"first_name": "Mia", "last_name": "Holm", "cpr": "010109-4321"}
    )
    with school.reading() as db:
        assert db.execute(select(cpr_vault.c.cpr)).scalar_one() == "0101094321"
        written = [*db.execute(select(mutation_op.c.patch)), *db.execute(select(change.c.after))]
        assert "4321" not in repr(written)
        found = card(db, school.mia, now=school.clock.now())
    assert found is not None
    assert found.has_cpr
    assert "4321" not in repr(found)


def test_an_emptied_field_is_empty(school: School) -> None:
    students.edit(school.work, school.mia, {"first_name": "Mia", "phone": ""})
    with school.reading() as db:
        assert "phone" not in (entity(db, "student", school.mia) or {})


def test_an_archived_student_is_in_no_list_and_not_gone(school: School) -> None:
    students.archive(school.work, school.mia)
    with school.reading() as db:
        assert [r.first_name for r in page(db, now=school.clock.now())] == ["Ida"]
        assert card(db, school.mia, now=school.clock.now()) is not None


def test_a_student_who_is_not_there_cannot_be_edited(school: School) -> None:
    with pytest.raises(BadInput):
        students.edit(school.work, "nobody", {"first_name": "X"})
