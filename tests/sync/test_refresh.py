"""An older desktop's database is upgraded: what it had not sent is kept, new fields come."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select, update

from jd_desktop.central.tables import device, record, school, user
from jd_desktop.domain.clock import FixedClock
from jd_desktop.main import Program
from jd_desktop.protocol.feed import Cursor, Done, Head, RowLine
from jd_desktop.protocol.session import SCHEMA
from jd_desktop.store import state
from jd_desktop.store.migrations import versions
from jd_desktop.store.tables import ENTITIES, mutation, server_row
from jd_desktop.sync import refresh
from tests.support.town import KEY, PASSWORD, Town, Typist, copy_of
from tests.sync.parts import Desktop
from tests.sync.test_cycle import Wire

SAMPLES = Path(__file__).parents[1] / "samples" / "schema1"
FIRST = Path(versions.__path__[0]) / "v0001.sql"


def lay_down(person: Typist) -> None:
    """Put a real database of schema 1 where a person's program finds it."""
    person.file.parent.mkdir(parents=True)
    db = sqlcipher.connect(str(person.file))
    db.execute(f"PRAGMA key = \"x'{KEY}'\"")
    db.executescript(FIRST.read_text(encoding="utf-8"))
    db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    db.execute("INSERT INTO alembic_version VALUES ('0001')")
    for table, rows in json.loads((SAMPLES / "database.json").read_text("utf-8")).items():
        names = ", ".join(f'"{name}"' for name in rows[0])
        marks = ", ".join("?" for _ in rows[0])
        values = [tuple(row.values()) for row in rows]
        db.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)
    db.commit()
    db.close()


def take_over(town: Town, person: Typist) -> None:
    """Make the town's central the one that the old database was at, with all it had taken."""
    with person.program() as program, program.reading() as db:
        known = {k: state.get(db, k) for k in ("school_id", "device_id", "epoch")}
        who = state.get(db, "person")["user_id"]
        rows = db.execute(select(server_row)).all()
        sent = [m.n for m in db.execute(select(mutation)) if m.acked_head is not None]
    school_id, head = known["school_id"], max(r.seq for r in rows)
    with town.engine.begin() as db:
        db.execute(update(school).values(id=school_id, epoch=known["epoch"], head=head))
        db.execute(update(user).values(school_id=school_id))
        lone = user.c.email == "lone@skole.dk"
        db.execute(update(user).where(lone).values(id=who))
        db.execute(
            device.insert().values(
                school_id=school_id, id=known["device_id"], user_id=who, name="vm", app="",
                last_n=max(sent), schema=1, seen_at="2026-11-23T18:02:00.000Z",
            )
        )  # fmt: skip
        for row in rows:
            stamped = row.kind == "booking" and row.body["state"] == "completed"
            body = {**row.body, **({"held_at": "2026-11-23T18:02:01.000Z"} if stamped else {})}
            db.execute(
                record.insert().values(
                    school_id=school_id, kind=row.kind, id=row.id, seq=row.seq, body=body,
                    deleted=row.deleted, versions={}, audience="",
                )
            )  # fmt: skip


def unsent(program: Program) -> list[int]:
    with program.reading() as db:
        waits = select(mutation.c.n).where(mutation.c.acked_head.is_(None))
        return list(db.execute(waits.order_by(mutation.c.n)).scalars())


def test_a_real_database_of_schema_1_keeps_and_sends_what_was_not_sent(
    town: Town, tmp_path: Path, clock: FixedClock
) -> None:
    lone = Typist(tmp_path / "lone")
    lay_down(lone)
    with lone.program(clock) as program:
        assert unsent(program) == [13, 14, 15]
        assert list(program.paths.backups.glob("*.db"))
        with program.reading() as db:
            assert len(db.execute(select(ENTITIES["booking"].c.id)).all()) == 5
    take_over(town, lone)
    with lone.program(clock) as program:
        program.settings.set("device.id", device_of(program))
        program.sign_in(town.address, "lone@skole.dk", PASSWORD)
        program.sync()
        assert unsent(program) == []
        assert copy_of(program) == town.rows()
        with program.reading() as db:
            booking = ENTITIES["booking"].c
            held = db.execute(select(booking.held_at).where(booking.state == "completed")).one()
            assert state.get(db, "schema") == SCHEMA
    assert held.held_at == "2026-11-23T18:02:01.000Z"
    assert [n for _, n in town.taken()] == [13, 14, 15]


def device_of(program: Program) -> str:
    with program.reading() as db:
        return str(state.get(db, "device_id"))


HEAD = Head("e1", SCHEMA, "2026-11-23T18:00:00.000Z", 1)


def row(seq: int, **body: object) -> RowLine:
    return RowLine("student", "a", seq, {"first_name": "A", **body})


@pytest.fixture
def desk() -> Desktop:
    """A desktop that agreed with its central before it was upgraded."""
    made = Desktop("d1", "e1")
    with made._engine.begin() as db:
        state.put(db, schema=SCHEMA)
    Wire(made, [HEAD, row(5), Cursor(5), Done(5)]).cycle().run()
    with made._engine.begin() as db:
        state.put(db, schema=1)
    return made


def test_after_an_upgrade_all_is_read_once_more_beside_the_cursor(desk: Desktop) -> None:
    wire = Wire(desk, [HEAD, Cursor(5), Done(5)], [HEAD, row(5, note="x"), Cursor(5), Done(5)])
    wire.cycle().run()
    assert wire.asked == [5, 0]
    assert desk.copy()["student", "a"][2]["note"] == "x"
    assert desk.shown()["student", "a"]["note"] == "x"
    wire.feeds = [[HEAD, Cursor(5), Done(5)]]
    wire.cycle().run()
    assert wire.asked == [5, 0, 5]


def test_reading_again_goes_on_where_it_was_cut(desk: Desktop) -> None:
    seen = [HEAD, Cursor(5), Done(5)]
    wire = Wire(desk, seen, [HEAD, row(5, note="x"), Cursor(3), Cursor(4)], seen, seen)
    with pytest.raises(Exception, match="midt i hentningen"):
        wire.cycle().run()
    assert desk.cursor() == 5
    wire.cycle().run()
    assert wire.asked == [5, 0, 5, 4]


def test_reading_again_takes_no_newer_row_back(desk: Desktop) -> None:
    with desk._engine.begin() as db:
        refresh.store_page(db, [row(4, note="alt")], until=4)
    assert desk.copy()["student", "a"][0] == 5


def test_a_newer_central_says_more_than_we_understand(desk: Desktop) -> None:
    """A central of schema 3 has a kind and a field that we lack: kept, and not in the way."""
    news: list[object] = [
        RowLine("exam", "x", 6, {"day": "2026-12-01"}), row(7, shoe_size=43), Cursor(7), Done(7),
    ]  # fmt: skip
    ahead = Head("e1", 3, "2026-11-23T18:00:00.000Z", 2)
    wire = Wire(desk, [ahead, *news], [ahead, *news])  # type: ignore[list-item] # lines of a feed
    wire.cycle().run()
    assert desk.copy()["exam", "x"] == (6, False, {"day": "2026-12-01"})
    assert desk.copy()["student", "a"][2]["shoe_size"] == 43
    assert desk.shown()["student", "a"] == {"first_name": "A"}
