"""How much teaching a student may have in a day; the numbers are data, with their source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

LESSON_MINUTES = 45


@dataclass(frozen=True, slots=True)
class Limits:
    """The most lessons of 45 minutes in one day, valid from a day on.

    `exceptions` raise the practical maximum by the purpose of a venue ("kta"); the total rises
    with it. `certainty` is "verified" once a person has read the regulation.
    """

    id: str
    title: str
    starts: date
    total: int
    theory: int
    practical: int
    source: str
    certainty: str
    exceptions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taught:
    """What one booking counts: minutes, whether it is driving, the purpose of its venue."""

    minutes: int
    is_practical: bool
    venue: str = ""
    lessons: int = 0

    @property
    def counted(self) -> int:
        """Lessons as the type says, else begun lessons of 45 minutes."""
        return self.lessons or ceil(self.minutes / LESSON_MINUTES)


@dataclass(frozen=True, slots=True)
class Excess:
    """A maximum that a day passes: "practical", "theory" or "total", how many and the most."""

    what: str
    lessons: int
    most: int


def limits_on(day: date, known: Iterable[Limits]) -> Limits | None:
    """Return the limits that hold for training begun by then: the newest that had begun."""
    begun = [limits for limits in known if limits.starts <= day]
    return max(begun, key=lambda limits: limits.starts, default=None)


def excess(day: Sequence[Taught], limits: Limits) -> list[Excess]:
    """Return each maximum that a student's day passes, the most telling first."""
    practical = sum(t.counted for t in day if t.is_practical)
    theory = sum(t.counted for t in day if not t.is_practical)
    raised = [limits.exceptions[t.venue] for t in day if t.venue in limits.exceptions]
    most = max([limits.practical, *raised])
    found = [
        Excess("practical", practical, most),
        Excess("theory", theory, limits.theory),
        Excess("total", practical + theory, limits.total + most - limits.practical),
    ]
    return [each for each in found if each.lessons > each.most]
