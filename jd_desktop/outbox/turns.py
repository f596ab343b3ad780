"""Whose turn it is: the central lets each message be sent by one computer of the school."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Protocol, Self

from jd_desktop.domain.errors import JdError, Offline
from jd_desktop.outbox.claim import Claimed
from jd_desktop.protocol.turns import Lease


class Turns(Protocol):
    """What the central says of turns; asking again is harmless."""

    def lease(self, name: str, seconds: int) -> Lease:
        """Take, renew or (0 seconds) give back a lease; raises Offline, SignInNeeded."""
        ...

    def claim(self, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the keys that are this device's to act on; raises as `lease` does."""
        ...


AskTurns = Callable[[], AbstractContextManager[Turns]]
"""Opens the way to the central; raises JdError where there is none."""

OURS, ANOTHERS, UNKNOWN = "ours", "anothers", "unknown"


class Turn:
    """Asks for the turn of some messages after the other, on one connection to the central.

    Without a central everything is ours. Once it could not be reached, it is not asked again for
    what a person sent: that leaves all the same, and what nobody asked for waits.
    """

    def __init__(self, ask: AskTurns | None):
        """Take the way to the central, None where this computer works alone."""
        self._ask = ask
        self._open = ExitStack()
        self._turns: Turns | None = None
        self._is_away = False

    def __enter__(self) -> Self:
        """Begin; the connection is opened when first needed."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the connection."""
        self._open.close()

    def of(self, claimed: Sequence[Claimed]) -> list[str]:
        """Return for each OURS, ANOTHERS, or UNKNOWN where it must wait for somebody to say."""
        asked = [one for one in claimed if not (self._ask is None or one.has_turn)]
        said = dict(zip((one.attempt_id for one in asked), self._said(asked), strict=True))
        return [said.get(one.attempt_id, OURS) for one in claimed]

    def _said(self, claimed: Sequence[Claimed]) -> list[str]:
        if not claimed or self._ask is None:
            return []
        if self._is_away:
            return list(map(self._without, claimed))
        try:
            self._turns = self._turns or self._open.enter_context(self._ask())
            ours = self._turns.claim([one.key for one in claimed])
        except Offline:
            self._is_away = True
            return list(map(self._without, claimed))
        except JdError:  # signed out, or without access: then nothing leaves in the school's name
            return [UNKNOWN] * len(claimed)
        return [OURS if one.key in ours else ANOTHERS for one in claimed]

    @staticmethod
    def _without(claimed: Claimed) -> str:
        return UNKNOWN if claimed.origin == "generated" else OURS
