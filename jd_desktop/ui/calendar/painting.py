"""Draws the calendar around its tiles: grid, hours, lane headers, ghost and now-line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from jd_desktop.ui.calendar.board import Board
from jd_desktop.ui.calendar.geometry import GUTTER, Box, Column
from jd_desktop.ui.calendar.tiles import TilePainter
from jd_desktop.ui.calendar.walltime import instant
from jd_desktop.ui.theme.look import Look

HEADER = 52
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the content in view: size in pixels, scroll position, pixel ratio."""

    size: QSize
    x: int
    y: int
    ratio: float = 1.0

    @property
    def content(self) -> QRect:
        """The rectangle below the header and right of the hours."""
        return QRect(GUTTER, HEADER, self.size.width() - GUTTER, self.size.height() - HEADER)

    def on_screen(self, box: Box) -> QRectF:
        """Move a box from content to viewport pixels."""
        return QRectF(box.x + GUTTER - self.x, box.y + HEADER - self.y, box.width, box.height)


class Backdrop:
    """Paints what does not change while the mouse moves: everything but ghost and rings."""

    def __init__(self, look: Look):
        """Take the look that colours and fonts come from."""
        self._look = look
        self._tiles = TilePainter(look)

    def pixmap(self, board: Board, window: Window, today: date) -> QPixmap:
        """Return the whole viewport painted."""
        pixmap = QPixmap(window.size * window.ratio)
        pixmap.setDevicePixelRatio(window.ratio)
        pixmap.fill(self._look.color("surface"))
        if not board.columns:
            return pixmap
        painter = QPainter(pixmap)
        painter.setClipRect(window.content)
        painter.translate(GUTTER - window.x, HEADER - window.y)
        self._paint_ground(painter, board, today)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_tiles(painter, board, window)
        painter.resetTransform()
        painter.setClipping(False)
        self._paint_hours(painter, board, window)
        self._paint_header(painter, board, window, today)
        painter.end()
        return pixmap

    def _paint_ground(self, painter: QPainter, board: Board, today: date) -> None:
        shape, color = board.geometry, self._look.color
        width, height = shape.content_width, shape.height
        for n, column in enumerate(board.columns):
            area = QRectF(shape.x(n), 0, shape.lane_width, height)
            if column.day == today and board.span.days > 1:
                painter.fillRect(area, color("today"))
            if column.day in board.span.holidays:
                painter.fillRect(area, _veil(color("sunken")))
        opens, closes = shape.y(board.hours.opens), shape.y(board.hours.closes)
        painter.fillRect(QRectF(0, 0, width, opens), _veil(color("sunken")))
        painter.fillRect(QRectF(0, closes, width, height - closes), _veil(color("sunken")))
        painter.setPen(QPen(color("line"), 1))
        for minute in range(shape.first, shape.last + 1, 60):
            y = round(shape.y(minute))
            painter.drawLine(0, y, round(width), y)
        for n, column in enumerate(board.columns):
            new_day = n > 0 and column.day != board.columns[n - 1].day and len(board.span.lanes) > 1
            painter.setPen(QPen(color("line_strong" if new_day else "line"), 1))
            x = round(shape.x(n))
            painter.drawLine(x, 0, x, round(height))

    def _paint_tiles(self, painter: QPainter, board: Board, window: Window) -> None:
        view = QRectF(window.content)
        for p in board.placed:
            box = board.geometry.box(p)
            if window.on_screen(box).intersects(view):
                self._tiles.paint(painter, p, box, board.lane_id(p.column))

    def _paint_hours(self, painter: QPainter, board: Board, window: Window) -> None:
        shape = board.geometry
        painter.fillRect(0, 0, GUTTER, window.size.height(), self._look.color("surface"))
        painter.setFont(self._look.font("caption"))
        painter.setPen(self._look.color("text3"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        for minute in range(shape.first, shape.last, 60):
            y = shape.y(minute) + HEADER - window.y
            said = self._look.language.time(instant(board.span.first, minute))
            painter.drawText(QRectF(0, y + 1, GUTTER - 8, 18), right, said)

    def _paint_header(self, painter: QPainter, board: Board, window: Window, today: date) -> None:
        color = self._look.color
        painter.fillRect(0, 0, window.size.width(), HEADER, color("surface"))
        painter.setClipRect(QRect(GUTTER, 0, window.size.width() - GUTTER, HEADER))
        for n, column in enumerate(board.columns):
            x = board.geometry.x(n) + GUTTER - window.x
            area = QRectF(x, 0, board.geometry.lane_width, HEADER)
            if area.right() >= GUTTER and area.left() < window.size.width():
                self._paint_column_head(painter, board, n, area, column.day == today)
        painter.setClipping(False)
        painter.setPen(QPen(color("line"), 1))
        painter.drawLine(0, HEADER - 1, window.size.width(), HEADER - 1)

    def _paint_column_head(
        self, painter: QPainter, board: Board, n: int, area: QRectF, is_today: bool
    ) -> None:
        column, look, by_lane = board.columns[n], self._look, len(board.span.lanes) > 1
        day_tint = is_today and board.span.days > 1
        if day_tint:
            painter.fillRect(area, look.color("today"))
        title = column.lane.name if by_lane else look.language.weekday(column.day)
        left = area.x() + 10
        if by_lane:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.hue(column.lane.hue)[1])
            painter.drawRoundedRect(QRectF(left, 13, 8, 8), 2, 2)
            left += 14
        painter.setFont(look.font("table", 600))
        painter.setPen(look.color("accent_text" if is_today and not by_lane else "text"))
        room = QRectF(left, 6, area.right() - left - 4, 22)
        said = painter.fontMetrics().elidedText(title, _ELIDE, int(room.width()))
        painter.drawText(room, _LEFT, said)
        painter.setFont(look.font("caption"))
        painter.setPen(look.color("text3"))
        under = QRectF(area.x() + 10, 27, area.width() - 14, 18)
        said = self._under_title(board, n, column)
        painter.drawText(
            under, _LEFT, painter.fontMetrics().elidedText(said, _ELIDE, int(under.width()))
        )

    def _under_title(self, board: Board, n: int, column: Column) -> str:
        """Say the holiday, else the day where lanes repeat, else how much is booked."""
        if holiday := board.span.holidays.get(column.day):
            return holiday
        if len(board.span.lanes) > 1 and board.span.days > 1:
            return self._look.language.weekday(column.day)
        booked = [p for p in board.placed if p.column == n and p.tile.state != "cancelled"]
        if not booked:
            return self._look.language.tr("ingen bookinger")
        return self._look.language.trn("{n} booking", "{n} bookinger", len(booked))


def _veil(color: QColor) -> QColor:
    veil = QColor(color)
    veil.setAlpha(150)
    return veil
