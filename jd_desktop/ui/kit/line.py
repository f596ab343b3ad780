"""A line of words that can be pressed: something to go to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_S, RADIUS_FIELD


class Line(QAbstractButton):
    """One or two lines, set to the left; the second is quieter."""

    def __init__(self, look: Look, words: str, clicked: Callable[[], None]):
        """Take the words, a line break between the two lines, and what pressing does."""
        super().__init__()
        self._look, self._lines = look, words.split("\n")
        self.setAccessibleName(words.replace("\n", ", "))
        self.setToolTip(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: clicked())

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(100, self._look.px(18) * len(self._lines) + 2 * GAP_S)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground when pointed at, the focus ring, and the words."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(look.color("focus") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(look.color("sunken" if self.underMouse() else "surface"))
        painter.drawRoundedRect(rect, RADIUS_FIELD, RADIUS_FIELD)
        high = look.px(18)
        for k, words in enumerate(self._lines):
            painter.setFont(look.font("table"))
            painter.setPen(look.color("text2" if k else "text"))
            line = QRectF(GAP_S, GAP_S + k * high, rect.width() - 2 * GAP_S, high)
            fitting = painter.fontMetrics().elidedText(
                words, Qt.TextElideMode.ElideRight, int(line.width())
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitting)
