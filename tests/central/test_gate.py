"""The order of numbers is the order in which readers see them, and only because of the gate."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError, OperationalError

from jd_desktop.central.accept import Gate
from jd_desktop.central.database import School as Held
from jd_desktop.central.database import gate, open_engine, writing
from jd_desktop.central.migrate import migrate
from jd_desktop.central.tables import school as school_table
from jd_desktop.domain.merge import Op
from jd_desktop.protocol.feed import Done, RowLine
from jd_desktop.protocol.mutations import PushAnswer
from tests.central.school import Device, School, booked

WRITERS, PUSHES, ROWS = 8, 12, 5


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    engine = open_engine(postgres_url)
    migrate(engine)
    yield engine
    engine.dispose()


def poll(school: School, over: Event) -> tuple[set[tuple[str, str]], list[int]]:
    """Follow the feed as a desktop does; returns every row told, and the cursors."""
    seen, cursors, cursor = set[tuple[str, str]](), [0], 0
    while True:
        last = over.is_set()
        told = school.told(cursor, limit=7)
        seen |= {(line.kind, line.id) for line in told if isinstance(line, RowLine)}
        assert isinstance(told[-1], Done)
        cursor = told[-1].seq
        cursors.append(cursor)
        if last:
            return seen, cursors


def write(device: Device, ready: Barrier) -> None:
    ready.wait()
    for k in range(PUSHES):
        name = f"{device.sender.device_id}-{k}"
        rows = [Op("booking", f"{name}-{i}", 0, booked(k * 3, name)) for i in range(ROWS)]
        device.push(device.write(*rows))


def test_a_poller_sees_every_row_of_eight_concurrent_writers(postgres: Engine) -> None:
    school = School(postgres)
    devices = [school.device() for _ in range(WRITERS)]
    ready, over = Barrier(WRITERS), Event()
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        polled = pool.submit(poll, school, over)
        written = [pool.submit(write, device, ready) for device in devices]
        try:
            for each in written:
                each.result()
        finally:
            over.set()
        seen, cursors = polled.result()
    rows = school.rows()
    assert seen == set(rows)
    assert cursors == sorted(cursors)
    numbers = sorted(r.seq for r in rows.values())
    assert len(numbers) == len(set(numbers))
    assert len([k for k, _ in rows if k == "booking"]) == WRITERS * PUSHES * ROWS
    assert school.open_overlaps() == school.colliding()


def test_the_second_writer_waits_until_the_first_has_committed(postgres: Engine) -> None:
    school = School(postgres)
    with writing(postgres, school.id) as first:
        gate(first, school.id)
        with writing(postgres, school.id) as second:
            second.execute(sql("SET LOCAL lock_timeout = '50ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                gate(second, school.id)


def test_schools_do_not_wait_for_each_other(postgres: Engine) -> None:
    one, other = School(postgres, "en"), School(postgres, "anden")
    laptop = other.device()
    with writing(postgres, one.id) as first:
        gate(first, one.id)
        assert laptop.do(Op("booking", "a", 0, booked())) == ("applied", "")


class Interleaved:
    """Lets the first push take its numbers, then the second commit, then the first."""

    def __init__(self, enter: Gate):
        self.enter = enter
        self.first_is_in, self.second_is_done = Event(), Event()

    def slow(self, connection: Connection, school_id: str) -> Held:
        held = self.enter(connection, school_id)
        self.first_is_in.set()
        assert self.second_is_done.wait(20)
        return held

    def run(self, school: School) -> tuple[Future[PushAnswer], School]:
        """Push from two devices, a poller in between; returns the first push, and its school."""
        slow, quick = school.device(), school.device()
        slow.school = SlowSchool(school, self.slow)
        quick.school = SlowSchool(school, self.enter)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(slow.push, slow.write(Op("booking", "a", 0, booked(0))))
            assert self.first_is_in.wait(20)
            try:
                quick.push(quick.write(Op("booking", "b", 0, booked(9))))
                self.polled = school.told()
            finally:
                self.second_is_done.set()
        return first, school


class SlowSchool(School):
    """The same school, entered in another way."""

    def __init__(self, school: School, enter: Gate):
        self.__dict__.update(school.__dict__)
        self.enter = enter


def no_gate(connection: Connection, school_id: str) -> Held:
    """Read the counter without holding it."""
    c = school_table.c
    found = select(c.id, c.head, c.lines, c.floor, c.epoch).where(c.id == school_id)
    return Held(*connection.execute(found).one())


def sequence(connection: Connection, school_id: str) -> Held:
    """Take numbers from a database sequence, as most would."""
    held = no_gate(connection, school_id)
    held.head = held.lines = connection.execute(sql("SELECT nextval('naive')")).scalar_one() * 10
    return held


def test_without_the_gate_two_writers_give_the_same_number(postgres: Engine) -> None:
    first, _ = Interleaved(no_gate).run(School(postgres))
    with pytest.raises(IntegrityError):
        first.result()


def test_with_a_sequence_instead_of_the_gate_a_reader_never_sees_a_row(postgres: Engine) -> None:
    with postgres.begin() as db:
        db.execute(sql("CREATE SEQUENCE naive"))
    broken = Interleaved(sequence)
    first, school = broken.run(School(postgres))
    assert first.result().last_n == 1
    done = broken.polled[-1]
    assert isinstance(done, Done)
    third = SlowSchool(school, sequence).device()
    third.do(Op("booking", "c", 0, booked(18)))
    later = [line for line in school.told(done.seq) if isinstance(line, RowLine)]
    seen = {line.id for line in [*broken.polled, *later] if isinstance(line, RowLine)}
    assert ("booking", "a") in school.rows()
    assert seen == {"b", "c"}
