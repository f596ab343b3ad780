from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from jd_desktop.domain.clock import FixedClock
from jd_desktop.operations import students
from jd_desktop.ui.students.card import Card
from jd_desktop.ui.students.merging import Merging
from jd_desktop.ui.students.screen import StudentsScreen
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import controls, name
from tests.support.crew import Crew, listen
from tests.support.stationery import desk


@pytest.fixture
def screen(
    qtbot: QtBot, look: Look, clock: FixedClock, nord: Crew, nord_tasks: Tasks
) -> StudentsScreen:
    shown = StudentsScreen(look, desk(nord_tasks, clock))
    listen(shown, nord_tasks)
    qtbot.addWidget(shown)
    shown.resize(1200, 800)
    shown.show()
    qtbot.waitUntil(lambda: shown.model.rowCount() == 2)
    return shown


def twice(screen: StudentsScreen, tasks: Tasks, qtbot: QtBot) -> Merging:
    """Write Søren down a second time, with a street, and put the two side by side."""
    again = {"first_name": "Søren", "last_name": "Østergård", "phone": "28451102", "street": "Ny 3"}
    tasks.do(partial(students.add, values=again), owner=screen)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    qtbot.waitUntil(lambda: all(screen.model.row_at(k) is not None for k in range(3)))
    rows = [screen.model.row_at(k) for k in range(3)]
    screen.open_subject(next(r.id for r in rows if r and r.name == "Søren Østergaard"))
    qtbot.waitUntil(lambda: bool(pressed(screen, "Sammenlign")))
    pressed(screen, "Sammenlign")[0].click()
    qtbot.waitUntil(lambda: screen.panel.findChild(Merging) is not None)
    page = screen.panel.findChild(Merging)
    assert isinstance(page, Merging)
    return page


def pressed(screen: StudentsScreen, words: str) -> list[QPushButton]:
    return [b for b in screen.panel.findChildren(QPushButton) if b.text() == words]


def test_two_cards_become_one_by_keyboard_alone(
    screen: StudentsScreen, nord_tasks: Tasks, qtbot: QtBot
) -> None:
    page = twice(screen, nord_tasks, qtbot)
    assert set(page.picked) == {"last_name", "street"}
    focused = QApplication.focusWidget()
    assert isinstance(focused, QRadioButton)
    QTest.keyClick(focused, Qt.Key.Key_Down)
    for _ in range(20):
        if QApplication.focusWidget() is page.save:
            break
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(page.save, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    qtbot.waitUntil(lambda: screen.panel.findChild(Card) is not None)
    qtbot.waitUntil(lambda: all(screen.model.row_at(k) is not None for k in range(2)))
    assert "Søren Østergård" in [screen.model.row_at(k).name for k in range(2)]  # type: ignore[union-attr]


def test_escape_leaves_both_as_they_were(
    screen: StudentsScreen, nord_tasks: Tasks, qtbot: QtBot
) -> None:
    page = twice(screen, nord_tasks, qtbot)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.panel.findChild(Card) is not None)
    assert screen.model.rowCount() == 3


def test_every_choice_has_a_name_that_says_its_field(
    screen: StudentsScreen, nord_tasks: Tasks, qtbot: QtBot
) -> None:
    page = twice(screen, nord_tasks, qtbot)
    assert all(name(control) for control in controls(page))
    said = {r.accessibleName() for r in page.findChildren(QRadioButton)}
    assert {"Vej: Ny 3", "Vej: (tomt)"} <= said
