"""The calendar's rows: tiles, lanes and the span they fill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Lane:
    """A column's owner: an instructor or a vehicle. `hue` counts 0 to 7."""

    id: str
    name: str
    hue: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One booking as the calendar draws it. Instants are aware UTC.

    `clash` is "" (none), "first" or "later": in an open overlap the later one is drawn
    dashed and red. `unsent` means that the central has not agreed yet (dashed edge).
    `parked` means that somebody's change to it waits for a decision.
    `message` is the state of the newest SMS about it, "" when there is none.
    """

    id: str
    instructor_id: str
    vehicle_id: str
    venue_id: str
    student_ids: tuple[str, ...]
    starts: datetime
    ends: datetime
    title: str
    type_name: str
    place: str
    state: str
    hue: int
    unsent: bool = False
    clash: str = ""
    parked: bool = False
    message: str = ""
    instructor: str = ""
    vehicle: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """What one view of the calendar shows: days × lanes, and the tiles in them."""

    first: date
    days: int
    lanes: tuple[Lane, ...]
    tiles: tuple[Tile, ...]
    holidays: dict[date, str]
