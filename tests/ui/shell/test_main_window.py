"""The window: where one is, what is told, and that everything is reached with the keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from jd_desktop.domain.changes import Action, Changes
from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import text
from jd_desktop.ui.kit.toast import Toast
from jd_desktop.ui.shell.keys_page import KeysPage
from jd_desktop.ui.shell.main_window import MainWindow
from jd_desktop.ui.shell.status_words import SyncStatus
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import ALL, Tokens
from tests.support.accessibility import nameless, unreachable
from tests.ui.conftest import RESOURCES
from tests.ui.shell.conftest import Desk, build, show

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
MOVED = Changes.of([("booking", "b1")], Action(7, text("Flyttede Ella Krog")))


def words(window: MainWindow) -> set[str]:
    return {w.text() for w in window.findChildren(QLabel) if w.isVisibleTo(window)}


def pixel(window: MainWindow, x: int, y: int) -> str:
    return window.grab().toImage().pixelColor(x, y).name().upper()


def visible_screen(desk: Desk) -> str:
    (name,) = [name for name, page in desk.pages.items() if page.isVisible()]
    return name


def test_the_first_screen_is_shown_and_only_it_has_loaded(window: MainWindow, desk: Desk) -> None:
    assert visible_screen(desk) == "calendar"
    assert {name: page.loads for name, page in desk.pages.items() if page.loads} == {"calendar": 1}
    assert "Kalender" in words(window)


@pytest.mark.parametrize(
    ("key", "screen"),
    [(Key.Key_2, "students"), (Key.Key_3, "conflicts"), (Key.Key_Comma, "settings")],
)
def test_a_number_with_ctrl_goes_to_a_screen(
    window: MainWindow, desk: Desk, key: Qt.Key, screen: str
) -> None:
    QTest.keyClick(window, key, CTRL)
    assert visible_screen(desk) == screen
    assert window.rail.items[screen].isChecked()
    assert desk.pages[screen].new.isVisible()
    assert not desk.pages["calendar"].new.isVisible()


def test_back_and_forward(window: MainWindow, desk: Desk) -> None:
    window.go("students", "ella")
    QTest.keyClick(window, Key.Key_Left, ALT)
    assert visible_screen(desk) == "calendar"
    QTest.keyClick(window, Key.Key_Right, ALT)
    assert visible_screen(desk) == "students"
    assert desk.pages["students"].opened == ["ella", "ella"]


def test_a_screen_may_lead_to_another(window: MainWindow, desk: Desk) -> None:
    desk.pages["calendar"].wants.emit("students", "ella")
    assert visible_screen(desk) == "students"
    assert desk.pages["students"].opened == ["ella"]


def test_what_changed_is_reloaded_where_it_is_seen_and_can_be_undone_once(
    window: MainWindow, desk: Desk, tasks: Tasks
) -> None:
    tasks.changed.emit(MOVED)
    assert desk.pages["calendar"].loads == 2
    assert desk.pages["students"].loads == 0
    assert "Flyttede Ella Krog" in words(window)
    QTest.keyClick(window, Key.Key_Z, CTRL)
    QTest.keyClick(window, Key.Key_Z, CTRL)
    assert desk.undone == [7]


def test_ctrl_z_in_a_field_takes_back_what_was_typed_there(
    window: MainWindow, desk: Desk, tasks: Tasks
) -> None:
    tasks.changed.emit(MOVED)
    field = desk.pages["calendar"].field
    field.setFocus()
    QTest.keyClicks(field, "Ella")
    QTest.keyClick(field, Key.Key_Z, CTRL)
    assert field.text() == ""
    assert desk.undone == []


def test_the_toasts_button_undoes(window: MainWindow, desk: Desk, tasks: Tasks) -> None:
    tasks.changed.emit(MOVED)
    toast = window.findChildren(Toast)[0]
    (undo,) = [b for b in toast.findChildren(QPushButton) if b.text() == "Fortryd"]
    undo.click()
    assert desk.undone == [7]
    QTest.keyClick(window, Key.Key_Z, CTRL)
    assert desk.undone == [7]


def test_a_failure_is_said_with_what_to_do(window: MainWindow, tasks: Tasks) -> None:
    tasks.failed.emit(Refused(text("Bo er optaget."), hint=text("Vælg en anden tid.")))
    assert "Bo er optaget. Vælg en anden tid." in words(window)


def test_f5_synchronises_and_so_does_the_strip(window: MainWindow, desk: Desk) -> None:
    QTest.keyClick(window, Key.Key_F5)
    window.strip.findChildren(QPushButton)[0].click()
    assert desk.synced == 2


def test_f6_walks_through_the_regions_and_round(window: MainWindow, desk: Desk) -> None:
    desk.pages["calendar"].field.setFocus()
    met = []
    for _ in range(4):
        QTest.keyClick(window, Key.Key_F6)
        met.append(QApplication.focusWidget())
    assert window.strip.isAncestorOf(met[0])
    assert met[1] is window.rail.items["calendar"]
    assert met[2] is window.top_bar.search
    assert met[3] is desk.pages["calendar"].field


def test_f1_shows_the_keys_of_here_and_everywhere(window: MainWindow) -> None:
    QTest.keyClick(window, Key.Key_F1)
    (page,) = window.findChildren(KeysPage)
    said = {w.text() for w in page.findChildren(QLabel)}
    assert {"Ny booking", "Ctrl+N", "Søg", "Ctrl+K", "Elever", "Ctrl+2"} <= said
    QTest.keyClick(page, Key.Key_Escape)
    assert not page.isVisible()


def test_every_command_is_titled_and_no_key_is_taken_twice(window: MainWindow) -> None:
    shortcuts = [c.shortcut for c in window.commands]
    assert len(shortcuts) == len(set(shortcuts))
    assert all(str(c.title) for c in window.commands)


def test_test_mode_is_on_the_whole_window(window: MainWindow) -> None:
    window.show_status(SyncStatus("online", test=True), "Nordre Køreskole", "Lone")
    assert window.windowTitle() == "Nordre Køreskole – Just Driving · TEST"
    assert pixel(window, 700, 1) == ALL["light"].colours["warn"]
    assert "TEST – intet når rigtige mennesker" in words(window)


def test_conflicts_are_counted_in_the_rail_and_said(window: MainWindow) -> None:
    window.show_status(SyncStatus("online", conflicts=3), "Nordre Køreskole", "Lone")
    assert window.rail.items["conflicts"].accessibleName() == "Konflikter, 3"
    window.show_status(SyncStatus("online"), "Nordre Køreskole", "Lone")
    assert window.rail.items["conflicts"].accessibleName() == "Konflikter"


def test_a_narrow_window_shows_icons_only(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1024, 680)
    assert window.rail.width() == 56
    assert window.rail.items["students"].toolTip().startswith("Elever")
    window.resize(1440, 900)
    assert window.rail.width() == 196


def test_everything_has_a_name_and_tab_reaches_it(window: MainWindow, tasks: Tasks) -> None:
    tasks.changed.emit(MOVED)
    told = SyncStatus("offline", waiting=3, conflicts=1, failed_messages=2, clock_off_min=9)
    window.show_status(told, "Nordre Køreskole", "Lone")
    assert nameless(window) == []
    assert unreachable(window) == ["QPushButton < StatusStrip < MainWindow"], (
        "failed messages have no screen in this window"
    )


def test_a_window_in_another_look_takes_the_place_of_the_old(
    qtbot: QtBot, dressed: Callable[[Tokens], Look], tasks: Tasks, desk: Desk
) -> None:
    old = build(dressed(ALL["light"]), tasks, desk)
    show(qtbot, old, closes_itself=True)
    light = pixel(old, 100, 400)
    old.close_quietly()
    new = build(dressed(ALL["dark"]), tasks, desk)
    show(qtbot, new)
    assert light == ALL["light"].colours["sunken"]
    assert pixel(new, 100, 400) == ALL["dark"].colours["sunken"]
    assert desk.closed == 0
    tasks.changed.emit(MOVED)
    assert desk.pages["calendar"].loads == 2


def test_closing_ends_the_work_behind_the_window(window: MainWindow, desk: Desk) -> None:
    window.close()
    assert desk.closed == 1


@pytest.mark.parametrize("scale", [90, 150])
def test_no_words_of_the_shell_are_cut_at_any_scale(
    qtbot: QtBot, look: Look, tasks: Tasks, desk: Desk, scale: int
) -> None:
    large = Look(ALL["light"], look.language, RESOURCES, scale_percent=scale)
    made = build(large, tasks, desk)
    show(qtbot, made)
    made.show_status(SyncStatus("offline", waiting=3, conflicts=1), "Nordre Køreskole", "Lone")
    qtbot.waitUntil(made.strip.findChildren(QPushButton)[1].isVisible)
    buttons = [b for b in made.findChildren(QPushButton) if b.isVisible()]
    lines = [e for e in made.findChildren(QLineEdit) if e.isVisible()]
    for part in (*buttons, *lines):
        assert part.height() >= part.fontMetrics().height(), part
    for made_of_words in buttons:
        needed = made_of_words.fontMetrics().horizontalAdvance(made_of_words.text())
        assert made_of_words.width() >= needed, made_of_words.text()
