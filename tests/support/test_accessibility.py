"""The finder finds: a nameless control, and only those."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.support.accessibility import nameless, unreachable


def window(qtbot: QtBot, *parts: QWidget) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    row = QHBoxLayout(made)
    for part in parts:
        row.addWidget(part)
    return made


def test_controls_without_a_name_are_found_with_their_way(qtbot: QtBot) -> None:
    made = window(qtbot, QPushButton(), QLineEdit(), QComboBox(), QDateEdit(), QTableWidget())
    assert nameless(made) == [
        "QPushButton < QWidget",
        "QLineEdit < QWidget",
        "QComboBox < QWidget",
        "QDateEdit < QWidget",
        "QTableWidget < QWidget",
    ]


def test_words_a_name_or_a_label_are_enough(qtbot: QtBot) -> None:
    line, label, choice = QLineEdit(), QLabel("Navn"), QComboBox()
    label.setBuddy(line)
    choice.setAccessibleName("Type")
    assert nameless(window(qtbot, QPushButton("Gem"), line, label, choice)) == []


def test_what_cannot_be_used_and_what_qt_makes_needs_none(qtbot: QtBot) -> None:
    tabs, off = QTabWidget(), QLineEdit()
    off.setEnabled(False)
    tabs.setAccessibleName("Kort")
    assert nameless(window(qtbot, tabs, off)) == []


def test_a_button_that_tab_passes_by_is_found(qtbot: QtBot) -> None:
    passed = QPushButton("Gem")
    passed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert unreachable(window(qtbot, passed, QPushButton("Luk"))) == ["QPushButton < QWidget"]
