from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jd_desktop.domain.language import DANISH
from jd_desktop.queries.calendar import Span
from jd_desktop.ui.calendar.grid import CalendarGrid
from jd_desktop.ui.calendar.walltime import instant
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import LIGHT
from tests.ui.calendar.rows import CLARA, ELLA, LANES, MADS, MONDAY


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return Look(LIGHT, DANISH, Path("resources"))


@pytest.fixture
def team() -> Span:
    return Span(MONDAY, 1, LANES, (ELLA, MADS, CLARA), {})


@pytest.fixture
def grid(qtbot: QtBot, look: Look, team: Span) -> CalendarGrid:
    shown = CalendarGrid(look)
    qtbot.addWidget(shown)
    shown.resize(1000, 800)
    shown.show()
    shown.set_now(instant(MONDAY, 11 * 60))
    shown.set_span(team)
    return shown
