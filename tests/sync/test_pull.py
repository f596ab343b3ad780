from __future__ import annotations

from sqlalchemy import Connection, select

from jd_desktop.operations.work import entity
from jd_desktop.protocol.feed import RowLine
from jd_desktop.store import state
from jd_desktop.store.tables import server_row
from jd_desktop.sync import pull
from tests.sync.parts import Desktop, memory_engine


def row(name: str, seq: int, **body: str) -> RowLine:
    return RowLine("student", name, seq, {"first_name": name, **body})


def copied(db: Connection) -> int:
    return len(db.execute(select(server_row)).all())


def test_a_page_and_its_cursor_come_together() -> None:
    with memory_engine().begin() as db:
        keys = pull.store_page(db, [row("a", 1), row("b", 2)], asked=0, cursor=2)
        assert keys == {("student", "a"), ("student", "b")}
        assert (state.get(db, "cursor"), copied(db)) == (2, 2)


def test_an_answer_to_an_older_question_is_dropped() -> None:
    with memory_engine().begin() as db:
        pull.store_page(db, [row("a", 2)], asked=0, cursor=2)
        assert pull.store_page(db, [row("a", 1, note="old")], asked=0, cursor=1) == frozenset()
        assert state.get(db, "cursor") == 2
        assert "note" not in (entity(db, "student", "a") or {})


def test_a_row_never_goes_back() -> None:
    with memory_engine().begin() as db:
        pull.store_page(db, [row("a", 5, note="new")], asked=0, cursor=2)
        pull.store_page(db, [row("a", 3, note="old")], asked=2, cursor=3)
        assert (entity(db, "student", "a") or {})["note"] == "new"


def test_starting_over_drops_the_copy_and_keeps_the_work() -> None:
    desk = Desktop("d1", "e1")
    desk.book("a", 0, 0, 0)
    with desk._engine.begin() as db:
        pull.store_page(db, [row("x", 4)], asked=0, cursor=4)
        pull.start_over(db, "e2")
        assert (copied(db), state.get(db, "cursor"), state.get(db, "epoch")) == (0, 0, "e2")
        assert (entity(db, "booking", "a") or {})["state"] == "confirmed"


def test_a_row_that_the_new_server_does_not_have_is_gone_once_all_is_here() -> None:
    with memory_engine().begin() as db:
        pull.store_page(db, [row("a", 4), row("b", 5)], asked=0, cursor=5)
        pull.start_over(db, "e2")
        pull.store_page(db, [row("a", 1)], asked=0, cursor=1)
        assert entity(db, "student", "b") is not None
        assert pull.finish(db) == {("student", "b")}
        assert pull.finish(db) == frozenset()
        assert entity(db, "student", "a") is not None
        assert entity(db, "student", "b") is None
