"""What keys do in the calendar, with something held and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from jd_desktop.ui.calendar import gestures
from jd_desktop.ui.calendar.cursor import Cursor, down, sideways, up

if TYPE_CHECKING:
    from jd_desktop.ui.calendar.grid import CalendarGrid

Key = Qt.Key
UP_DOWN = {Key.Key_Up: -1, Key.Key_Down: 1}
LEFT_RIGHT = {Key.Key_Left: -1, Key.Key_Right: 1}
ENTER = {Key.Key_Return, Key.Key_Enter}


def held_key(grid: CalendarGrid, event: QKeyEvent) -> bool:
    """Move or stretch what is held, drop it or give it up; other keys wait."""
    key, state = Qt.Key(event.key()), grid.board.gesture
    if key in UP_DOWN:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        change = gestures.stretch if shift else gestures.nudge
        grid.follow(change(state, UP_DOWN[key]), speak=True)
    elif key in LEFT_RIGHT:
        columns = len(grid.board.columns)
        grid.follow(gestures.sidestep(state, LEFT_RIGHT[key], of=columns), speak=True)
    elif key in ENTER:
        grid.follow(gestures.release(state))
    elif key == Key.Key_Escape:
        grid.follow(gestures.cancel(state), speak=True)
    return True


def free_key(grid: CalendarGrid, event: QKeyEvent) -> bool:
    """Move the cursor, take hold, open or cancel; says whether the key was ours."""
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    plain = modifiers & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
    if not plain or not grid.board.columns:
        return False
    if (cursor := _stepped(grid, key)) is not None:
        grid.board.cursor = cursor
        grid.stand()
        return True
    if key in ENTER:
        if grid.board.grab():
            grid.follow(grid.board.gesture, speak=True)
        return True
    return _on_tile(grid, key)


def _stepped(grid: CalendarGrid, key: Qt.Key) -> Cursor | None:
    board, field = grid.board, grid.board.field
    if key in UP_DOWN:
        return (down if UP_DOWN[key] > 0 else up)(board.cursor, field)
    if key in LEFT_RIGHT:
        return sideways(board.cursor, field, LEFT_RIGHT[key])
    if key == Key.Key_Home:
        return Cursor(board.cursor.column, board.hours.opens)
    if key == Key.Key_End:
        return Cursor(board.cursor.column, board.hours.closes - 30)
    return None


def _on_tile(grid: CalendarGrid, key: Qt.Key) -> bool:
    signals = {
        Key.Key_Space: grid.activated,
        Key.Key_F2: grid.edit_requested,
        Key.Key_Delete: grid.cancel_requested,
    }
    placed = grid.board.focused()
    if key not in signals or placed is None:
        return False
    signals[key].emit(placed.tile.id)
    return True
