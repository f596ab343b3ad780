"""Instants as minutes of a day on the wall clock in Copenhagen, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from jd_desktop.domain.language import COPENHAGEN

DAY = 24 * 60
STEP = 15


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a booking that falls on one day: minutes since that midnight."""

    day: date
    top: int
    bottom: int


def wall(at: datetime) -> tuple[date, int]:
    """Return the local day and the minute of the wall clock."""
    local = at.astimezone(COPENHAGEN)
    return local.date(), local.hour * 60 + local.minute


def instant(day: date, minute: int) -> datetime:
    """Return the UTC instant at a minute of a day's wall clock; 1440 is the next midnight.

    A time that the clock skips in March is read as one hour later; of a time that comes
    twice in October the first is meant.
    """
    on, minute = day + timedelta(days=minute // DAY), minute % DAY
    local = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=COPENHAGEN)
    return local.astimezone(UTC)


def pieces(starts: datetime, ends: datetime) -> Iterator[Piece]:
    """Yield a booking's part of each day that it touches, at least one step tall."""
    first, top = wall(starts)
    last, bottom = wall(ends)
    if bottom == 0 and last > first:
        last, bottom = last - timedelta(days=1), DAY
    day = first
    while day <= last:
        low = top if day == first else 0
        high = bottom if day == last else DAY
        low = min(low, DAY - STEP)
        # In October an hour comes twice, and a wall clock can end before it began.
        yield Piece(day, low, max(high, low + STEP))
        day += timedelta(days=1)


def snap(minute: float) -> int:
    """Round to the nearest quarter of an hour."""
    return int(minute / STEP + 0.5) * STEP
