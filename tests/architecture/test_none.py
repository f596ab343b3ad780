"""PySide6 6.12 returned None without counting it, and brought Python 3.11 down after a while."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 1000


def test_a_thousand_calls_cost_no_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setText("Åse")
    assert before - sys.getrefcount(None) < CALLS // 10
