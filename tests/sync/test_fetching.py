"""Files on their way down: in peace, on demand, and out of sight again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jd_desktop.central.database import writing
from jd_desktop.central.tables import blob
from jd_desktop.domain.errors import Missing
from jd_desktop.main import Program
from jd_desktop.operations.attachments import Paper, attach, detach
from jd_desktop.store.tables import file, file_part
from jd_desktop.sync import fetching
from jd_desktop.sync.fetching import Fetching
from tests.support.town import Town, Typist
from tests.sync.papers import (
    NAME,
    SCAN,
    TITLE,
    bytes_of,
    give,
    killed_in_sync,
    papers,
)


def test_a_program_killed_in_mid_download_goes_on_where_it_was(
    town: Town, lone: Typist, tmp_path: Path
) -> None:
    bo = town.moves_in(tmp_path / "bo", "bo@skole.dk")
    with lone.program() as program:
        give(program)
        program.sync()
    with bo.program() as program:
        killed_in_sync(town, bo, after=900_000, until=lambda: any(a.here for a in papers(program)))
        (one,) = papers(program)
        assert 0 < one.here < len(SCAN)
        program.sync()
        assert bytes_of(program) == SCAN


def test_a_file_that_is_not_up_yet_is_asked_for_again_in_an_hour(
    town: Town, office: Program, bo: Program
) -> None:
    give(office)
    office.sync()
    with writing(town.engine, town.school_id) as db:
        db.execute(blob.update().values(whole=False))
    bo.sync()
    assert not papers(bo)[0].is_here
    with bo.central() as central, pytest.raises(Missing):
        Fetching(central.files, bo).fetch(NAME, bo.clock.now())
    with writing(town.engine, town.school_id) as db:
        db.execute(blob.update().values(whole=True))
    bo.sync()
    assert not papers(bo)[0].is_here
    now = bo.clock.now() + fetching.ASK_AGAIN
    with bo.central() as central:
        Fetching(central.files, bo).in_peace(now)
    assert bytes_of(bo) == SCAN


def test_only_so_much_is_fetched_at_a_time(town: Town, office: Program, bo: Program) -> None:
    for k in range(3):
        give(office, os.urandom(10_000), f"{k}.bin")
    office.sync()
    with bo.central() as central:
        bo.sync()
        bo.write(lambda db: (db.execute(file_part.delete()), db.execute(file.delete())))
        Fetching(central.files, bo, at_once=15_000).in_peace(bo.clock.now())
    assert sorted(a.is_here for a in papers(bo)) == [False, True, True]


def test_people_come_before_files(town: Town, office: Program, bo: Program) -> None:
    give(office)
    office.sync()
    bo.sync()
    bo.write(lambda db: (db.execute(file_part.delete()), db.execute(file.delete())))
    give(bo, b"x", "unsent.txt")
    assert bo.write(lambda db: fetching.next_wanted(db, bo.clock.now())) == ""


def test_an_instructor_who_loses_a_student_loses_the_file(
    town: Town, office: Program, tmp_path: Path
) -> None:
    with office.work.doing(TITLE) as doing:
        doing.set("student", "ella", {"instructor_id": "mia"})
    (made,) = attach(office.work, "ella", Paper("a.pdf", SCAN), shared=True).touched["attachment"]
    office.sync()
    typist = town.moves_in(tmp_path / "mia", "mia@skole.dk")
    with typist.program() as mia:
        assert bytes_of(mia) == SCAN
        with office.work.doing(TITLE) as doing:
            doing.set("student", "ella", {"instructor_id": "ali"})
        office.sync()
        mia.sync()
        assert papers(mia) == []
        with mia.reading() as db:
            assert db.execute(select(func.count()).select_from(file_part)).scalar_one() == 0
    detach(office.work, made)
