"""How long a command takes to begin, and what an empty window costs: the floor of the real one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from figures import Figure, least

WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1200, 800)
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""


def python(*arguments: str) -> None:
    """Run Python to its end."""
    environ = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, *arguments], env=environ, check=True, capture_output=True)


def measure() -> Iterator[Figure]:
    """Compare a command that only tells of itself with a bare Python; and show an empty window."""
    bare = least(lambda: python("-c", "pass"))
    yield Figure("jd-desktop --help", least(lambda: python("-m", "jd_desktop", "--help")), "ms",
                 floor=bare)  # fmt: skip
    yield Figure("an empty PySide6 window", least(lambda: python("-c", WINDOW)), "ms", floor=bare)
