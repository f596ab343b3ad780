"""Small rounded words: a count that wants attention, a state; never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jd_desktop.ui.theme.look import Look
from jd_desktop.ui.theme.tokens import GAP_S

HIGH = 20
ROUND = {"bad": "bad", "warn": "warn", "ok": "ok", "accent": "accent_text"}


def badge_width(look: Look, words: str) -> int:
    """Return how wide a badge with these words is."""
    wide = QFontMetrics(look.font("caption", 600)).horizontalAdvance(words)
    return max(look.px(HIGH + 4), wide + 2 * look.px(GAP_S))


def draw_badge(
    painter: QPainter, look: Look, *, right_middle: QPointF, words: str, tone: str
) -> QRectF:
    """Draw a badge that ends at a point; returns the room it took."""
    wide, high = badge_width(look, words), look.px(HIGH)
    rect = QRectF(right_middle.x() - wide, right_middle.y() - high / 2, wide, high)
    known = tone in ROUND
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(f"{tone}_soft" if known else "sunken"))
    painter.drawRoundedRect(rect, high / 2, high / 2)
    painter.setPen(look.color(ROUND.get(tone, "text2")))
    painter.setFont(look.font("caption", 600))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()
    return rect


class Chip(QWidget):
    """A state in a word or two: "bad", "warn", "ok", "accent" or plain."""

    def __init__(self, look: Look, words: str, tone: str = ""):
        """Take the words and their tone."""
        super().__init__()
        self._look = look
        self.words, self.tone = words, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def say(self, words: str, tone: str = "") -> None:
        """Say something else."""
        self.words, self.tone = words, tone
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the words need."""
        return QSize(badge_width(self._look, self.words), self._look.px(HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        middle = QPointF(self.width(), self.height() / 2)
        painter = QPainter(self)
        draw_badge(painter, self._look, right_middle=middle, words=self.words, tone=self.tone)
        painter.end()
