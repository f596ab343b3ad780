"""Each cell of the table of rights, as an operation on the desktop meets it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.language import text
from jd_desktop.store import state
from tests.outbox.school import School
from tests.support.table_of_rights import CELLS, body


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    made = School(tmp_path_factory.mktemp("desktop"))
    yield made
    made.close()


@pytest.mark.parametrize(("role", "kind", "is_forbidden"), CELLS)
def test_an_operation_refuses_what_a_role_may_not(
    school: School, role: str, kind: str, is_forbidden: bool
) -> None:
    with school.work.transaction() as db:
        mine = "mine" if role == "instructor" else ""
        person = {"user_id": "u", "name": "Lone", "role": role, "instructor_id": mine}
        state.put(db, person=person)

    def write() -> None:
        with school.work.doing(text("Prøvede")) as doing:
            doing.create(kind, body(kind), f"{role}-{kind}")

    if is_forbidden:
        with pytest.raises(Refused):
            write()
        return
    with suppress(BadInput):  # what a record must be besides is tested elsewhere
        write()
