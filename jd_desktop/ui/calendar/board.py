"""What the calendar shows and what is held in it, apart from any widget."""

from __future__ import annotations

from datetime import date, datetime

from jd_desktop.queries.calendar import Span, Tile
from jd_desktop.ui.calendar import gestures
from jd_desktop.ui.calendar.cursor import Cursor, Field, on
from jd_desktop.ui.calendar.geometry import (
    MAX_HOUR,
    MIN_HOUR,
    Column,
    Geometry,
    Hours,
    Placed,
    columns_of,
    place,
    shown_hours,
)
from jd_desktop.ui.calendar.gestures import Dragging, Gesture, Ghost, Idle
from jd_desktop.ui.calendar.walltime import STEP, instant

MOVABLE = frozenset({"draft", "requested", "tentative", "confirmed"})
NEW_MINUTES = 45
ZOOM = 8


class Board:
    """A span laid out, the cursor, the selection and the gesture."""

    def __init__(self, hours: Hours):
        """Start empty, with the school's opening hours."""
        self.hours = hours
        self.span = Span(date(2000, 1, 1), 0, (), (), {})
        self.columns: tuple[Column, ...] = ()
        self.placed: tuple[Placed, ...] = ()
        self.gesture: Gesture = Idle()
        self.cursor = Cursor(0, hours.opens)
        self.selected = ""
        self._zoom: float | None = None
        self._room = (0.0, 0.0)
        self.geometry = Geometry((), 0, 60, MIN_HOUR, 0)

    def show(self, span: Span) -> None:
        """Lay out other rows; what is held stays held only where its column still exists."""
        self.span, columns = span, columns_of(span)
        if columns != self.columns:
            self.gesture = Idle()
        self.columns, self.placed = columns, place(span)
        if isinstance(self.gesture, Dragging) and not self._still_there(self.gesture.ghost):
            self.gesture = Idle()
        if self.selected and self.find(self.selected) is None:
            self.selected = ""
        self._restand()
        self.fit(*self._room)

    def _still_there(self, ghost: Ghost) -> bool:
        return ghost.grip == gestures.NEW or self.find(ghost.tile_id) is not None

    def _restand(self) -> None:
        """Keep the cursor on its tile wherever that went, or at its time."""
        if self.cursor.tile_id and (found := self.find(self.cursor.tile_id)):
            self.cursor = on(found)
            return
        column = max(0, min(self.cursor.column, len(self.columns) - 1))
        self.cursor = Cursor(column, self.cursor.minute)

    def fit(self, width: float, height: float) -> None:
        """Use this much room: columns share the width; hours fill the height unless zoomed."""
        self._room = (width, height)
        first, last = shown_hours(self.hours, self.placed)
        fitting = height * 60 / (last - first)
        hour = self._zoom or min(float(MAX_HOUR), max(float(MIN_HOUR), fitting))
        self.geometry = Geometry(self.columns, first, last, hour, width)

    def zoom(self, steps: int) -> None:
        """Make hours taller or lower, within 48 to 96 px."""
        hour = self.geometry.hour + steps * ZOOM
        self._zoom = min(float(MAX_HOUR), max(float(MIN_HOUR), hour))
        self.fit(*self._room)

    @property
    def field(self) -> Field:
        """What the cursor moves over."""
        shape = self.geometry
        return Field(self.placed, len(self.columns), shape.first, shape.last)

    def find(self, tile_id: str) -> Placed | None:
        """Return a tile's first part in view."""
        return next((p for p in self.placed if p.tile.id == tile_id), None)

    def focused(self) -> Placed | None:
        """Return the tile that the cursor is on."""
        return self.field.under(self.cursor)

    def can_move(self, tile: Tile) -> bool:
        """Whether a booking is still a plan; what happened or was cancelled stays."""
        return tile.state in MOVABLE

    def origin(self, placed: Placed, grip: str) -> Ghost:
        """Return the ghost that a tile starts from."""
        piece = placed.piece
        return Ghost(grip, placed.tile.id, placed.column, piece.top, piece.bottom)

    def cell(self, column: int, minute: float) -> Ghost:
        """Return the ghost of a new booking that starts in a quarter of an hour."""
        top = min(gestures.snap_down(minute), 24 * 60 - STEP)
        return Ghost(gestures.NEW, "", column, top, top + STEP)

    def grab(self) -> bool:
        """Take hold of what the cursor is on: a booking, or free time for a new one."""
        if not self.columns:
            return False
        if (held := self.focused()) is not None:
            if not self.can_move(held.tile):
                return False
            self.gesture = gestures.grab(self.origin(held, gestures.MOVE))
            return True
        cell = self.cell(self.cursor.column, self.cursor.minute)
        new = gestures.stretch(gestures.grab(cell), NEW_MINUTES // STEP - 1)
        self.gesture = new
        return True

    def instants(self, ghost: Ghost) -> tuple[datetime, datetime]:
        """Return when a ghost begins and ends; a moved lesson keeps its real length."""
        day = self.columns[ghost.column].day
        starts, ends = instant(day, ghost.top), instant(day, ghost.bottom)
        held = self.find(ghost.tile_id)
        if held is None:
            return starts, ends
        tile = held.tile
        if ghost.grip == gestures.ENDS:
            return tile.starts, ends
        if ghost.grip == gestures.STARTS:
            return starts, tile.ends
        if ghost.bottom - ghost.top == held.piece.bottom - held.piece.top:
            ends = starts + (tile.ends - tile.starts)
        return starts, ends

    def lane_id(self, column: int) -> str:
        """Return whose column it is."""
        return self.columns[column].lane.id
