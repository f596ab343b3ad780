"""The style is seen: edges, rings, filled buttons; looked at in real pixels."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jd_desktop.ui.kit.controls import button
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import ALL, Tokens


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def colours(widget: QWidget) -> set[str]:
    shown = picture(widget)
    points = [(x, y) for x in range(shown.width()) for y in range(shown.height())]
    return {shown.pixelColor(x, y).name() for x, y in points}


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., QWidget]:
    """Puts widgets into a window, as large as they want to be."""

    kept: list[QWidget] = []

    def put(*parts: QWidget) -> QWidget:
        window = QWidget()
        kept.append(window)
        column = QVBoxLayout(window)
        for part in parts:
            column.addWidget(part)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    return put


def test_a_primary_button_is_filled_and_a_plain_one_has_an_edge(
    each_look: Look, show: Callable[..., QWidget]
) -> None:
    primary = button(each_look, "Gem", lambda: None, primary=True)
    plain = button(each_look, "Annullér", lambda: None)
    show(primary, plain)
    assert picture(primary).pixelColor(6, 17) == each_look.color("accent")
    assert picture(plain).pixelColor(plain.width() // 2, 0) == each_look.color("line_strong")


def test_the_keyboards_place_is_ringed(each_look: Look, show: Callable[..., QWidget]) -> None:
    first = button(each_look, "Første", lambda: None)
    second = button(each_look, "Anden", lambda: None, primary=True)
    show(first, second)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    middle = second.width() // 2
    shown = picture(second)
    assert shown.pixelColor(middle, 0) == each_look.color("focus")
    assert shown.pixelColor(middle, 2) != each_look.color("accent"), "a gap, then the button"


def test_an_unticked_box_has_a_visible_edge(each_look: Look, show: Callable[..., QWidget]) -> None:
    box = QCheckBox()
    show(box)
    assert each_look.color("line_strong").name() in colours(box)


@pytest.mark.parametrize("make", [QLineEdit, QComboBox, QDateEdit])
def test_fields_of_every_kind_have_one_edge_and_a_thicker_one_with_the_keyboard(
    look: Look, show: Callable[..., QWidget], make: Callable[[], QWidget]
) -> None:
    field = make()
    other = QLineEdit()
    show(field, other)
    other.setFocus()
    middle = field.width() // 2
    assert picture(field).pixelColor(middle, 0) == look.color("line_strong")
    field.setFocus()
    assert picture(field).pixelColor(middle, 1) == look.color("focus")


def test_a_wrong_field_is_edged_in_red(look: Look, show: Callable[..., QWidget]) -> None:
    field = QLineEdit()
    field.setProperty("wrong", True)
    show(field)
    assert picture(field).pixelColor(field.width() // 2, 1) == look.color("bad")


def test_a_chosen_row_is_tinted_and_its_words_stay_readable(
    each_look: Look, show: Callable[..., QWidget]
) -> None:
    rows = QListWidget()
    rows.addItems(["Ella", "Emil"])
    show(rows)
    rows.setCurrentRow(0)
    rect = rows.visualItemRect(rows.item(0))
    at = rows.viewport().mapTo(rows, QPoint(rect.right() - 4, rect.center().y()))
    assert picture(rows).pixelColor(at) == each_look.color("selected")
    role = QPalette.ColorRole.HighlightedText
    assert rows.palette().color(role) == each_look.color("on_selected")


def test_a_scroll_bar_is_a_thumb_that_follows_the_mouse(
    look: Look, show: Callable[..., QWidget]
) -> None:
    bar = QScrollBar(Qt.Orientation.Vertical)
    bar.setRange(0, 300)
    bar.setPageStep(100)
    bar.setFixedHeight(400)
    show(bar)
    x = bar.width() // 2
    assert picture(bar).pixelColor(x, 50) == look.color("line_strong")
    assert picture(bar).pixelColor(x, 300) != look.color("line_strong")
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(x, 50))
    QTest.mouseMove(bar, QPoint(x, 350))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(x, 350))
    assert bar.value() == 300


def test_progress_fills_as_much_as_is_done(look: Look, show: Callable[..., QWidget]) -> None:
    bar = QProgressBar()
    bar.setFixedWidth(200)
    bar.setValue(40)
    show(bar)
    shown = picture(bar)
    assert shown.pixelColor(60, 5) == look.color("accent")
    assert shown.pixelColor(120, 5) == look.color("hover")


def test_disabled_words_are_quiet_on_a_primary_button_too(
    look: Look, show: Callable[..., QWidget]
) -> None:
    off = button(look, "Gem", lambda: None, primary=True)
    off.setEnabled(False)
    show(off)
    words = off.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    assert words == look.color("off")
    assert picture(off).pixelColor(6, 17) == look.color("sunken")


def test_going_from_light_to_dark_repaints_what_is_there(
    dressed: Callable[[Tokens], Look], show: Callable[..., QWidget]
) -> None:
    dressed(ALL["light"])
    plain = QPushButton("Åbn")
    show(plain)
    before = picture(plain).pixelColor(plain.width() // 2, 4)
    dressed(ALL["dark"])
    after = picture(plain).pixelColor(plain.width() // 2, 4)
    assert (before, after) == (QColor("#FFFFFF"), QColor(ALL["dark"].colours["surface"]))
