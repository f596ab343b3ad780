import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from jd_desktop.queries.calendar import Span
from jd_desktop.ui.calendar import accessible
from jd_desktop.ui.calendar.grid import CalendarGrid
from jd_desktop.ui.theme.look import Look
from tests.ui.calendar.rows import ELLA

NAME = QAccessible.Text.Name


@pytest.fixture(autouse=True)
def readers() -> Iterator[None]:
    accessible.install()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def names(grid: CalendarGrid) -> list[str]:
    found = QAccessible.queryAccessibleInterface(grid)
    return [found.child(n).text(NAME) for n in range(found.childCount())]


def test_each_booking_is_a_list_item_with_a_whole_sentence(grid: CalendarGrid) -> None:
    assert names(grid)[1] == (
        "Ella Krog, mandag 23. november 10.00 til 11.30, Bo, Køretime, Vestergade 12,"
        " CK 41 277 · Golf"
    )
    item = QAccessible.queryAccessibleInterface(grid).child(1)
    assert item.role() == QAccessible.Role.ListItem


def test_a_double_booking_is_said(grid: CalendarGrid, team: Span) -> None:
    grid.set_span(replace(team, tiles=(replace(ELLA, clash="later", unsent=True),)))
    (said,) = names(grid)
    assert said.endswith("dobbeltbooket, ikke sendt endnu")


def test_items_follow_the_rows_and_none_outlives_them(grid: CalendarGrid, team: Span) -> None:
    old = QAccessible.queryAccessibleInterface(grid).child(0)
    registered = QAccessible.uniqueId(old)
    grid.set_span(replace(team, tiles=(ELLA,)))
    assert QAccessible.accessibleInterface(registered) is None
    assert len(names(grid)) == 1


def test_an_item_knows_its_place_and_that_it_is_selected(grid: CalendarGrid) -> None:
    grid.select("ella")
    found = QAccessible.queryAccessibleInterface(grid)
    item = found.child(1)
    assert found.indexOfChild(item) == 1
    assert item.state().selected
    assert item.rect().size() == grid.tile_rect(ELLA).size()
    assert found.childAt(item.rect().center().x(), item.rect().center().y()).text(NAME) == (
        item.text(NAME)
    )


def test_every_keyboard_step_of_a_drag_is_announced(
    grid: CalendarGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("jd_desktop.ui.calendar.grid.announce", lambda _, text: said.append(text))
    grid.verdict = lambda *_: ("bad", "Karin er optaget")
    grid.select("ella")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Escape):
        QTest.keyClick(grid, key)
    assert said == [
        "Bo, mandag 23. november 10.00 til 11.30. Karin er optaget",
        "Bo, mandag 23. november 10.15 til 11.45. Karin er optaget",
        "Karin, mandag 23. november 10.15 til 11.45. Karin er optaget",
        "Annulleret",
    ]


def test_a_calendar_can_go_while_a_reader_still_holds_its_items(look: Look, team: Span) -> None:
    for _ in range(20):
        grid = CalendarGrid(look)
        grid.set_span(team)
        held = QAccessible.queryAccessibleInterface(grid).child(0)
        assert held.text(NAME)
        grid.items.focused()
        shiboken6.delete(grid)
        gc.collect()
        assert not shiboken6.isValid(held) or not held.isValid()
