"""Who sees what, on real desktops at a real central: a student moves from one laptop to another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy import update

from jd_desktop.central.database import writing
from jd_desktop.central.tables import user
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.language import text
from jd_desktop.main import Program
from jd_desktop.operations import bookings, students
from jd_desktop.operations.work import entity
from jd_desktop.queries.students import choose
from tests.support.street import HOUR, NOON, asked, booked
from tests.support.town import Town, furnish

PIA = {"first_name": "Plantedia", "last_name": "Holm", "phone": "+4599887766", "note": "plantet"}


@dataclass(frozen=True)
class Laptops:
    """Lone of the office, and two who teach."""

    lone: Program
    ali: Program
    mia: Program


@pytest.fixture
def laptops(town: Town, tmp_path: Path, clock: FixedClock) -> Iterator[Laptops]:
    with ExitStack() as stack:
        made = Laptops(*(
            stack.enter_context(town.moves_in(tmp_path / who, f"{who}@skole.dk").program(clock))
            for who in ("lone", "ali", "mia")
        ))  # fmt: skip
        furnish(made.lone)
        with made.lone.work.doing(text("Oprettede")) as doing:
            doing.create("student", {**PIA, "instructor_id": "ali"}, "pia")
        for program in (made.lone, made.ali, made.mia):
            program.sync()
        yield made


def traces(program: Program) -> list[str]:
    """The rows of any table that tell anything of Pia."""
    with program.reading() as db:
        tables = db.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        rows = [(name, db.execute(sql(f'SELECT * FROM "{name}"')).all()) for name in tables]
    told = (f"{name}: {row}" for name, held in rows for row in held)
    return [line for line in told if any(p in line for p in ("lantedia", "99887766", "plantet"))]


def test_a_student_given_to_another_moves_from_one_laptop_to_the_other(laptops: Laptops) -> None:
    lone, ali, mia = laptops.lone, laptops.ali, laptops.mia
    assert [i for i, _, _ in asked(ali, choose, "plantedia")] == ["pia"]
    assert asked(mia, choose, "plantedia") == []
    students.edit(ali.work, "pia", {**PIA, "note": "plantet, også her"})
    ali.sync()
    lone.sync()
    students.edit(lone.work, "pia", {**PIA, "instructor_id": "mia"})
    for program in (lone, ali, mia):
        program.sync()
    assert traces(ali) == []
    assert [i for i, _, _ in asked(mia, choose, "plantedia")] == ["pia"]


def test_what_was_done_offline_for_a_student_who_moved_is_not_lost(laptops: Laptops) -> None:
    lone, ali = laptops.lone, laptops.ali
    students.edit(lone.work, "pia", {**PIA, "instructor_id": "mia"})
    lone.sync()
    draft = bookings.Draft("ali", NOON, NOON + HOUR, ("pia",))
    (booking,) = booked(bookings.create(ali.work, draft))
    ali.sync()
    lone.sync()
    made = asked(lone, entity, "booking", booking)
    parked = [c for c in _conflicts(lone) if booking in str(c)]
    assert made is not None or parked, "it stands, or it waits for the office"


def _conflicts(program: Program) -> list[object]:
    with program.reading() as db:
        return list(db.execute(sql("SELECT * FROM conflict")).all())


def test_another_role_makes_the_copy_anew_and_keeps_what_was_not_sent(
    laptops: Laptops, town: Town
) -> None:
    ali = laptops.ali
    draft = bookings.Draft("ali", NOON, NOON + HOUR, ("pia",))
    (booking,) = booked(bookings.create(ali.work, draft))
    with writing(town.engine, town.school_id) as db:
        mine = update(user).where(user.c.email == "ali@skole.dk")
        db.execute(mine.values(role="office", instructor_id=""))
    with laptops.lone.work.doing(text("Ny")) as doing:
        doing.create("student", {"first_name": "Bea", "instructor_id": "mia"}, "bea")
    laptops.lone.sync()
    ali.sync()
    assert [i for i, _, _ in asked(ali, choose, "bea")] == ["bea"], "the office sees everybody"
    laptops.lone.sync()
    assert asked(laptops.lone, entity, "booking", booking) is not None
