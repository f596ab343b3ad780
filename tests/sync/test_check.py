from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations import students
from jd_desktop.operations.work import entity
from jd_desktop.queries.news import latest
from jd_desktop.store import state
from jd_desktop.store.tables import server_row
from jd_desktop.sync.check import CHECKED
from tests.support.street import Street, asked

DAY = timedelta(days=1)


@pytest.fixture
def street(quiet_street: Street) -> Street:
    return quiet_street


def tomorrow(street: Street) -> None:
    """Let a day have passed since each copy was checked."""
    for program in (street.lone, street.bo):
        with program.work.transaction() as db:
            last = instant(state.get(db, CHECKED))
            state.put(db, **{CHECKED: wire(last - DAY)})


def healed(program: Program) -> list[str]:
    return [line.row_id for line in asked(program, latest).lines if line.how == "healed"]


def test_a_whole_copy_is_checked_once_a_day_and_nothing_is_told(street: Street) -> None:
    checked = asked(street.lone, state.get, CHECKED)
    assert checked
    street.lone.sync()
    assert asked(street.lone, state.get, CHECKED) == checked
    tomorrow(street)
    street.lone.sync()
    assert asked(street.lone, state.get, CHECKED) >= checked
    assert healed(street.lone) == []


@pytest.mark.parametrize("damage", ["lost", "older", "strange"])
def test_a_damaged_copy_is_found_told_and_healed_and_what_waits_is_kept(
    street: Street, damage: str
) -> None:
    with street.lone.work.transaction() as db:
        s = server_row.c
        ella = (s.kind == "student") & (s.id == "ella")
        if damage == "lost":
            db.execute(delete(server_row).where(ella))
        elif damage == "older":
            db.execute(update(server_row).where(ella).values(seq=1))
        else:
            db.execute(update(server_row).where(ella).values(id="nobody"))
    tomorrow(street)
    if damage != "strange":
        students.add(street.lone.work, {"first_name": "Ida", "phone": "20304051"})
    street.agree()
    assert healed(street.lone) == ["student"]
    assert healed(street.bo) == []
    assert (asked(street.lone, entity, "student", "ella") or {})["first_name"] == "Ella"


def test_deleted_rows_do_not_count(street: Street) -> None:
    with street.lone.work.doing(text("Slettede")) as doing:
        doing.delete("student", "ella")
    street.agree()
    tomorrow(street)
    street.agree()
    assert healed(street.lone) == healed(street.bo) == []
