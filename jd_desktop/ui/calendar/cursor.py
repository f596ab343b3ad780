"""Where the keyboard stands in the calendar: on a booking or on free time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jd_desktop.ui.calendar.geometry import Placed
from jd_desktop.ui.calendar.walltime import STEP

HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class Cursor:
    """A column and a minute of its day; `tile_id` is "" on free time."""

    column: int
    minute: int
    tile_id: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """What the cursor moves over: tiles, number of columns, and the minutes shown."""

    placed: Sequence[Placed]
    columns: int
    first: int
    last: int

    def column(self, column: int) -> list[Placed]:
        """Return a column's tiles, earliest first."""
        found = [p for p in self.placed if p.column == column]
        return sorted(found, key=lambda p: (p.piece.top, p.left))

    def under(self, cursor: Cursor) -> Placed | None:
        """Return the tile that the cursor is on."""
        on = (p for p in self.placed if p.tile.id == cursor.tile_id)
        return next((p for p in on if p.column == cursor.column), None)


def on(placed: Placed) -> Cursor:
    """Stand on a tile."""
    return Cursor(placed.column, placed.piece.top, placed.tile.id)


def down(cursor: Cursor, field: Field) -> Cursor:
    """Go to the next tile, or by half an hour over free time before it."""
    column, here = field.column(cursor.column), field.under(cursor)
    if here is None:
        free = (cursor.minute // HALF_HOUR + 1) * HALF_HOUR
        after = [p for p in column if p.piece.top > cursor.minute]
    else:
        free, after = here.piece.bottom, column[column.index(here) + 1 :]
    if after and after[0].piece.top <= free:
        return on(after[0])
    if free >= field.last:
        return cursor
    return Cursor(cursor.column, free)


def up(cursor: Cursor, field: Field) -> Cursor:
    """Go to the tile before, or by half an hour over free time."""
    column, here = field.column(cursor.column), field.under(cursor)
    free = (-(-cursor.minute // HALF_HOUR) - 1) * HALF_HOUR
    if here is None:
        before = [p for p in column if p.piece.top < cursor.minute]
    else:
        before = column[: column.index(here)]
    if before and before[-1].piece.bottom > free:
        return on(before[-1])
    if free < field.first:
        return cursor
    return Cursor(cursor.column, free)


def sideways(cursor: Cursor, field: Field, by: int) -> Cursor:
    """Go to the tile beside, else to the same time in the next column (`by` is 1 or -1)."""
    column, here = field.column(cursor.column), field.under(cursor)
    if here is not None:
        beside = sorted((p for p in column if _beside(p, here, by)), key=lambda p: p.left * by)
        if beside:
            return on(beside[0])
    target = cursor.column + by
    if not 0 <= target < field.columns:
        return cursor
    found = [p for p in field.column(target) if _covers(p, cursor.minute)]
    return on(found[0 if by > 0 else -1]) if found else Cursor(target, cursor.minute)


def _beside(other: Placed, here: Placed, by: int) -> bool:
    meet = other.piece.top < here.piece.bottom and here.piece.top < other.piece.bottom
    return meet and (other.left - here.left) * by > 0


def _covers(placed: Placed, minute: int) -> bool:
    return placed.piece.top < minute + STEP and minute < placed.piece.bottom
