"""The calendar widget: bookings moved, stretched and drawn by mouse or keyboard."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from jd_desktop.queries.calendar import Lane
from jd_desktop.ui.calendar import gestures, keys
from jd_desktop.ui.calendar.accessible import announce
from jd_desktop.ui.calendar.cursor import Cursor, on
from jd_desktop.ui.calendar.geometry import GUTTER, Hit
from jd_desktop.ui.calendar.gestures import Armed, Dragging, Dropped, Ghost, Idle, Pointer
from jd_desktop.ui.calendar.painting import HEADER
from jd_desktop.ui.calendar.sentences import cell_sentence, ghost_sentence, tile_sentence
from jd_desktop.ui.calendar.surface import CURSOR_MINUTES, CalendarSurface
from jd_desktop.ui.calendar.walltime import instant


class CalendarGrid(CalendarSurface):
    """Says what a person did and changes nothing itself.

    `moved`, `resized`: (tile id, lane id, starts, ends); `drawn`: (lane id, starts, ends).
    """

    moved = Signal(str, str, object, object)
    resized = Signal(str, str, object, object)
    drawn = Signal(str, object, object)
    selected = Signal(str)
    activated = Signal(str)
    edit_requested = Signal(str)
    cancel_requested = Signal(str)

    def select(self, tile_id: str, *, tell: bool = True) -> None:
        """Select a booking ("" for none) and stand on it."""
        changed, self.board.selected = tile_id != self.board.selected, tile_id
        if (placed := self.board.find(tile_id)) is not None:
            self.board.cursor = on(placed)
        self.viewport().update()
        if changed and tell:
            self.selected.emit(tile_id)

    def follow(self, state: gestures.Gesture, *, speak: bool = False) -> None:
        """Take the gesture's next state; a drop is told, a keyboard step is announced."""
        self.board.gesture = state
        if isinstance(state, Dropped):
            self.board.gesture = Idle()
            if state.changed:
                self._tell(state.ghost)
        elif isinstance(state, gestures.Cancelled):
            self.board.gesture = Idle()
            if speak:
                announce(self, self.look.language.tr("Annulleret"))
        elif isinstance(state, Dragging) and speak:
            self.keep_in_view(self.ghost_box(state.ghost))
            announce(self, self._ghost_said(state.ghost))
        self.update_ghost()

    def _tell(self, ghost: Ghost) -> None:
        starts, ends = self.board.instants(ghost)
        lane_id = self.board.lane_id(ghost.column)
        if ghost.grip == gestures.NEW:
            self.drawn.emit(lane_id, starts, ends)
            return
        held = self.board.find(ghost.tile_id)
        stayed = held is not None and starts == held.tile.starts and ghost.column == held.column
        signal = self.resized if stayed or ghost.grip == gestures.STARTS else self.moved
        signal.emit(ghost.tile_id, lane_id, starts, ends)

    def _ghost_said(self, ghost: Ghost) -> str:
        lane = self.board.columns[ghost.column].lane
        verdict = self.judged(ghost)
        return ghost_sentence(self.look.language, lane, *self.board.instants(ghost), verdict)

    def stand(self) -> None:
        """Follow the cursor after it moved: select, scroll, tell and announce."""
        board = self.board
        placed = board.focused()
        self.select(placed.tile.id if placed else "")
        cursor = board.cursor
        step = board.geometry.ghost_box(
            cursor.column, cursor.minute, cursor.minute + CURSOR_MINUTES
        )
        self.keep_in_view(board.geometry.box(placed) if placed else step)
        if placed is None and board.columns:
            column = board.columns[cursor.column]
            at = instant(column.day, cursor.minute)
            announce(self, cell_sentence(self.look.language, column.lane, at))
        elif (item := self.items.focused()) is not None:
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(self.items.index(item))
            QAccessible.updateAccessibility(event)

    def lane(self) -> Lane | None:
        """Return the lane that the cursor is in."""
        columns = self.board.columns
        return columns[self.board.cursor.column].lane if columns else None

    def cursor_at(self) -> datetime | None:
        """Return the instant that the cursor is at."""
        cursor = self.board.cursor
        columns = self.board.columns
        return instant(columns[cursor.column].day, cursor.minute) if columns else None

    def hold(self, tile_id: str) -> None:
        """Take hold of a booking as Enter does, so that arrows move it."""
        self.select(tile_id)
        if not isinstance(self.board.gesture, Dragging) and self.board.grab():
            self.follow(self.board.gesture, speak=True)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what is under the mouse and take hold of it."""
        hit = self._hit(event.position())
        if hit is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        pointer = self._pointer(event.position(), hit)
        if hit.placed is None:
            cell = self.board.cell(hit.column, hit.minute)
            self.board.cursor = Cursor(hit.column, cell.top)
            self.select("")
            self.board.gesture = gestures.press(cell, pointer)
            return
        self.board.cursor = on(hit.placed)
        self.select(hit.placed.tile.id)
        if self.board.can_move(hit.placed.tile):
            origin = self.board.origin(hit.placed, gestures.GRIPS[hit.part])
            self.board.gesture = gestures.press(origin, pointer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull what is held; else show by the pointer what could be pulled."""
        if not self.board.columns:
            return
        if isinstance(self.board.gesture, Armed | Dragging):
            self.follow(gestures.drag(self.board.gesture, self._pointer(event.position())))
            return
        hit = self._hit(event.position())
        edge = hit is not None and hit.placed is not None and hit.part in {"top", "bottom"}
        movable = (
            hit is not None and hit.placed is not None and self.board.can_move(hit.placed.tile)
        )
        shape = Qt.CursorShape.SizeVerCursor if edge and movable else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop what is held by the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.follow(gestures.release(self.board.gesture))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the booking under the mouse."""
        hit = self._hit(event.position())
        if hit is not None and hit.placed is not None:
            self.activated.emit(hit.placed.tile.id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def _pointer(self, at: QPointF, hit: Hit | None = None) -> Pointer:
        x, y = self._content(at)
        shape = self.board.geometry
        column = hit.column if hit else shape.column(x)
        return Pointer(at.x(), at.y(), column, shape.minute(y))

    def _content(self, at: QPointF) -> tuple[float, float]:
        window = self.window_on_content()
        return at.x() - GUTTER + window.x, at.y() - HEADER + window.y

    def _hit(self, at: QPointF) -> Hit | None:
        """Return what is under a viewport point, None on the header and the hours."""
        inside = self.window_on_content().content.contains(at.toPoint())
        if not inside or not self.board.columns:
            return None
        return self.board.geometry.hit(self.board.placed, *self._content(at))

    # Keyboard and help

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor, or what is held; what is not ours goes on to the screen."""
        held = isinstance(self.board.gesture, Armed | Dragging)
        if not (keys.held_key(self, event) if held else keys.free_key(self, event)):
            super(CalendarSurface, self).keyPressEvent(event)
            event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell in a tooltip everything about the booking under the mouse."""
        if isinstance(event, QHelpEvent):
            hit = self._hit(QPointF(event.pos()))
            placed = hit.placed if hit else None
            said = tile_sentence(self.look.language, placed.tile) if placed else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().viewportEvent(event)
