"""Asking and doing off the main thread, with the real threads of the program."""

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from jd_desktop.domain.changes import Action, Changes
from jd_desktop.domain.errors import JdError, Refused
from jd_desktop.domain.language import text
from jd_desktop.runtime import threads
from jd_desktop.ui.tasks import Tasks

SOON = 10.0
MOVED = Changes.of([("booking", "b1")], Action(1, text("Flyttede Ella")))
Crew = threads.Threads[str, str]


class Owner(QObject):
    """A widget's part in it: keeps what it gets, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []
        self.problems: list[str] = []

    def take(self, answer: Any) -> None:
        assert QThread.currentThread() is self.thread()
        self.got.append(answer)

    def refuse(self, error: JdError) -> None:
        self.problems.append(str(error))


@pytest.fixture
def crew() -> Iterator[Crew]:
    started: Crew = threads.start(lambda: "work", lambda: nullcontext("rows"), threads.Guard())
    yield started
    started.shut_down(stop=lambda: None, budget=SOON)


@pytest.fixture
def real(qtbot: QtBot, crew: Crew) -> Tasks:
    return Tasks(crew.readers, crew.writer)


@pytest.fixture
def owner(qtbot: QtBot) -> Owner:
    return Owner()


def idle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: tasks.idle)


def test_a_question_runs_elsewhere_and_its_answer_comes_here(
    qtbot: QtBot, real: Tasks, owner: Owner
) -> None:
    def question(db: str) -> tuple[str, str]:
        return db, threading.current_thread().name

    real.ask(question, then=owner.take, owner=owner)
    idle(qtbot, real)
    ((rows, thread),) = owner.got
    assert rows == "rows"
    assert thread.startswith("jd-read")


def test_doing_tells_everybody_what_changed(qtbot: QtBot, real: Tasks, owner: Owner) -> None:
    with qtbot.waitSignal(real.changed) as told:
        real.do(lambda work: MOVED, owner=owner, then=owner.take)
    assert told.args == [MOVED]
    assert owner.got == [MOVED]


def test_what_changed_nothing_is_not_told(qtbot: QtBot, real: Tasks, owner: Owner) -> None:
    with qtbot.assertNotEmitted(real.changed):
        real.do(lambda work: Changes(), owner=owner)
        idle(qtbot, real)


def test_a_newer_question_replaces_the_older(qtbot: QtBot, real: Tasks, owner: Owner) -> None:
    first_may_end = threading.Event()

    def slow(db: str) -> str:
        first_may_end.wait(SOON)
        return "el"

    real.ask(slow, then=owner.take, owner=owner, key="search")
    real.ask(lambda db: "ella", then=owner.take, owner=owner, key="search")
    qtbot.waitUntil(lambda: owner.got == ["ella"])
    first_may_end.set()
    idle(qtbot, real)
    assert owner.got == ["ella"]


def test_the_same_key_of_two_owners_is_two_questions(qtbot: QtBot, real: Tasks) -> None:
    one, other = Owner(), Owner()
    for asking in (one, other):
        real.ask(lambda db: "rows", then=asking.take, owner=asking, key="page")
    idle(qtbot, real)
    assert (one.got, other.got) == (["rows"], ["rows"])


def test_an_answer_to_a_deleted_widget_is_dropped(qtbot: QtBot, real: Tasks, owner: Owner) -> None:
    may_end = threading.Event()
    got = owner.got
    real.ask(lambda db: may_end.wait(SOON), then=owner.take, owner=owner)
    delete(owner)
    may_end.set()
    idle(qtbot, real)
    assert got == []


def test_asking_keeps_no_widget_alive_after_the_answer(qtbot: QtBot, real: Tasks) -> None:
    gone: list[bool] = []
    owner = Owner()
    owner.destroyed.connect(lambda: gone.append(True))
    real.ask(lambda db: 1, then=owner.take, owner=owner, key="k")
    idle(qtbot, real)
    del owner
    gc.collect()
    assert gone == [True]


def test_a_refusal_goes_to_who_asked_to_be_told(qtbot: QtBot, real: Tasks, owner: Owner) -> None:
    def refuse(work: str) -> Changes:
        raise Refused(text("Bo er optaget."))

    with qtbot.assertNotEmitted(real.failed):
        real.do(refuse, owner=owner, failed=owner.refuse)
        idle(qtbot, real)
    assert owner.problems == ["Bo er optaget."]


def test_a_refusal_that_nobody_handles_is_said_to_everybody(
    qtbot: QtBot, real: Tasks, owner: Owner
) -> None:
    def refuse(work: str) -> Changes:
        raise Refused(text("Bo er optaget."))

    with qtbot.waitSignal(real.failed) as said:
        real.do(refuse, owner=owner)
    assert str(said.args[0]) == "Bo er optaget."


def test_a_failed_deed_is_said_even_where_its_widget_is_gone(
    qtbot: QtBot, real: Tasks, owner: Owner
) -> None:
    may_end = threading.Event()

    def refuse(work: str) -> Changes:
        may_end.wait(SOON)
        raise Refused(text("Bo er optaget."))

    real.do(refuse, owner=owner, failed=owner.refuse)
    delete(owner)
    with qtbot.waitSignal(real.failed):
        may_end.set()


def test_the_error_of_a_replaced_question_is_not_said(
    qtbot: QtBot, real: Tasks, owner: Owner
) -> None:
    may_end = threading.Event()

    def fail(db: str) -> str:
        may_end.wait(SOON)
        raise Refused(text("Kan ikke søge."))

    with qtbot.assertNotEmitted(real.failed):
        real.ask(fail, then=owner.take, owner=owner, key="search")
        real.ask(lambda db: "nyt", then=owner.take, owner=owner, key="search")
        may_end.set()
        idle(qtbot, real)
    assert owner.got == ["nyt"]


def test_our_own_mistake_is_shown_with_its_trace(qtbot: QtBot, real: Tasks, owner: Owner) -> None:
    def divide(db: str) -> float:
        return 1 / 0

    with qtbot.waitSignal(real.crashed) as said:
        real.ask(divide, then=owner.take, owner=owner)
    assert "ZeroDivisionError" in said.args[0]
    assert "in divide" in said.args[0]
    assert owner.got == []


def test_changes_are_told_even_where_showing_them_fails(
    qtbot: QtBot, real: Tasks, owner: Owner
) -> None:
    def stumble(changes: Changes) -> None:
        raise RuntimeError("a slot stumbles")

    with qtbot.captureExceptions() as stumbled, qtbot.waitSignal(real.changed):
        real.do(lambda work: MOVED, owner=owner, then=stumble)
    assert [str(error) for _, error, _ in stumbled] == ["a slot stumbles"]


def test_changes_made_on_another_thread_are_told_here(
    qtbot: QtBot, real: Tasks, crew: Crew
) -> None:
    with qtbot.waitSignal(real.changed) as told:
        crew.net.run(lambda: real.tell(MOVED)).result(SOON)
    assert told.args == [MOVED]


def test_a_task_refused_at_closing_ends_quietly(qtbot: QtBot, real: Tasks, owner: Owner) -> None:
    class Closed:
        def run(self, fn: Any, /) -> Future[Any]:
            future: Future[Any] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    closed = Tasks(Closed(), Closed())
    closed.do(lambda work: MOVED, owner=owner, then=owner.take)
    idle(qtbot, closed)
    assert owner.got == []
