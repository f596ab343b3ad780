"""Small signs drawn on tiles, each told from the others by its shape alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from jd_desktop.queries.calendar import Tile
from jd_desktop.ui.calendar.sentences import DELIVERED, SENDING, SENT

SIZE = 12.0
STEP = 15.0


def glyphs_of(tile: Tile) -> list[str]:
    """Return the signs that a tile carries, the most important first."""
    found = []
    # The later of two says it in words on the tile.
    if tile.clash == "first":
        found.append("clash")
    state = {"completed": "done", "no_show": "no_show", "tentative": "open", "requested": "open"}
    if tile.state in state:
        found.append(state[tile.state])
    if tile.parked:
        found.append("parked")
    if tile.unsent:
        found.append("unsent")
    if tile.message:
        found.append(_message_glyph(tile.message))
    return found


def _message_glyph(state: str) -> str:
    if state in SENDING:
        return "sms_waiting"
    if state in SENT:
        return "sms_sent"
    return "sms_delivered" if state in DELIVERED else "sms_failed"


def paint_glyph(painter: QPainter, name: str, at: QPointF, color: QColor) -> None:
    """Draw a sign in a 12 px square whose top left corner is given."""
    painter.save()
    painter.translate(at)
    pen = QPen(color, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _DRAWN[name](painter)
    painter.restore()


def _path(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolyline([QPointF(x, y) for x, y in points])


def _clash(painter: QPainter) -> None:
    painter.drawPolygon([QPointF(6, 1), QPointF(11.3, 11), QPointF(0.7, 11)])
    _path(painter, (6, 4.8), (6, 7.2))
    painter.drawPoint(QPointF(6, 9.2))


def _done(painter: QPainter) -> None:
    _path(painter, (1.5, 6.5), (4.8, 9.8), (10.8, 2.8))


def _no_show(painter: QPainter) -> None:
    painter.drawEllipse(QRectF(1, 1, 10, 10))
    _path(painter, (2.6, 9.4), (9.4, 2.6))


def _open(painter: QPainter) -> None:
    _path(
        painter, (3.2, 3.6), (4.2, 1.6), (6, 1), (8, 1.8), (8.6, 3.6), (7.6, 5.2), (6, 6.2), (6, 8)
    )
    painter.drawPoint(QPointF(6, 10.6))


def _parked(painter: QPainter) -> None:
    painter.drawEllipse(QRectF(1, 1, 10, 10))
    _path(painter, (4.6, 4), (4.6, 8))
    _path(painter, (7.4, 4), (7.4, 8))


def _unsent(painter: QPainter) -> None:
    _path(painter, (6, 11), (6, 1.6))
    _path(painter, (2.4, 5.2), (6, 1.6), (9.6, 5.2))


def _bubble(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(0.8, 1.2, 10.4, 7.4), 2, 2)
    _path(painter, (3, 8.6), (3, 11), (5.4, 8.6))


def _sms_waiting(painter: QPainter) -> None:
    _bubble(painter)
    for x in (3.6, 6.0, 8.4):
        painter.drawPoint(QPointF(x, 4.9))


def _sms_sent(painter: QPainter) -> None:
    _bubble(painter)
    _path(painter, (3.4, 4.9), (8.6, 4.9))


def _sms_delivered(painter: QPainter) -> None:
    _bubble(painter)
    _path(painter, (3.6, 5), (5.3, 6.6), (8.4, 3.2))


def _sms_failed(painter: QPainter) -> None:
    _bubble(painter)
    _path(painter, (4.4, 3.3), (7.6, 6.5))
    _path(painter, (7.6, 3.3), (4.4, 6.5))


_DRAWN: Mapping[str, Callable[[QPainter], None]] = {
    "clash": _clash,
    "done": _done,
    "no_show": _no_show,
    "open": _open,
    "parked": _parked,
    "unsent": _unsent,
    "sms_waiting": _sms_waiting,
    "sms_sent": _sms_sent,
    "sms_delivered": _sms_delivered,
    "sms_failed": _sms_failed,
}
