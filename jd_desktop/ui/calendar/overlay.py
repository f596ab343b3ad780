"""Draws what moves over the calendar: now-line, rings, the ghost and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from jd_desktop.ui.calendar.board import Board
from jd_desktop.ui.calendar.geometry import GUTTER
from jd_desktop.ui.calendar.glyphs import SIZE, paint_glyph
from jd_desktop.ui.calendar.painting import HEADER, Window
from jd_desktop.ui.calendar.verdict import OK, Verdict
from jd_desktop.ui.theme.look import Look

_LEVELS = {"ok": ("ok", "ok_soft"), "warn": ("warn", "warn_soft"), "bad": ("bad", "bad_soft")}


@dataclass(frozen=True, slots=True)
class GhostLook:
    """What a ghost says: its title, its clock times, and what speaks against it."""

    title: str
    clock: str
    verdict: Verdict


class Overlay:
    """Paints what moves: now-line, focus and selection rings, the ghost and its reason."""

    def __init__(self, look: Look):
        """Take the look that colours and fonts come from."""
        self._look = look

    def paint_now(
        self, painter: QPainter, board: Board, window: Window, at: tuple[date, int]
    ) -> None:
        """Draw the red line through today's columns."""
        day, minute = at
        columns = [n for n, c in enumerate(board.columns) if c.day == day]
        if not columns or not board.geometry.first <= minute <= board.geometry.last:
            return
        left = board.geometry.x(columns[0]) + GUTTER - window.x
        right = left + board.geometry.lane_width * len(columns)
        y = board.geometry.y(minute) + HEADER - window.y
        painter.setPen(QPen(self._look.color("now"), 2))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setBrush(self._look.color("now"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(left + 4, y), 4, 4)

    def paint_ring(self, painter: QPainter, rect: QRectF, *, focused: bool) -> None:
        """Draw the selection, with a second ring where the keyboard is."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.color("focus"), 2))
        painter.drawRoundedRect(rect, 4, 4)
        if focused:
            painter.setPen(QPen(self._look.color("surface"), 1))
            painter.drawRoundedRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)

    def paint_cell(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the cursor on free time."""
        painter.setPen(QPen(self._look.color("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 4, 4)

    def paint_ghost(self, painter: QPainter, rect: QRectF, ghost: GhostLook) -> None:
        """Draw the ghost with its times, in the colour of its verdict."""
        strong, soft = (self._look.color(name) for name in _LEVELS[ghost.verdict.level])
        painter.setPen(QPen(strong, 2))
        painter.setBrush(soft)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(self._look.color("text"))
        painter.setFont(self._look.font("caption", 600))
        inner = rect.adjusted(10, 3, -4, -2)
        said = "\n".join(part for part in (ghost.clock, ghost.title) if part)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, said)

    def bubble(self, painter: QPainter, rect: QRectF, view: QRect, verdict: Verdict) -> QRectF:
        """Return where the reason stands: below the ghost, above it where there is no room."""
        if verdict.level == OK:
            return QRectF()
        painter.setFont(self._look.font("caption", 600))
        flags = Qt.TextFlag.TextWordWrap
        text = painter.fontMetrics().boundingRect(0, 0, 260, 400, flags, verdict.reason)
        width, height = text.width() + 42.0, text.height() + 14.0
        x = max(view.left() + 4.0, min(rect.x(), view.right() - width - 4))
        y = rect.bottom() + 6
        if y + height > view.bottom():
            y = max(view.top() + 4.0, rect.top() - height - 6)
        return QRectF(x, y, width, height)

    def paint_bubble(self, painter: QPainter, bubble: QRectF, verdict: Verdict) -> None:
        """Write the reason beside the ghost."""
        strong = self._look.color(_LEVELS[verdict.level][0])
        painter.setPen(QPen(strong, 1))
        painter.setBrush(self._look.color("raised"))
        painter.drawRoundedRect(bubble, 6, 6)
        paint_glyph(
            painter, "clash", QPointF(bubble.x() + 10, bubble.center().y() - SIZE / 2), strong
        )
        painter.setFont(self._look.font("caption", 600))
        painter.setPen(strong)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(bubble.adjusted(30, 4, -8, -4), flags, verdict.reason)
