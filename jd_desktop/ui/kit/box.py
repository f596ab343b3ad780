"""A rounded box that says something in a tone: a warning, a note."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jd_desktop.ui.kit.controls import label
from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_M, GAP_XS, RADIUS_CARD


class Box(QWidget):
    """A card in a tone: "bad", "warn", "ok", "accent" or plain."""

    def __init__(self, look: Look, tone: str = "", title: str = "", words: str = ""):
        """Take its tone and, where given, a title and a sentence."""
        super().__init__()
        self._look, self._tone = look, tone
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(GAP_M + 2, GAP_M, GAP_M + 2, GAP_M)
        self.column.setSpacing(GAP_XS)
        if title:
            color = tone if tone in ("bad", "warn", "ok") else "text"
            self.column.addWidget(label(look, title, "table", color, weight=600, wrap=True))
        if words:
            self.column.addWidget(label(look, words, "table", wrap=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.color(self._tone or "line"), 1))
        painter.setBrush(self._look.color(f"{self._tone}_soft" if self._tone else "surface"))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, RADIUS_CARD, RADIUS_CARD)
