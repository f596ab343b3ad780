"""Turns at the central over HTTP: being the one device, and doing a thing once."""

from __future__ import annotations

from collections.abc import Sequence

from jd_desktop.integrations.central.line import Line, read_answer
from jd_desktop.protocol.turns import CLAIMS_AT_MOST, Claims, ClaimsAnswer, Lease, LeaseAsked


class CentralTurns:
    """Asks for leases and claims; whatever the failure, asking again is harmless."""

    def __init__(self, line: Line):
        """Take the connection to the central."""
        self._line = line

    def lease(self, name: str, seconds: int) -> Lease:
        """Take, renew or (0 seconds) give back a lease; raises Offline, SignInNeeded."""
        asked = LeaseAsked(seconds=seconds).model_dump_json()
        return read_answer(Lease, self._line.send("POST", f"/leases/{name}", asked))

    def claim(self, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the keys that are this device's to act on; raises as `lease` does."""
        won: set[str] = set()
        for start in range(0, len(keys), CLAIMS_AT_MOST):
            some = list(keys[start : start + CLAIMS_AT_MOST])
            asked = Claims(keys=some).model_dump_json()
            won |= set(read_answer(ClaimsAnswer, self._line.send("POST", "/claims", asked)).won)
        return frozenset(won)
