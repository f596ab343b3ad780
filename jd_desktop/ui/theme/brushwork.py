"""Shapes that the style draws with: rounded boxes, rings, ticks, chevrons."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

Ink = Mapping[str, QColor]
RING, GAP = 2.0, 1.0


def inset(rect: QRect | QRectF, by: float) -> QRectF:
    """Return the rectangle made smaller on each side."""
    return QRectF(rect).adjusted(by, by, -by, -by)


def box(
    painter: QPainter, rect: QRectF, radius: float, *, ground: QColor | None, edge: QPen | None
) -> None:
    """Draw a rounded box; None leaves its ground or its edge out."""
    painter.setPen(edge if edge is not None else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(ground if ground is not None else QColor(0, 0, 0, 0))
    painter.drawRoundedRect(rect, radius, radius)


def ring(painter: QPainter, rect: QRect | QRectF, ink: Ink, radius: float) -> None:
    """Draw the focus ring at the very edge of a rectangle."""
    box(painter, inset(rect, RING / 2), radius, ground=None, edge=QPen(ink["focus"], RING))


def chevron(painter: QPainter, middle: QPointF, *, color: QColor, down: bool) -> None:
    """Draw a small open arrow."""
    dy = 2.0 if down else -2.0
    x, y = middle.x(), middle.y()
    painter.setPen(stroke(color, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ends = (QPointF(x - 3.5, y - dy), QPointF(x, y + dy), QPointF(x + 3.5, y - dy))
    painter.drawPolyline(QPolygonF(ends))


def tick(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """Draw the tick of a ticked box."""
    x, y, w = rect.x(), rect.y(), rect.width()
    painter.setPen(stroke(color, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = ((0.22, 0.52), (0.43, 0.72), (0.78, 0.30))
    painter.drawPolyline(QPolygonF([QPointF(x + w * a, y + w * b) for a, b in points]))


def stroke(color: QColor, width: float) -> QPen:
    """Return a pen with round ends."""
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(color, width, Qt.PenStyle.SolidLine, round_cap, round_join)
