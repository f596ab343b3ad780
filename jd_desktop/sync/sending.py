"""Files by content on their way up, each before the first mutation that names it.

Every step asks how far it is and goes on from there, so that it may be broken off at any byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from jd_desktop.domain.errors import Offline, TooLarge
from jd_desktop.domain.language import text
from jd_desktop.protocol.files import PART_AT_MOST, Coming, FileStanding
from jd_desktop.protocol.mutations import WireMutation
from jd_desktop.store import files

T = TypeVar("T")
_VAIN = 3


class Carrier(Protocol):
    """What speaks of files with the central; `integrations.central.files` over HTTP."""

    def standing(self, name: str) -> FileStanding:
        """Ask how much of a file is there; raises Offline, SignInNeeded."""
        ...

    def put(self, name: str, size: int, start: int, content: bytes) -> FileStanding:
        """Send the bytes that follow; raises TooLarge, too."""
        ...

    def read(self, name: str, start: int) -> AbstractContextManager[Coming]:
        """Open a file from a byte on; raises Missing, too."""
        ...


class Desk(Protocol):
    """The local database, reached through its only writer."""

    def write(self, fn: Callable[[Connection], T]) -> T:
        """Run fn in a write transaction and return what it returns."""
        ...


class Sending:
    """Sends files during one cycle's push, each before the first mutation that names it."""

    def __init__(self, carrier: Carrier, desk: Desk, cancelled: Callable[[], bool]):
        """Take the parts; nothing is known to be up yet."""
        self._carrier, self._desk, self._cancelled = carrier, desk, cancelled
        self._settled: set[str] = set()

    def ready(
        self, db: Connection, waiting: Sequence[WireMutation]
    ) -> tuple[list[WireMutation], str]:
        """Return the mutations that may go now, and the file for which the next one waits.

        A file of which this computer has not all is nothing to wait for: no queue stops for it.
        """
        for i, one in enumerate(waiting):
            for name in _named(one):
                here = None if name in self._settled else files.standing(db, name)
                if here is not None and here.is_whole:
                    return list(waiting[:i]), name
        return list(waiting), ""

    def send_all(self, batch: Sequence[WireMutation]) -> None:
        """Send the files that mutations name and that are here; raises as `send` does."""
        for name in dict.fromkeys(name for one in batch for name in _named(one)):
            here = self._desk.write(partial(files.standing, name=name))
            if here is not None and here.is_whole:
                self.send(name)

    def send(self, name: str) -> None:
        """Send what is missing of a file; raises Offline where the central does not take it.

        One that is too large for it is left: its record still goes, and says where the file is.
        """
        try:
            self._send(name)
        except TooLarge:
            self._settled.add(name)

    def _send(self, name: str) -> None:
        there, vain = self._carrier.standing(name), 0
        while not there.whole and not self._cancelled():
            start = there.here
            size, some = self._desk.write(partial(_next, name=name, start=start))
            if not size:
                break  # it was taken away here meanwhile
            there = self._carrier.put(name, size, start, some)
            vain = 0 if there.here > start else vain + 1
            if vain == _VAIN:
                raise Offline(
                    text("Centralen tog ikke imod filen."),
                    hint=text("Den bliver liggende her og sendes igen senere."),
                )
        if not self._cancelled():
            self._settled.add(name)


def _next(db: Connection, name: str, start: int) -> tuple[int, bytes]:
    here = files.standing(db, name)
    return (here.size if here else 0), files.piece(db, name, start, PART_AT_MOST)


def _named(one: WireMutation) -> Iterator[str]:
    named = (op.set.get("sha256") for op in one.ops if op.kind == "attachment")
    return (str(name) for name in named if name)
