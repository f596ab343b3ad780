"""Forms, toast, panel, chips, boxes, screen: the small parts every screen is made of."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jd_desktop.domain.changes import Changes
from jd_desktop.ui.kit.badge import Chip
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, label
from jd_desktop.ui.kit.fields import DateField
from jd_desktop.ui.kit.forms import Field, line, show_problems
from jd_desktop.ui.kit.panel import Beside, SidePanel
from jd_desktop.ui.kit.screen import Screen
from jd_desktop.ui.kit.toast import Toast
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import PANEL
from tests.support.accessibility import name, nameless

Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1200, 700)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_what_is_wrong_is_said_below_its_field_and_the_first_has_the_keyboard(
    qtbot: QtBot, look: Look, window: QWidget
) -> None:
    fields = {n: Field(look, n, line()) for n in ("Navn", "Telefon", "E-mail")}
    column = QVBoxLayout(window)
    for field in fields.values():
        column.addWidget(field)
    qtbot.waitUntil(fields["E-mail"].edit.isVisible)
    wrong = {"E-mail": "Der mangler et @.", "Telefon": "Skriv otte cifre."}
    assert show_problems(fields, wrong)
    assert fields["Telefon"].edit.hasFocus()
    assert fields["Telefon"].edit.accessibleDescription() == "Skriv otte cifre."
    said = {w.text() for w in window.findChildren(QLabel) if w.isVisibleTo(window)}
    assert {"Skriv otte cifre.", "Der mangler et @."} <= said
    assert not show_problems(fields, {})
    assert fields["Telefon"].edit.accessibleDescription() == ""


def test_a_field_is_named_by_its_label(look: Look, window: QWidget) -> None:
    field = Field(look, "Dato", DateField(look, date(2026, 11, 23)))
    QVBoxLayout(window).addWidget(field)
    assert name(field.edit) == "Dato"
    assert nameless(window) == []


def test_a_toast_says_it_and_takes_it_back(
    look: Look, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced: list[str] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: announced.append(event.message())
    )
    undone: list[bool] = []
    toast = Toast(look, window)
    toast.say("Ella er flyttet til 10.15", "Fortryd", lambda: undone.append(True))
    assert announced == ["Ella er flyttet til 10.15"]
    (undo,) = [b for b in toast.findChildren(QPushButton) if b.text() == "Fortryd"]
    undo.click()
    assert undone == [True]
    assert not toast.isVisible()
    assert nameless(toast) == []


def test_a_newer_toast_takes_the_place_of_the_older(look: Look, window: QWidget) -> None:
    toast = Toast(look, window)
    toast.say("Det første")
    toast.say("Det andet")
    assert {w.text() for w in toast.findChildren(QLabel) if w.isVisibleTo(toast)} == {"Det andet"}


@pytest.mark.parametrize("words", ["Kort", "Et langt svar fra skolens central. " * 6])
def test_a_toast_is_whole_inside_the_window(look: Look, window: QWidget, words: str) -> None:
    toast = Toast(look, window)
    toast.say(words, "Fortryd", lambda: None)
    assert window.rect().contains(toast.geometry())
    said = next(w for w in toast.findChildren(QLabel) if w.isVisibleTo(toast))
    assert said.height() >= said.heightForWidth(said.width())
    window.resize(1024, 680)
    assert window.rect().contains(toast.geometry())


def test_escape_closes_a_toast(look: Look, window: QWidget) -> None:
    toast = Toast(look, window)
    toast.say("Gemt")
    QTest.keyClick(toast, Key.Key_Escape)
    assert not toast.isVisible()


@pytest.mark.parametrize(("wide", "rest"), [(1240, 1240 - PANEL), (960, 960)])
def test_a_panel_shares_the_room_or_lies_over_where_there_is_little(
    qtbot: QtBot, look: Look, wide: int, rest: int
) -> None:
    content, panel = QWidget(), SidePanel(look, "Ella Krog")
    both = Beside(content, panel)
    qtbot.addWidget(both)
    both.resize(wide, 600)
    both.show()
    assert content.width() == wide
    both.open()
    assert (content.width(), panel.geometry().right()) == (rest, wide - 1)
    QTest.keyClick(panel, Key.Key_Escape)
    assert content.width() == wide
    assert not panel.isVisible()


def test_a_chip_says_its_state_to_everybody(qtbot: QtBot, look: Look) -> None:
    chip = Chip(look, "Aflyst", "bad")
    qtbot.addWidget(chip)
    narrow = chip.sizeHint().width()
    chip.say("Gennemført og underskrevet", "ok")
    assert name(chip) == "Gennemført og underskrevet"
    assert chip.sizeHint().width() > narrow
    shown = chip.grab().toImage()
    middle = shown.pixelColor(4, shown.height() // 2)
    assert middle == look.color("ok_soft")


def test_words_from_people_are_never_markup(qtbot: QtBot, look: Look) -> None:
    said = label(look, "<b>Ella</b> & Emil")
    qtbot.addWidget(said)
    assert said.textFormat() == Qt.TextFormat.PlainText


def test_a_button_with_a_sign_only_has_a_name(qtbot: QtBot, look: Look) -> None:
    sign = button(look, "", lambda: None, icon="x", name="Luk")
    qtbot.addWidget(sign)
    assert (name(sign), sign.toolTip()) == ("Luk", "Luk")


def test_a_button_never_cuts_its_words(qtbot: QtBot, look: Look) -> None:
    made = button(look, "Flyt til en anden kørelærer", lambda: None)
    qtbot.addWidget(made)
    words = made.fontMetrics().horizontalAdvance(made.text())
    assert made.minimumSizeHint().width() >= words + 16


def test_a_box_has_its_tone(qtbot: QtBot, look: Look) -> None:
    box = Box(look, "warn", "Uret går forkert", "Ret det.")
    qtbot.addWidget(box)
    shown = box.grab().toImage()
    assert shown.pixelColor(6, shown.height() // 2) == look.color("warn_soft")


class Loud(Screen):
    """A screen that counts its loads."""

    shows = frozenset({"booking"})

    def __init__(self, look: Look):
        super().__init__(look)
        self.loads = 0

    def reload(self) -> None:
        self.loads += 1


def test_a_screen_loads_when_it_is_first_seen_and_again_where_it_is_concerned(
    qtbot: QtBot, look: Look
) -> None:
    screen = Loud(look)
    qtbot.addWidget(screen)
    assert screen.loads == 0
    screen.show()
    screen.note(Changes.of([("student", "s")]))
    assert screen.loads == 1
    screen.note(Changes.of([("booking", "b")]))
    assert screen.loads == 2


def test_a_hidden_screen_waits_until_it_is_seen(qtbot: QtBot, look: Look) -> None:
    screen = Loud(look)
    qtbot.addWidget(screen)
    screen.show()
    screen.hide()
    for _ in range(3):
        screen.note(Changes.of([("booking", "b")]))
    assert screen.loads == 1
    screen.show()
    assert screen.loads == 2
