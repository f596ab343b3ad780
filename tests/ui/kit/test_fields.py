"""Phone numbers as Danes write them; days and times with the keyboard alone."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Language
from jd_desktop.ui.kit.fields import DateField, PhoneField, TimeField
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import LIGHT
from tests.ui.conftest import RESOURCES

Key = Qt.Key
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize("written", ["12345678", "12 34 56 78", "+45 12345678", "0045 12 345678"])
def test_a_number_is_one_however_it_is_written(qtbot: QtBot, look: Look, written: str) -> None:
    field = PhoneField(look)
    qtbot.addWidget(field)
    QTest.keyClicks(field, written)
    QTest.keyClick(field, Key.Key_Return)
    assert field.number() == "+4512345678"
    assert field.text() == "12 34 56 78"
    assert field.isModified(), "tidying is not taking back that it was typed"


def test_a_number_that_is_none_stays_as_written_and_says_why(qtbot: QtBot, look: Look) -> None:
    field = PhoneField(look)
    qtbot.addWidget(field)
    QTest.keyClicks(field, "12")
    QTest.keyClick(field, Key.Key_Return)
    assert field.text() == "12"
    assert "12" in field.problem()
    with pytest.raises(BadInput):
        field.number()


def test_no_number_is_no_problem(qtbot: QtBot, look: Look) -> None:
    field = PhoneField(look, "+4512345678")
    qtbot.addWidget(field)
    assert field.text() == "12 34 56 78"
    field.set_number("")
    assert (field.number(), field.problem()) == ("", "")


@pytest.mark.parametrize(
    ("key", "to"),
    [
        (Key.Key_Up, date(2026, 11, 24)),
        (Key.Key_Down, date(2026, 11, 22)),
        (Key.Key_PageUp, date(2026, 11, 30)),
        (Key.Key_PageDown, date(2026, 11, 16)),
    ],
)
def test_arrows_go_by_days_and_pages_by_weeks(
    qtbot: QtBot, look: Look, key: Qt.Key, to: date
) -> None:
    field = DateField(look, MONDAY)
    qtbot.addWidget(field)
    QTest.keyClick(field, key)
    assert field.day() == to


def test_a_day_is_written_as_danes_do_whatever_the_computer_says(qtbot: QtBot, look: Look) -> None:
    field = DateField(look, MONDAY)
    qtbot.addWidget(field)
    assert field.text().replace("man.", "man") == "man 23. nov. 2026"


@pytest.mark.parametrize(
    ("minute", "key", "to"),
    [
        (600, Key.Key_Up, 615),
        (600, Key.Key_Down, 585),
        (607, Key.Key_Up, 615),
        (607, Key.Key_Down, 600),
        (600, Key.Key_PageUp, 660),
        (600, Key.Key_PageDown, 540),
        (1435, Key.Key_Up, 1435),
        (0, Key.Key_Down, 0),
        (30, Key.Key_PageDown, 30),
    ],
)
def test_arrows_go_by_quarters_and_never_past_midnight(
    qtbot: QtBot, look: Look, minute: int, key: Qt.Key, to: int
) -> None:
    field = TimeField(look, minute)
    qtbot.addWidget(field)
    QTest.keyClick(field, key)
    assert field.minute() == to


def test_the_clock_has_24_hours_in_both_languages(qtbot: QtBot, qapp: QApplication) -> None:
    def shown(code: str) -> str:
        field = TimeField(Look(LIGHT, Language(code), RESOURCES), 17 * 60 + 5)
        qtbot.addWidget(field)
        return field.text()

    assert (shown("da"), shown("en")) == ("17.05", "17:05")


def test_a_time_is_typed(qtbot: QtBot, look: Look) -> None:
    field = TimeField(look, 480)
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(field, "13.45")
    QTest.keyClick(field, Key.Key_Return)
    assert field.minute() == 13 * 60 + 45
