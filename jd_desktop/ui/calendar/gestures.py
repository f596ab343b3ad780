"""Moving, stretching and drawing bookings: Idle → Armed → Dragging → Dropped | Cancelled.

Pure: columns are counted, times are minutes of the wall clock. Mouse and keyboard drive the
same states.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from jd_desktop.ui.calendar.walltime import DAY, STEP, snap

SLOP = 4
MOVE, STARTS, ENDS, NEW = "move", "starts", "ends", "new"
GRIPS = {"body": MOVE, "top": STARTS, "bottom": ENDS, "empty": NEW}


@dataclass(frozen=True, slots=True)
class Ghost:
    """Where the booking would be: a column and minutes of its day. `tile_id` is "" when new."""

    grip: str
    tile_id: str
    column: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the mouse is: pixels, and the column and minute under it."""

    x: float
    y: float
    column: int
    minute: float


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is held."""


@dataclass(frozen=True, slots=True)
class Armed:
    """Pressed, not yet moved far enough to mean it."""

    origin: Ghost
    at: Pointer


@dataclass(frozen=True, slots=True)
class Dragging:
    """A ghost is out; `at` is where the mouse took hold, None for the keyboard."""

    origin: Ghost
    ghost: Ghost
    at: Pointer | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Let go: the ghost is what was meant."""

    ghost: Ghost
    changed: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Given up: nothing happened."""


Gesture: TypeAlias = Idle | Armed | Dragging | Dropped | Cancelled


def press(origin: Ghost, at: Pointer) -> Armed:
    """Take hold with the mouse; for NEW the origin is the cell that was pressed."""
    return Armed(origin, at)


def drag(state: Gesture, at: Pointer) -> Gesture:
    """Follow the mouse; a few pixels are not yet a drag."""
    if isinstance(state, Armed):
        if abs(at.x - state.at.x) < SLOP and abs(at.y - state.at.y) < SLOP:
            return state
        state = Dragging(state.origin, state.origin, state.at)
    if isinstance(state, Dragging) and state.at is not None:
        return replace(state, ghost=_follow(state.origin, state.at, at))
    return state


def _follow(origin: Ghost, held: Pointer, at: Pointer) -> Ghost:
    if origin.grip == MOVE:
        top = snap(origin.top + at.minute - held.minute)
        return moved_to(replace(origin, column=at.column), top)
    if origin.grip == NEW:
        start, end = sorted((snap_down(held.minute), snap(at.minute)))
        return replace(origin, top=min(start, DAY - STEP), bottom=max(end, start + STEP))
    if origin.grip == STARTS:
        return replace(origin, top=_top(origin, snap(origin.top + at.minute - held.minute)))
    return replace(origin, bottom=_bottom(origin, snap(origin.bottom + at.minute - held.minute)))


def snap_down(minute: float) -> int:
    """Return the quarter of an hour that a minute is in."""
    return int(minute // STEP) * STEP


def moved_to(ghost: Ghost, top: int) -> Ghost:
    """Put a ghost at a start within the day; its length stays."""
    length = ghost.bottom - ghost.top
    top = max(0, min(top, max(0, DAY - length)))
    return replace(ghost, top=top, bottom=top + length)


def _top(ghost: Ghost, top: int) -> int:
    return max(0, min(top, ghost.bottom - STEP))


def _bottom(ghost: Ghost, bottom: int) -> int:
    return min(max(bottom, ghost.top + STEP), max(DAY, ghost.bottom))


def release(state: Gesture) -> Gesture:
    """Let go: a drag is dropped where it is, a mere press is nothing."""
    if isinstance(state, Dragging):
        changed = state.ghost != state.origin or state.ghost.grip == NEW
        return Dropped(state.ghost, changed)
    return Idle()


def cancel(state: Gesture) -> Gesture:
    """Give up what is held."""
    return Cancelled() if isinstance(state, Armed | Dragging) else state


def grab(origin: Ghost) -> Dragging:
    """Take hold with the keyboard."""
    return Dragging(origin, origin)


def nudge(state: Gesture, steps: int) -> Gesture:
    """Move a held ghost by quarters of an hour."""
    if isinstance(state, Dragging):
        top = _step(state.ghost.top, steps)
        return replace(state, ghost=moved_to(state.ghost, top))
    return state


def sidestep(state: Gesture, columns: int, *, of: int) -> Gesture:
    """Move a held ghost by columns, staying inside the `of` there are."""
    if isinstance(state, Dragging):
        column = max(0, min(state.ghost.column + columns, of - 1))
        return replace(state, ghost=replace(state.ghost, column=column))
    return state


def stretch(state: Gesture, steps: int) -> Gesture:
    """Make a held ghost longer or shorter at its end."""
    if isinstance(state, Dragging):
        bottom = _bottom(state.ghost, _step(state.ghost.bottom, steps))
        return replace(state, ghost=replace(state.ghost, bottom=bottom))
    return state


def _step(minute: int, steps: int) -> int:
    """Go to the next quarter in a direction, then on."""
    if steps > 0:
        return (minute // STEP + steps) * STEP
    return (-(-minute // STEP) + steps) * STEP
