"""Searching over everything, with the keyboard alone; a long title gives way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from jd_desktop.ui.shell.main_window import MainWindow
from jd_desktop.ui.shell.top_bar import Hit, PageTitle
from jd_desktop.ui.theme.look import Look
from tests.ui.shell.conftest import Desk

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ELLA = Hit("Ella Krog", "12 34 56 78", "students", "ella")
EMIL = Hit("Emil Bach", "22 33 44 55", "students", "emil")


@pytest.fixture
def searching(window: MainWindow, desk: Desk) -> MainWindow:
    desk.hits = [ELLA, EMIL]
    QTest.keyClick(window, Key.Key_K, CTRL)
    assert window.top_bar.search.hasFocus()
    QTest.keyClicks(window.top_bar.search, "e")
    return window


def test_what_is_found_lies_below_the_field_inside_the_window(searching: MainWindow) -> None:
    results = searching.top_bar.results
    assert results.isVisible()
    assert [results.item(k).text() for k in range(results.count())] == ["Ella Krog", "Emil Bach"]
    assert searching.rect().contains(results.geometry())
    field = searching.top_bar.search
    assert results.geometry().top() > field.mapTo(searching, field.rect().bottomLeft()).y()


def test_arrows_choose_and_enter_goes_there(searching: MainWindow, desk: Desk) -> None:
    field = searching.top_bar.search
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Down, Key.Key_Return):
        QTest.keyClick(field, key)
    assert desk.pages["students"].opened == ["emil"]
    assert not searching.top_bar.results.isVisible()
    assert field.text() == ""


def test_a_click_goes_there(searching: MainWindow, desk: Desk) -> None:
    results = searching.top_bar.results
    middle = results.visualItemRect(results.item(1)).center()
    QTest.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert desk.pages["students"].opened == ["emil"]


def test_escape_lets_it_be(searching: MainWindow, desk: Desk) -> None:
    QTest.keyClick(searching.top_bar.search, Key.Key_Escape)
    assert not searching.top_bar.results.isVisible()
    assert searching.top_bar.search.text() == ""
    assert desk.pages["students"].opened == []


def test_nothing_found_is_said_and_leads_nowhere(searching: MainWindow, desk: Desk) -> None:
    desk.hits = []
    QTest.keyClicks(searching.top_bar.search, "x")
    assert searching.top_bar.results.item(0).text() == "Ingen fundet"
    QTest.keyClick(searching.top_bar.search, Key.Key_Return)
    assert desk.pages["students"].opened == []


def test_how_many_were_found_is_read_aloud(
    searching: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append(event.message())
    )
    QTest.keyClicks(searching.top_bar.search, "m")
    assert said == ["2 fundet"]


def test_an_answer_that_comes_when_nobody_searches_is_not_shown(
    searching: MainWindow, desk: Desk
) -> None:
    desk.pages["calendar"].field.setFocus()
    searching.top_bar.results.hide()
    desk.search("el", searching.top_bar._show)
    assert not searching.top_bar.results.isVisible()


def test_an_emptied_field_asks_nothing(searching: MainWindow, desk: Desk) -> None:
    QTest.keyClick(searching.top_bar.search, Key.Key_Backspace)
    assert desk.searched == ["e"]
    assert not searching.top_bar.results.isVisible()


def test_a_long_title_gives_way_and_its_tip_says_it_all(window: MainWindow, desk: Desk) -> None:
    window.resize(1024, 680)
    long = "Mandag 23. november · uge 48 · Afdeling Aarhus C · alle kørelærere og biler"
    desk.pages["calendar"].titled.emit(long)
    title = window.top_bar.findChildren(PageTitle)[0]
    assert title.toolTip() == long
    assert title.minimumSizeHint().width() < title.sizeHint().width()
    assert window.width() == 1024


def test_a_title_of_a_screen_that_is_not_seen_does_not_come_up(
    window: MainWindow, desk: Desk
) -> None:
    desk.pages["students"].titled.emit("Ella Krog")
    assert window.top_bar.findChildren(PageTitle)[0].text() == "Kalender"


def test_a_short_title_is_not_made_longer(qtbot: QtBot, look: Look) -> None:
    title = PageTitle(look)
    qtbot.addWidget(title)
    title.setText("Uge")
    assert title.minimumSizeHint().width() == title.sizeHint().width()


def test_a_title_is_whole_where_there_is_room_for_it(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    window.resize(1440, 900)
    desk.pages["calendar"].titled.emit("Mandag 23. november · uge 48 · Afdeling Aarhus C")
    title = window.top_bar.findChildren(PageTitle)[0]
    qtbot.waitUntil(lambda: title.width() >= title.sizeHint().width())
