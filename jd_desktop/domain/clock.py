"""The time, given from outside so that tests own it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from jd_desktop.domain.language import COPENHAGEN


class Clock(Protocol):
    """Says what time it is, in UTC."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class FixedClock:
    """A clock that stands still until it is moved; for tests and the demo's story."""

    def __init__(self, at: datetime):
        """Start at an aware instant."""
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the set instant."""
        return self.at

    def advance(self, by: timedelta) -> None:
        """Move on."""
        self.at += by


class CorrectedClock:
    """A computer's clock, put right by how far it was found to be off."""

    def __init__(self, base: Clock, offset: timedelta = timedelta(0)):
        """Take the clock and what must be added to it."""
        self.base, self.offset = base, offset

    def now(self) -> datetime:
        """Return the present instant as the central would tell it."""
        return self.base.now() + self.offset


def wire(at: datetime) -> str:
    """Write an instant as the protocol does: UTC, to the millisecond, ending in Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def instant(written: str) -> datetime:
    """Read an instant; raises ValueError where it has no zone."""
    at = datetime.fromisoformat(written)
    if at.tzinfo is None:
        raise ValueError(f"no time zone: {written}")
    return at.astimezone(UTC)


def local_day(at: datetime) -> date:
    """Return the calendar day in Copenhagen."""
    return at.astimezone(COPENHAGEN).date()


def midnight(on: date) -> datetime:
    """Return when a day begins in Copenhagen, in UTC."""
    return datetime(on.year, on.month, on.day, tzinfo=COPENHAGEN).astimezone(UTC)


def week_of(on: date) -> date:
    """Return the Monday of the ISO week."""
    return on - timedelta(days=on.weekday())
