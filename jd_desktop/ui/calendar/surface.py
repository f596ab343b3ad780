"""The painted surface of the calendar: what is shown, where, and how it scrolls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeAlias

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from jd_desktop.queries.calendar import Span, Tile
from jd_desktop.ui.calendar.accessible import TileItems
from jd_desktop.ui.calendar.board import Board
from jd_desktop.ui.calendar.geometry import GUTTER, Box, Hours
from jd_desktop.ui.calendar.gestures import Dragging, Ghost
from jd_desktop.ui.calendar.overlay import GhostLook, Overlay
from jd_desktop.ui.calendar.painting import HEADER, Backdrop, Window
from jd_desktop.ui.calendar.sentences import clock_span
from jd_desktop.ui.calendar.verdict import OK, Verdict
from jd_desktop.ui.calendar.walltime import wall
from jd_desktop.ui.theme.look import Look

Judging: TypeAlias = Callable[[str | None, str, datetime, datetime], tuple[str, str]]
CURSOR_MINUTES = 30


def no_doubt(_tile: str | None, _lane: str, _starts: datetime, _ends: datetime) -> Verdict:
    """Say ok to everything."""
    return Verdict(OK, "")


class CalendarSurface(QAbstractScrollArea):
    """Paints a board: a cached backdrop below, and what moves above it."""

    def __init__(self, look: Look, *, hours: Hours | None = None, parent: QWidget | None = None):
        """Take the look and the school's opening hours; empty until `set_span`."""
        super().__init__(parent)
        self.look = look
        self.board = Board(hours or Hours())
        self.verdict: Judging = no_doubt
        self.items = TileItems(self)
        self._backdrop, self._overlay = Backdrop(look), Overlay(look)
        self._pixmap: QPixmap | None = None
        self._now = (date(2000, 1, 1), 0)
        self._ghost_area = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName(look.language.tr("Kalender"))
        self.setMinimumSize(GUTTER + 200, HEADER + 120)
        self.viewport().setMouseTracking(True)
        # The pixmap covers everything: Qt need not clear what is painted over.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_span(self, span: Span) -> None:
        """Show other rows; selection, cursor and scroll position stay where they still can."""
        first_time = not self.board.columns
        self.board.show(span)
        self.items.renew()
        self._arrange()
        if first_time:
            self.verticalScrollBar().setValue(
                int(self.board.geometry.y(self.board.hours.opens) - self.board.geometry.hour / 4)
            )
        self.refresh()

    def set_now(self, now: datetime) -> None:
        """Move the red line; the day it stands on is today."""
        before, self._now = self._now, wall(now)
        if before[0] != self._now[0]:
            self.refresh()
        self.viewport().update()

    def set_hours(self, hours: Hours) -> None:
        """Shade the times outside the school's opening hours."""
        self.board.hours = hours
        self._arrange()
        self.refresh()

    def set_look(self, look: Look) -> None:
        """Take other colours, fonts or another language."""
        self.look = look
        self._backdrop, self._overlay = Backdrop(look), Overlay(look)
        self.refresh()

    def refresh(self) -> None:
        """Paint everything anew."""
        self._pixmap = None
        self.viewport().update()

    def zoom(self, steps: int) -> None:
        """Make hours taller or lower."""
        middle = self.board.geometry.minute(self.verticalScrollBar().value())
        self.board.zoom(steps)
        self._arrange()
        self.verticalScrollBar().setValue(int(self.board.geometry.y(middle)))
        self.refresh()

    def window_on_content(self) -> Window:
        """Return which part of the content is in view."""
        bars = self.horizontalScrollBar(), self.verticalScrollBar()
        ratio = self.devicePixelRatioF()
        return Window(self.viewport().size(), bars[0].value(), bars[1].value(), ratio)

    def tile_rect(self, tile: Tile) -> QRect:
        """Return where a tile is in the viewport, empty when it is not shown."""
        placed = self.board.find(tile.id)
        if placed is None:
            return QRect()
        return self._on_screen(self.board.geometry.box(placed)).toAlignedRect()

    def point(self, column: int, minute: float) -> QPointF:
        """Return the viewport point in the middle of a column at a minute of its day."""
        shape = self.board.geometry
        box = Box(shape.x(column) + shape.lane_width / 2, shape.y(minute), 0, 0)
        return self._on_screen(box).topLeft()

    def _on_screen(self, box: Box) -> QRectF:
        return self.window_on_content().on_screen(box)

    def _arrange(self) -> None:
        room = self.window_on_content().content
        self.board.fit(room.width(), room.height())
        shape, across, up = (
            self.board.geometry,
            self.horizontalScrollBar(),
            self.verticalScrollBar(),
        )
        across.setRange(0, max(0, int(shape.content_width) - room.width()))
        across.setPageStep(max(1, room.width()))
        across.setSingleStep(48)
        up.setRange(0, max(0, round(shape.height) - room.height()))
        up.setPageStep(max(1, room.height()))
        up.setSingleStep(int(shape.hour / 2))

    def judged(self, ghost: Ghost) -> Verdict:
        """Say what speaks against where a ghost is."""
        lane_id = self.board.lane_id(ghost.column)
        return Verdict(*self.verdict(ghost.tile_id or None, lane_id, *self.board.instants(ghost)))

    def ghost_box(self, ghost: Ghost) -> Box:
        """Return where a ghost is drawn."""
        return self.board.geometry.ghost_box(ghost.column, ghost.top, ghost.bottom)

    def update_ghost(self) -> None:
        """Repaint where the ghost was and where it is, nothing else."""
        before, self._ghost_area = self._ghost_area, QRect()
        if isinstance(self.board.gesture, Dragging):
            rect = self._on_screen(self.ghost_box(self.board.gesture.ghost)).toAlignedRect()
            # Room for the reason above or below, which may be wider than the column.
            self._ghost_area = rect.adjusted(-320, -70, 320, 70)
        self.viewport().update(before.united(self._ghost_area) if before else self._ghost_area)

    def keep_in_view(self, box: Box) -> None:
        """Scroll until a box is in view."""
        room = self.window_on_content().content
        for bar, low, size, view in (
            (self.verticalScrollBar(), box.y, box.height, room.height()),
            (self.horizontalScrollBar(), box.x, box.width, room.width()),
        ):
            if low < bar.value() or size > view:
                bar.setValue(int(low))
            elif low + size > bar.value() + view:
                bar.setValue(int(low + size - view))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the backdrop where needed and paint what moves over it."""
        window = self.window_on_content()
        if self._pixmap is None:
            self._pixmap = self._backdrop.pixmap(self.board, window, self._now[0])
        painter = QPainter(self.viewport())
        area = event.rect()
        ratio = window.ratio
        source = QRectF(
            area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio
        )
        painter.drawPixmap(QRectF(area), self._pixmap, source)
        if not self.board.columns:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(window.content)
        self._overlay.paint_now(painter, self.board, window, self._now)
        self._paint_rings(painter, window)
        if isinstance(self.board.gesture, Dragging):
            self._paint_ghost(painter, window, self.board.gesture.ghost)

    def _paint_rings(self, painter: QPainter, window: Window) -> None:
        board, focused = self.board, self.hasFocus()
        for p in board.placed:
            if p.tile.id == board.selected:
                rect = window.on_screen(board.geometry.box(p))
                self._overlay.paint_ring(painter, rect, focused=focused)
        if focused and board.focused() is None and not isinstance(board.gesture, Dragging):
            c = board.cursor
            box = board.geometry.ghost_box(c.column, c.minute, c.minute + CURSOR_MINUTES)
            self._overlay.paint_cell(painter, window.on_screen(box))

    def _paint_ghost(self, painter: QPainter, window: Window, ghost: Ghost) -> None:
        held = self.board.find(ghost.tile_id)
        title = held.tile.title if held else self.look.language.tr("Ny booking")
        clock = clock_span(self.look.language, *self.board.instants(ghost))
        shown = GhostLook(title, clock, self.judged(ghost))
        rect = window.on_screen(self.ghost_box(ghost))
        self._overlay.paint_ghost(painter, rect, shown)
        bubble = self._overlay.bubble(painter, rect, window.content, shown.verdict)
        if not bubble.isEmpty():
            self._overlay.paint_bubble(painter, bubble, shown.verdict)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size."""
        super().resizeEvent(event)
        self._arrange()
        self.refresh()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paint another part; header and hours stay where they are."""
        del dx, dy
        self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop showing it."""
        super().focusOutEvent(event)
        self.viewport().update()
