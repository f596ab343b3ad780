"""Loading, empty, failed, offline, there: said in words, with one thing to do."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import text
from jd_desktop.ui.kit.states import LOADING_AFTER_MS, StatePane
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import nameless

DOWN = Offline(text("Centralen svarer ikke."), hint=text("Prøv om lidt."), detail="ECONNREFUSED")


@pytest.fixture
def rows() -> QLabel:
    return QLabel("Ella Krog")


@pytest.fixture
def pane(qtbot: QtBot, look: Look, rows: QLabel) -> StatePane:
    made = StatePane(look, rows)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def said(pane: StatePane) -> set[str]:
    return {label.text() for label in pane.findChildren(QLabel) if label.isVisibleTo(pane)}


def press(pane: StatePane, words: str) -> None:
    (found,) = [
        b for b in pane.findChildren(QPushButton) if b.text() == words and b.isVisibleTo(pane)
    ]
    found.click()


def test_waiting_is_shown_only_when_it_takes_longer_than_a_blink(
    qtbot: QtBot, pane: StatePane
) -> None:
    pane.loading()
    assert not pane.bar.isVisible()
    assert [t.interval() for t in pane.findChildren(QTimer) if t.isActive()] == [LOADING_AFTER_MS]
    qtbot.waitUntil(pane.bar.isVisible)
    pane.ready()
    assert not pane.bar.isVisible()


def test_waiting_moves_nothing(qtbot: QtBot, pane: StatePane, rows: QLabel) -> None:
    pane.ready()
    before = rows.geometry()
    pane.loading()
    qtbot.waitUntil(pane.bar.isVisible)
    assert rows.geometry() == before
    assert rows.isVisible()


def test_nothing_there_is_a_sentence_and_a_deed(pane: StatePane, rows: QLabel) -> None:
    done: list[str] = []
    pane.empty("Ingen elever endnu.", "Tilføj elev", lambda: done.append("added"))
    assert said(pane) == {"Ingen elever endnu."}
    press(pane, "Tilføj elev")
    assert done == ["added"]
    pane.ready()
    assert rows.isVisible()


def test_a_failure_before_anything_was_shown_takes_its_place(pane: StatePane, rows: QLabel) -> None:
    tried: list[bool] = []
    pane.failed(DOWN, lambda: tried.append(True))
    assert said(pane) == {"Centralen svarer ikke.", "Prøv om lidt."}
    assert not rows.isVisible()
    press(pane, "Prøv igen")
    assert tried == [True]


def test_a_failure_later_leaves_the_rows_there(pane: StatePane, rows: QLabel) -> None:
    pane.ready()
    pane.failed(DOWN, lambda: None)
    assert said(pane) == {"Ella Krog", "Centralen svarer ikke.", "Prøv om lidt."}
    pane.ready()
    assert said(pane) == {"Ella Krog"}


def test_the_technical_part_can_be_copied(pane: StatePane) -> None:
    pane.failed(DOWN, lambda: None)
    press(pane, "Kopiér detaljer")
    assert QGuiApplication.clipboard().text() == "ECONNREFUSED"


def test_offline_blocks_nothing(pane: StatePane, rows: QLabel) -> None:
    pane.ready()
    pane.offline("SMS kan først sendes, når der er net.")
    assert rows.isVisible()
    assert "SMS kan først sendes, når der er net." in said(pane)


def test_every_state_can_be_named(pane: StatePane) -> None:
    pane.failed(DOWN, lambda: None)
    assert nameless(pane) == []
