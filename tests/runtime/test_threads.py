"""Each thread does its own work, and the database refuses every other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from jd_desktop.runtime.threads import Guard, Left, Net, Readers, Threads, Writer, WrongThread
from jd_desktop.runtime.threads import start as start_threads
from jd_desktop.store.engine import Database

SOON = 30.0


@pytest.fixture
def guard() -> Guard:
    return Guard()


@pytest.fixture
def database(tmp_path: Path, guard: Guard) -> Database:
    return Database(tmp_path / "nord.db", bytes(32), guard=guard)


@pytest.fixture
def threads(database: Database, guard: Guard) -> Iterator[Threads[Engine, Connection]]:
    threads = start_threads(database.writer, lambda: database.reader().connect(), guard)
    threads.writer.run(lambda _: database.check()).result(SOON)
    yield threads
    threads.shut_down(stop=lambda: None, budget=SOON)
    database.close()


def note(engine: Engine, body: str = "x") -> str:
    with engine.begin() as db:
        db.execute(text("CREATE TABLE IF NOT EXISTS note (body TEXT)"))
        db.execute(text("INSERT INTO note VALUES (:b)"), {"b": body})
    return threading.current_thread().name


def notes(db: Connection) -> list[str]:
    return list(db.execute(text("SELECT body FROM note")).scalars())


def test_the_database_refuses_the_main_thread(
    database: Database, threads: Threads[Engine, Connection]
) -> None:
    threads.writer.run(note).result(SOON)
    threads.readers.run(notes).result(SOON)
    for use in (database.check, database.reader().connect, database.writer().connect):
        with pytest.raises(WrongThread, match="MainThread"):
            use()


def test_the_database_refuses_the_network_threads(
    database: Database, threads: Threads[Engine, Connection]
) -> None:
    with pytest.raises(WrongThread, match=r"jd-net-\d, which is for net"):
        threads.net.run(lambda: database.reader().connect()).result(SOON)


def test_a_reading_thread_may_not_write(
    database: Database, threads: Threads[Engine, Connection]
) -> None:
    with pytest.raises(WrongThread, match="write on thread jd-read"):
        threads.readers.run(lambda _: note(database.writer())).result(SOON)


def test_a_connection_may_not_leave_its_thread(threads: Threads[Engine, Connection]) -> None:
    threads.writer.run(note).result(SOON)
    db = threads.writer.run(lambda engine: engine.connect()).result(SOON)
    with pytest.raises(WrongThread):
        db.execute(text("SELECT 1"))
    threads.writer.run(lambda _: db.close()).result(SOON)


def test_a_headless_command_is_its_own_writer(database: Database, guard: Guard) -> None:
    guard.declare("write")
    note(database.writer())
    with database.reader().connect() as db:
        assert notes(db) == ["x"]
    database.close()


def test_each_kind_of_work_has_its_own_threads(threads: Threads[Engine, Connection]) -> None:
    assert threads.writer.run(note).result(SOON) == "jd-write"
    read = threads.readers.run(lambda _: threading.current_thread().name).result(SOON)
    call = threads.net.run(lambda: threading.current_thread().name).result(SOON)
    assert read in ("jd-read-1", "jd-read-2")
    assert call in ("jd-net-1", "jd-net-2", "jd-net-3", "jd-net-4")


def test_writes_happen_in_the_order_they_were_asked_for(
    threads: Threads[Engine, Connection],
) -> None:
    def write(body: str) -> Callable[[Engine], str]:
        return lambda engine: note(engine, body)

    wanted = [str(i) for i in range(50)]
    for future in [threads.writer.run(write(body)) for body in wanted]:
        future.result(SOON)
    assert threads.readers.run(notes).result(SOON) == wanted


@pytest.mark.parametrize(("crew", "size"), [("readers", 2), ("net", 4)])
def test_that_many_run_at_once(threads: Threads[Engine, Connection], crew: str, size: int) -> None:
    meeting = threading.Barrier(size)
    run: Callable[[Any], Future[Any]] = getattr(threads, crew).run
    for future in [run(lambda *_: meeting.wait(SOON)) for _ in range(size)]:
        future.result(SOON)


def test_a_question_sees_what_was_written_before_it(threads: Threads[Engine, Connection]) -> None:
    for n in range(1, 4):
        threads.writer.run(note).result(SOON)
        both = [threads.readers.run(notes) for _ in range(4)]
        assert {len(future.result(SOON)) for future in both} == {n}


def test_an_error_goes_to_who_asked_and_the_thread_works_on(guard: Guard) -> None:
    writer = Writer(lambda: 1, guard)
    failed = writer.run(lambda n: n // 0)
    assert isinstance(failed.exception(SOON), ZeroDivisionError)
    assert writer.run(lambda n: n + 1).result(SOON) == 2


def test_an_opener_that_fails_is_asked_again(guard: Guard) -> None:
    answers = iter([OSError("locked"), "tool"])

    def opener() -> str:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    writer = Writer(opener, guard)
    with pytest.raises(OSError, match="locked"):
        writer.run(len).result(SOON)
    assert writer.run(str.upper).result(SOON) == "TOOL"
    assert writer.run(str.upper).result(SOON) == "TOOL"


def test_what_a_reader_uses_is_left_after_each_question(guard: Guard) -> None:
    seen: list[str] = []

    @contextmanager
    def opener() -> Iterator[str]:
        seen.append("in")
        yield "tool"
        seen.append("out")

    readers = Readers(opener, guard)
    assert [readers.run(len).result(SOON) for _ in range(2)] == [4, 4]
    assert seen == ["in", "out", "in", "out"]


def test_a_cancelled_question_is_never_asked(guard: Guard) -> None:
    net, go, asked = Net(guard), threading.Event(), []
    busy = [net.run(lambda: go.wait(SOON)) for _ in range(4)]
    waiting = net.run(lambda: asked.append(1))
    assert waiting.cancel()
    go.set()
    assert all(future.result(SOON) for future in busy)
    net.run(lambda: None).result(SOON)
    assert asked == []


def small(guard: Guard) -> tuple[Threads[list[str], None], list[str]]:
    @contextmanager
    def nothing() -> Iterator[None]:
        yield None

    written: list[str] = []
    return start_threads(lambda: written, nothing, guard), written


def test_shutdown_stops_the_clock_first_and_finishes_every_write(guard: Guard) -> None:
    threads, written = small(guard)
    go = threading.Event()
    threads.writer.run(lambda w: go.wait(SOON))
    futures = [threads.writer.run(lambda w: w.append("write")) for _ in range(20)]

    def stop() -> None:
        assert written == []
        go.set()

    left = threads.shut_down(stop=stop, budget=SOON)
    assert written == ["write"] * 20
    assert all(future.done() for future in futures)
    assert not left
    assert left.sentence() is None


def test_shutdown_drops_calls_that_have_not_begun_and_keeps_answers_of_those_that_have(
    guard: Guard,
) -> None:
    threads, written = small(guard)
    begun, go = threading.Barrier(5), threading.Event()

    def call() -> None:
        begun.wait(SOON)
        go.wait(SOON)
        threads.writer.run(lambda w: w.append("answer"))

    running = [threads.net.run(call) for _ in range(4)]
    begun.wait(SOON)
    waiting = [threads.net.run(call) for _ in range(3)]
    left = threads.shut_down(stop=go.set, budget=SOON)
    assert left == Left()
    assert all(future.cancelled() for future in waiting)
    assert not any(future.cancelled() for future in running)
    assert written == ["answer"] * 4


def test_shutdown_says_what_the_time_did_not_suffice_for(guard: Guard) -> None:
    threads, _ = small(guard)
    go, begun = threading.Event(), threading.Barrier(6)

    def hang(*_: object) -> None:
        begun.wait(SOON)
        go.wait(SOON)

    threads.writer.run(hang)
    for _ in range(7):
        threads.net.run(hang)
    begun.wait(SOON)
    left = threads.shut_down(stop=lambda: None, budget=0)
    assert (left.writes, left.calls) == (1, 4)
    assert "ikke gemt" in str(left.sentence())
    assert "sendt" in str(Left(calls=1).sentence())
    go.set()


def test_after_shutdown_work_comes_back_cancelled(guard: Guard) -> None:
    threads, written = small(guard)
    threads.shut_down(stop=lambda: None, budget=SOON)
    late = threads.writer.run(lambda w: w.append("late"))
    with pytest.raises(CancelledError):
        late.result(SOON)
    assert written == []
