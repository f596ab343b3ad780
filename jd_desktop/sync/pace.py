"""When the next cycle begins: back-off, polling, and what a person is told meanwhile. Pure.

Seconds are those of a clock that only goes on; `chance` is a random number from 0 up to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import Literal, TypeAlias

State: TypeAlias = Literal[
    "idle", "pushing", "pulling", "waiting", "offline", "error", "signed_out"
]
"""`waiting`: the central asked us to come later; `error`: something else than the line is wrong."""
Phase: TypeAlias = Literal["pushing", "pulling"]
Trouble: TypeAlias = Literal["waiting", "offline", "error"]

FIRST_BACK_OFF_S, LONGEST_BACK_OFF_S = 1.0, 300.0
LONGEST_ASKED_S = 3600.0
POLL_S, POLL_JITTER = 60.0, 0.2
LIVE_POLL_S = (300.0, 600.0)
QUICK_CLOSE_S = 30.0
QUICK_CLOSES_AT_MOST = 3
LIVE_REST_S = (180.0, 300.0)


def back_off(failures: int, chance: float) -> float:
    """Return how long to wait after so many failures in a row: anything up to a doubling limit."""
    limit = LONGEST_BACK_OFF_S
    if failures < 10:  # beyond, the doubling has long passed the limit
        limit = min(limit, FIRST_BACK_OFF_S * 2 ** max(0, failures - 1))
    return chance * limit


def poll_after(chance: float, *, is_live: bool) -> float:
    """Return when to look again though nothing said so; seldom where live hints come."""
    if is_live:
        soonest, latest = LIVE_POLL_S
        return soonest + chance * (latest - soonest)
    return POLL_S * (1 - POLL_JITTER + 2 * POLL_JITTER * chance)


@dataclass(frozen=True, slots=True)
class Pace:
    """How it goes and when the next cycle is due; each event gives a new one.

    `again`: a hint came while a cycle ran, so that one more follows where it ends well.
    """

    state: State = "idle"
    due: float = 0.0
    failures: int = 0
    is_live: bool = False
    again: bool = False

    @property
    def is_running(self) -> bool:
        """Whether a cycle is under way."""
        return self.state in ("pushing", "pulling")

    def wait(self, now: float) -> float:
        """Return how many seconds are left until the next cycle; endless while signed out."""
        return max(0.0, self.due - now)

    def begun(self, phase: Phase = "pushing") -> Pace:
        """Note that a cycle is at this phase; what was due is being done."""
        return replace(self, state=phase, due=self.due if self.is_running else inf)

    def agreed(self, now: float, chance: float) -> Pace:
        """Note that a cycle ended well."""
        due = now if self.again else self._sooner(now + poll_after(chance, is_live=self.is_live))
        return replace(self, state="idle", due=due, failures=0, again=False)

    def failed(
        self, trouble: Trouble, now: float, chance: float, *, retry_after: float | None = None
    ) -> Pace:
        """Note that a cycle failed; `retry_after` seconds, where asked for, are waited in full.

        The jitter comes on top of them, so that a school's computers do not come back at once.
        """
        failures = self.failures + 1
        asked = min(max(retry_after or 0.0, 0.0), LONGEST_ASKED_S)
        due = self._sooner(now + asked + back_off(failures, chance))
        return replace(self, state=trouble, due=due, failures=failures, again=False)

    def sign_in_needed(self) -> Pace:
        """Note that nobody may agree until somebody signs in, or asks for it by hand."""
        due = self._sooner(inf)
        return replace(self, state="signed_out", due=due, failures=0, again=False)

    def wanted(self, now: float) -> Pace:
        """Somebody asks by hand: always at once, or right after the cycle that runs."""
        return replace(self, due=now)

    def hinted(self, now: float) -> Pace:
        """There is something to agree on: at once, unless we are told or have learnt to wait."""
        if self.is_running:
            return replace(self, again=True)
        return replace(self, due=min(self.due, now)) if self.state == "idle" else self

    def reset(self, now: float) -> Pace:
        """The network came back or the computer woke: old failures say nothing any more."""
        if self.state == "signed_out":
            return self
        return replace(self, due=min(self.due, now), failures=0)

    def live(self, now: float, chance: float, *, is_live: bool) -> Pace:
        """Live hints begin or end; without them the next look comes at the usual time."""
        changed = replace(self, is_live=is_live)
        if is_live or self.state != "idle":
            return changed
        return replace(changed, due=min(self.due, now + poll_after(chance, is_live=False)))

    def _sooner(self, due: float) -> float:
        """Keep what was asked for while the cycle ran."""
        return min(self.due, due) if self.is_running else due


@dataclass(frozen=True, slots=True)
class Listening:
    """How live hints fare: after a few quick closes they rest for minutes, polling goes on."""

    quick: int = 0

    def closed(self, lasted: float, chance: float) -> tuple[Listening, float]:
        """Note that a stream ended after so many seconds; returns how long until the next."""
        if lasted >= QUICK_CLOSE_S:
            return Listening(), back_off(1, chance)
        quick = self.quick + 1
        if quick < QUICK_CLOSES_AT_MOST:
            return Listening(quick), back_off(quick, chance)
        soonest, latest = LIVE_REST_S
        return Listening(), soonest + chance * (latest - soonest)
