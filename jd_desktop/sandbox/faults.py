"""Which calls of a stand-in go wrong, and how: told one by one, or drawn by a seed."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from random import Random
from typing import Any

SENDING = frozenset(
    {
        "",
        "429",
        "daily_limit",
        "503",
        "reset_before",
        "reset_after",
        "500_after",
        "cut_after",
        "slow",
    }
)
"""What can befall a send; "" is a call that goes well."""

LOOKING = frozenset({"", "429", "503", "reset_before"})
"""What can befall a look-up."""


class Faults:
    """The faults that are still to come."""

    def __init__(
        self,
        seed: int = 0,
        *,
        sending: frozenset[str] = SENDING,
        looking: frozenset[str] = LOOKING,
    ):
        """Take the seed of what is drawn, and what can befall this stand-in."""
        self._sending, self._looking = sending, looking
        self._sends: deque[str] = deque()
        self._looks: deque[str] = deque()
        self._rates: dict[str, float] = {}
        self._random = Random(seed)
        self.retry_after = "1"

    def tell(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Take what is to go wrong; returns what is ordered now, raises ValueError for no fault.

        `next` and `next_looks` are for the next calls one by one, `rates` for all sends that
        have none ordered, `seed` begins the drawing anew, `retry_after` goes with each 429.
        """
        sends, looks = told.get("next", ()), told.get("next_looks", ())
        rates = told.get("rates", self._rates)
        unknown = ({*sends, *rates} - self._sending) | (set(looks) - self._looking)
        if unknown:
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")
        self._sends.extend(sends)
        self._looks.extend(looks)
        self._rates = dict(rates)
        self.retry_after = str(told.get("retry_after", self.retry_after))
        if "seed" in told:
            self._random = Random(told["seed"])
        ordered = {"next": list(self._sends), "next_looks": list(self._looks)}
        return {**ordered, "rates": self._rates}

    def of_send(self) -> str:
        """Return what befalls this send."""
        if self._sends:
            return self._sends.popleft()
        drawn = self._random.random()
        for name, rate in self._rates.items():
            drawn -= rate
            if drawn < 0:
                return name
        return ""

    def of_look(self) -> str:
        """Return what befalls this look-up."""
        return self._looks.popleft() if self._looks else ""
