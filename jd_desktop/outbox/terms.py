"""How long the outbox waits, how often it tries: one place, given from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """The outbox's patience; the defaults are those of a school, tests and drills use shorter.

    `lease` is three times the HTTP timeout; `quarantine` and `checks` are what must pass before
    a message that cannot be found at the vendor counts as never accepted.
    """

    lease: timedelta = timedelta(seconds=60)
    backoff: timedelta = timedelta(seconds=5)
    backoff_cap: timedelta = timedelta(minutes=30)
    tries: int = 8
    quarantine: timedelta = timedelta(minutes=10)
    checks: int = 2
    pace: timedelta = timedelta(seconds=1)
    burst: int = 5
    pause: timedelta = timedelta(minutes=15)
    turn_again: timedelta = timedelta(seconds=30)
    polls: tuple[timedelta, ...] = (
        timedelta(seconds=15),
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
    )
    at_once: int = 20

    @classmethod
    def of_email(cls) -> Terms:
        """Return the terms of e-mail: quicker than SMS, and vendors index it slowly."""
        return cls(quarantine=timedelta(minutes=15), pace=timedelta(milliseconds=200), burst=10)

    @classmethod
    def of(cls, quarantine_s: int, first_poll_s: int) -> Terms:
        """Return the usual terms with what a computer's settings say, in seconds."""
        polls = (timedelta(seconds=first_poll_s), *cls().polls[1:])
        return cls(quarantine=timedelta(seconds=quarantine_s), polls=polls)


def backoff(terms: Terms, attempts: int, chance: float) -> timedelta:
    """Return a random wait before the next try: full jitter, `chance` in [0, 1)."""
    doublings = min(max(attempts - 1, 0), 30)
    return min(terms.backoff * (1 << doublings), terms.backoff_cap) * chance
