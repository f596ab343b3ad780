"""Lists of names on the pages of settings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_XS


def page_list(look: Look, name: str) -> QListWidget:
    """Make a list of names, one line each."""
    made = QListWidget()
    made.setAccessibleName(name)
    made.setFont(look.font("body"))
    made.setFrameShape(QListWidget.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setSpacing(GAP_XS)
    return made
