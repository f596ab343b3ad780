"""Windows opened and closed while threads work: none ends on another thread, none is met again."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from jd_desktop.cli.window import Opening, settle
from jd_desktop.domain.clock import FixedClock
from jd_desktop.host.paths import resources
from jd_desktop.main import Program, Start
from jd_desktop.queries.students import choose
from jd_desktop.runtime.threads import Guard
from jd_desktop.ui.app import application
from jd_desktop.ui.shell.main_window import MainWindow
from tests.support.town import KEY, Typist


class Ends:
    """On which thread each window and desk was torn down."""

    def __init__(self) -> None:
        self.main, self.elsewhere, self.count = threading.get_ident(), 0, 0

    def watch(self, *which: object) -> None:
        for each in which:
            ended = each.destroyed  # type: ignore[attr-defined]  # every QObject has it
            ended.connect(self._note, Qt.ConnectionType.DirectConnection)

    def _note(self, _gone: object = None) -> None:
        self.count += 1
        self.elsewhere += threading.get_ident() != self.main


def open_and_close(folder: Path, clock: FixedClock, ends: Ends, nth: int) -> None:
    guard = Guard()
    program = Program(Start(folder, {"JD_DATABASE_KEY": KEY}, clock, guard))
    opening = Opening(application([], resources()), program, guard)
    opening.begin()
    window = opening.window
    assert isinstance(window, MainWindow)
    ends.watch(window, opening, opening.desk, opening.desk.tasks, *window.screens.values())
    for words in ("e", "el", "ell", "ella"):
        opening.desk.tasks.ask(
            lambda db, typed=words: choose(db, typed), then=lambda _found: None, owner=window
        )
    for place in list(window.screens)[: 1 + nth % 4]:
        window.go(place)
    if nth % 3 == 0:
        opening.desk.redressed.emit()  # another window in its place, at once
    if nth % 2 == 0:
        assert settle(lambda: opening.desk.standing.state == "idle")
    opening.desk.sync()
    shown = opening.window
    assert shown is not None
    shown.close()
    opening.desk.close()
    program.close()


def test_windows_come_and_go_while_threads_work(
    lone: Typist, qtbot: QtBot, qapp: QApplication, clock: FixedClock, is_long: bool
) -> None:
    ends, times = Ends(), 50 if is_long else 6
    for nth in range(times):
        open_and_close(lone.folder, clock, ends, nth)
        if nth % 2:
            gc.collect()
    gc.collect()
    settle(lambda: True)
    assert ends.elsewhere == 0
    assert ends.count >= 4 * times, "they were never let go"


def test_after_closing_nothing_is_delivered_to_the_window(
    lone: Typist, qtbot: QtBot, clock: FixedClock
) -> None:
    guard = Guard()
    program = Program(Start(lone.folder, {"JD_DATABASE_KEY": KEY}, clock, guard))
    opening = Opening(application([], resources()), program, guard)
    opening.begin()
    may_end, told = threading.Event(), list[object]()

    def slow(_db: object) -> str:
        may_end.wait(30)
        return "late"

    desk = opening.desk
    desk.tasks.ask(slow, then=told.append, owner=opening)
    desk.tasks.post.send("no letter that a closed desk reads")
    desk.work.calls.run(lambda _nothing: may_end.wait(0.3))
    desk.tasks.close()
    may_end.set()
    desk.close()
    assert opening.window is not None
    opening.window.close()
    program.close()
    settle(lambda: True)
    assert (told, isValid(desk)) == ([], True)


def test_a_window_that_is_closed_when_all_is_over_touches_nothing(
    lone: Typist, qtbot: QtBot, clock: FixedClock
) -> None:
    """Qt's part of the desk may be gone by then, and what is gone must not be asked: that kills."""
    guard = Guard()
    program = Program(Start(lone.folder, {"JD_DATABASE_KEY": KEY}, clock, guard))
    opening = Opening(application([], resources()), program, guard)
    opening.begin()
    desk, window = opening.desk, opening.window
    desk.close()
    delete(desk)
    assert window is not None
    assert window.close()
    program.close()
