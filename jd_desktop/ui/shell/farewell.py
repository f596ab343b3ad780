"""Said where the school has taken this computer's access away: what happened, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jd_desktop.domain.errors import JdError
from jd_desktop.ui.kit.box import Box
from jd_desktop.ui.kit.controls import button, fill, label
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_L, GAP_M, GAP_S, GAP_XL

CARD = 520
Way = tuple[str, Callable[[], None]]


class Farewell(QWidget):
    """One calm card and no data; the ways on are its buttons, the first of them the usual one."""

    def __init__(self, look: Look, error: JdError, *, school: str = "", ways: Sequence[Way] = ()):
        """Take what to say and the ways on, each with its words."""
        super().__init__()
        self.setMinimumSize(1024, 680)
        self.setWindowTitle(look.tr("Ingen adgang – Just Driving"))
        fill(self, look, "bg")
        card = Box(look)
        card.setFixedWidth(look.px(CARD))
        card.column.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_XL)
        card.column.setSpacing(GAP_M)
        if school:
            card.column.addWidget(label(look, school, "caption", "text3", weight=600))
        title, hint = look.language.say(error.title), error.hint
        card.column.addWidget(label(look, title, "page_title", wrap=True))
        if hint is not None:
            card.column.addWidget(label(look, look.language.say(hint), "body", "text2", wrap=True))
        why = look.tr("Skolens administrator har fjernet adgangen. Spørg dem, hvis du er i tvivl.")
        card.column.addWidget(label(look, why, "body", "text2", wrap=True))
        card.column.addSpacing(GAP_S)
        self.ways: list[QPushButton] = []
        card.column.addLayout(self._buttons(look, ways))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)
        if self.ways:
            self.ways[0].setFocus()

    def _buttons(self, look: Look, ways: Sequence[Way]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        for k, (words, go) in enumerate(ways):
            made = button(look, words, go, primary=k == 0, quiet=k > 0)
            made.setAccessibleName(words)
            self.ways.append(made)
            row.addWidget(made)
        row.addStretch(1)
        return row
