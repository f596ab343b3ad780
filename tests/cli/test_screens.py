"""Who gets which screens in the rail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jd_desktop.cli.screens import Deeds, entries
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.language import DANISH
from jd_desktop.host.paths import resources
from jd_desktop.main import Program, Start
from jd_desktop.ui.app import dress
from jd_desktop.ui.tasks import Tasks
from jd_desktop.ui.theme.tokens import LIGHT
from tests.ui.conftest import AtOnce


@pytest.fixture
def program(tmp_path: Path, clock: FixedClock) -> Iterator[Program]:
    made = Program(Start(tmp_path, {"JD_DATABASE_KEY": "5a" * 32}, clock))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("role", "sees"), [("office", True), ("admin", True), ("instructor", False)]
)
def test_instructors_have_no_screen_of_money(
    qtbot: QtBot, qapp: QApplication, program: Program, role: str, *, sees: bool
) -> None:
    look = dress(qapp, LIGHT, DANISH, resources())
    tasks = Tasks(AtOnce(), AtOnce())
    deeds = Deeds(lambda: None, AtOnce().run, role=role)  # type: ignore[arg-type]  # never called
    made = entries(look, tasks, program, deeds)
    for entry in made:
        qtbot.addWidget(entry.screen)
    assert ("payments" in [entry.place.name for entry in made]) is sees
    tasks.deleteLater()
