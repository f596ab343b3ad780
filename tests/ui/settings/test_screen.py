from __future__ import annotations

from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from jd_desktop.ui.settings.screen import Choice, SettingsScreen
from jd_desktop.ui.theme.look import Look


def test_a_choice_works_at_once_and_signing_out_is_offered(look: Look, qtbot: QtBot) -> None:
    chosen: list[str] = []
    left: list[bool] = []
    themes = Choice("Udseende", [("light", "Lyst"), ("dark", "Mørkt")], "light", chosen.append)
    screen = SettingsScreen(look, [themes], lambda: left.append(True))
    qtbot.addWidget(screen)
    lyst, dark = screen.findChildren(QRadioButton)
    assert (lyst.isChecked(), dark.accessibleName()) == (True, "Udseende: Mørkt")
    dark.click()
    assert chosen == ["dark"]
    button = next(b for b in screen.findChildren(object) if getattr(b, "text", str)() == "Log ud")
    button.click()  # type: ignore[attr-defined]
    assert left == [True]
