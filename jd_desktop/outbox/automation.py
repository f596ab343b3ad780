"""Making the messages that nobody asks for, on one computer of the school at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import JdError, Offline
from jd_desktop.operations.automatic import generate
from jd_desktop.operations.broadcasts import advance
from jd_desktop.operations.work import Work
from jd_desktop.outbox.run import Write
from jd_desktop.outbox.turns import AskTurns

LEASE, LEASE_FOR = "automation", timedelta(minutes=3)
EVERY = timedelta(minutes=1)


class Automation:
    """Holds the school's automation lease while it can, and makes what is due.

    The lease only saves work: that each message leaves once is the turn's doing, asked for when
    it leaves.
    """

    def __init__(self, write: Write, may: Callable[[], bool], turns: AskTurns | None):
        """Take the way to the writer, whether this computer may, and the way to the central.

        `turns` is None where this computer works alone: then it is always the one.
        """
        self._write, self._may, self._turns = write, may, turns
        self.is_the_one = False

    def tick(self) -> Changes:
        """Make what is due, where this computer is the one; called every minute.

        What a person here sends to many goes on whoever has the lease.
        """
        changes = self._all_of(advance)
        self.is_the_one = self._may() and self._has_lease()
        return changes | self._all_of(generate) if self.is_the_one else changes

    def _all_of(self, step: Callable[[Work], Changes]) -> Changes:
        """Take one short step after another, so that nobody waits long for the writer."""
        changes = Changes()
        while made := self._write(step):
            changes |= made
        return changes

    def let_go(self) -> None:
        """Give the lease back, so that another computer need not wait for its end."""
        if self._turns is None or not self.is_the_one:
            return
        self.is_the_one = False
        try:
            with self._turns() as turns:
                turns.lease(LEASE, 0)
        except JdError:
            return  # it ends by itself

    def _has_lease(self) -> bool:
        if self._turns is None:
            return True
        try:
            with self._turns() as turns:
                return turns.lease(LEASE, int(LEASE_FOR.total_seconds())).mine
        except Offline:
            return False
