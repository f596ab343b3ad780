"""What a measurement yields, and how a time is taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; the budget is the most that figure : floor may be, None where none is set."""

    what: str
    value: float
    unit: str
    floor: float | None = None
    budget: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times its floor the figure is."""
        return self.value / self.floor if self.floor else None

    @property
    def is_kept(self) -> bool:
        """Whether the budget holds."""
        return self.budget is None or (self.ratio or self.value) <= self.budget

    def line(self) -> str:
        """Return the figure as a line of the table."""
        floor = f"{self.floor:.1f} {self.unit}" if self.floor else ""
        ratio = f"{self.ratio:.2f}" if self.ratio else ""
        budget = f"{self.budget:g}" if self.budget is not None else ""
        broken = "" if self.is_kept else "  OVER"
        value = f"{self.value:.1f} {self.unit}"
        return f"{self.what:<44} {value:>12} {floor:>12} {ratio:>7} {budget:>7}{broken}"

    def as_dict(self) -> dict[str, Any]:
        """Return the figure for a file."""
        return {**asdict(self), "ratio": self.ratio, "is_kept": self.is_kept}


def least(work: Callable[[], object], times: int = 7) -> float:
    """Return the shortest of several runs, in milliseconds: what the work costs undisturbed."""

    def once() -> float:
        begun = time.perf_counter()
        work()
        return (time.perf_counter() - begun) * 1000

    return min(once() for _ in range(times))
