from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event, insert, select, update

from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import students
from jd_desktop.operations.work import Work
from jd_desktop.protocol.feed import Gone, RowLine
from jd_desktop.store import migrate, state
from jd_desktop.store.tables import (
    change,
    cpr_vault,
    mutation,
    mutation_op,
    outbox_job,
    server_row,
)
from jd_desktop.sync import erasure, pull
from tests.sync.parts import NOW

ELLA = {"first_name": "Ellasofie", "phone": "+4520304050", "note": "hemmeligt"}
SECRETS = (b"Ellasofie", b"ellasofie", b"20304050", b"hemmeligt", b"241208")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "school.db"


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    """The product's schema in a file without a key, so that its bytes can be looked at."""
    made = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: sqlcipher.connect(str(file), isolation_level=None),
    )
    event.listen(made, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    with made.begin() as db:
        migrate.migrate(db, backup=lambda: None)
        person = {"user_id": "a", "name": "Ali", "role": "instructor", "instructor_id": "ali"}
        state.put(db, person=person, device_id="d", cursor=0, epoch="e", scoped=True)
        pull.store_page(db, [RowLine("student", "ella", 1, ELLA)], asked=0, cursor=1)
    yield made
    made.dispose()


def edit_and_agree(engine: Engine) -> None:
    """Ali edits Ella and gives her CPR number, and the central has agreed."""
    work = Work(engine, FixedClock(NOW), lambda *_: Wording("", "{fornavn}"))
    students.edit(work, "ella", {**ELLA, "note": "hemmeligt to", "cpr": "241208-4321"})
    with engine.begin() as db:
        db.execute(update(mutation).values(acked_head=2, outcome="applied"))
        told = RowLine("student", "ella", 2, {**ELLA, "note": "hemmeligt to"})
        pull.store_page(db, [told], asked=1, cursor=2)


def test_of_a_row_out_of_sight_nothing_is_left_in_the_file(engine: Engine, file: Path) -> None:
    edit_and_agree(engine)
    assert [s for s in SECRETS if s in file.read_bytes()] == list(SECRETS)
    with engine.begin() as db:
        keys = pull.store_page(db, [Gone("student", "ella", 3)], asked=2, cursor=3)
        for table in (server_row, change, cpr_vault):
            assert db.execute(select(table)).all() == []
    assert keys == {("student", "ella")}
    assert [s for s in SECRETS if s in file.read_bytes()] == []


def test_what_is_not_sent_stays_until_it_is_and_goes_then(engine: Engine, file: Path) -> None:
    work = Work(engine, FixedClock(NOW), lambda *_: Wording("", "{fornavn}"))
    students.edit(work, "ella", {**ELLA, "note": "hemmeligt to"})
    with engine.begin() as db:
        pull.store_page(db, [Gone("student", "ella", 3)], asked=1, cursor=3)
        (op,) = db.execute(select(mutation_op)).all()
        assert op.patch == {"note": "hemmeligt to"}
        db.execute(update(mutation).values(acked_head=4, outcome="parked"))
    with engine.begin() as db:
        pull.store_page(db, [], asked=3, cursor=4)
        (op,) = db.execute(select(mutation_op)).all()
        assert (op.patch, op.was) == ({}, {})
    with engine.begin() as db:
        assert "hemmeligt" not in str(db.execute(select(change)).all())


def test_a_row_told_only_in_part_loses_its_history(engine: Engine) -> None:
    edit_and_agree(engine)
    with engine.begin() as db:
        part = RowLine("student", "ella", 3, {"first_name": "E"}, reduced=True)
        pull.store_page(db, [part], asked=2, cursor=3)
        assert db.execute(select(change)).all() == []
        assert erasure.hidden(db, {("student", "ella")}) == {("student", "ella")}
        assert db.execute(select(server_row.c.body)).scalar_one() == {"first_name": "E"}


def test_after_starting_over_what_is_not_told_is_erased(engine: Engine, file: Path) -> None:
    edit_and_agree(engine)
    with engine.begin() as db:
        pull.start_over(db, "e2")
        pull.store_page(db, [RowLine("vehicle", "golf", 5, {"plate": "A"})], asked=0, cursor=5)
        pull.finish(db)
        assert erasure.strangers(db) <= {("student", "ella")}
    assert [s for s in SECRETS if s in file.read_bytes()] == []


def test_who_sees_the_whole_school_keeps_the_history_of_what_is_gone(engine: Engine) -> None:
    edit_and_agree(engine)
    with engine.begin() as db:
        pull.see(db, scoped=False)
        pull.start_over(db, "e2")
        pull.store_page(db, [], asked=0, cursor=5)
        pull.finish(db)
        assert db.execute(select(change)).all() != []


def test_the_number_of_a_message_that_was_sent_goes_with_its_message(engine: Engine) -> None:
    job = {c.name: 0 if c.name in NUMBERS else "x" for c in outbox_job.c if not c.nullable}
    with engine.begin() as db:
        for k, how in enumerate(("delivered", "queued")):
            one = {"id": how, "dedupe_key": how, "message_id": f"m{k}", "state": how}
            db.execute(insert(outbox_job).values({**job, **one, "recipient": "+4520304050"}))
        erasure.sweep_outbox(db)
        left = db.execute(select(outbox_job.c.state, outbox_job.c.recipient)).all()
    assert sorted(map(tuple, left)) == [("delivered", ""), ("queued", "+4520304050")]


NUMBERS = ("cause_n", "priority", "attempts", "checks", "status_checks")
