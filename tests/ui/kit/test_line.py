from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from jd_desktop.ui.kit.line import Line
from jd_desktop.ui.theme.look import Look


def test_a_line_is_pressed_by_mouse_and_by_keyboard_and_has_a_name(
    look: Look, qtbot: QtBot
) -> None:
    pressed: list[int] = []
    line = Line(look, "tirs. 24. nov.\nKøretime", lambda: pressed.append(1))
    qtbot.addWidget(line)
    line.show()
    assert line.accessibleName() == "tirs. 24. nov., Køretime"
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    QTest.keyClick(line, Qt.Key.Key_Space)
    assert pressed == [1, 1]
    assert line.sizeHint().height() > Line(look, "kort", lambda: None).sizeHint().height()
