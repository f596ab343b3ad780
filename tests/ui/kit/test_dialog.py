"""A dialog does not block, leaves on Esc, and asks only where something would be lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import text
from jd_desktop.ui.kit.dialog import JdDialog
from jd_desktop.ui.kit.forms import Field, line
from jd_desktop.ui.theme.look import Look
from tests.support.accessibility import nameless, unreachable

Key = Qt.Key


class Adding(JdDialog):
    """A dialog as a screen would make it."""

    def __init__(self, look: Look, parent: QWidget):
        super().__init__(look, "Ny elev", parent)
        self.name = Field(look, "Navn", line())
        self.note = QPlainTextEdit()
        self.saved = 0
        self.host = parent  # kept: Python lets go of a window that nobody names
        self.body.addWidget(self.name)
        self.body.addWidget(Field(look, "Note", self.note))
        self.set_primary("Gem", self.save)

    def save(self) -> None:
        self.saved += 1
        self.accept()


@pytest.fixture
def dialog(qtbot: QtBot, look: Look) -> Adding:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = Adding(look, window)
    with qtbot.waitActive(made):
        made.open()
        made.activateWindow()
    made.name.edit.setFocus()
    return made


def press(dialog: Adding, words: str) -> None:
    buttons = [b for b in dialog.findChildren(QPushButton) if b.isVisible()]
    next(b for b in buttons if b.text() == words).click()


def test_opening_returns_at_once(dialog: Adding) -> None:
    assert dialog.isVisible()
    assert dialog.windowModality() == Qt.WindowModality.WindowModal


def test_escape_leaves_where_nothing_was_typed(dialog: Adding) -> None:
    QTest.keyClick(dialog.name.edit, Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("where", ["name", "note"])
def test_escape_asks_where_something_was_typed(dialog: Adding, where: str) -> None:
    edit = dialog.name.edit if where == "name" else dialog.note
    QTest.keyClicks(edit, "Ella")
    QTest.keyClick(edit, Key.Key_Escape)
    assert dialog.isVisible()
    press(dialog, "Bliv her")
    assert dialog.isVisible()
    QTest.keyClick(edit, Key.Key_Escape)
    press(dialog, "Luk uden at gemme")
    assert not dialog.isVisible()
    assert dialog.saved == 0


@pytest.mark.parametrize(
    "modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier]
)
def test_enter_saves_once(dialog: Adding, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClicks(dialog.name.edit, "Ella")
    QTest.keyClick(dialog.name.edit, Key.Key_Return, modifier)
    assert dialog.saved == 1
    assert not dialog.isVisible()


def test_a_refusal_is_said_on_top_and_what_was_typed_stays(dialog: Adding) -> None:
    QTest.keyClicks(dialog.name.edit, "Ella")
    dialog.fail(Refused(text("Bo er optaget."), hint=text("Vælg en anden tid.")))
    said = {label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)}
    assert {"Bo er optaget.", "Vælg en anden tid."} <= said
    assert dialog.isVisible()
    assert dialog.name.edit.text() == "Ella"  # type: ignore[attr-defined]


def test_the_main_button_is_last_and_everything_has_a_name(dialog: Adding) -> None:
    buttons = [b for b in dialog.findChildren(QPushButton) if b.isVisibleTo(dialog)]
    assert max(buttons, key=lambda b: b.mapTo(dialog, b.rect().center()).x()).text() == "Gem"
    assert nameless(dialog) == []
    assert unreachable(dialog) == []
