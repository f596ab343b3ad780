"""One cycle: push until empty, pull until short. Cancellable; safe to break off anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import Clock, instant, wire
from jd_desktop.domain.errors import Offline, StartOver
from jd_desktop.domain.language import text
from jd_desktop.protocol.feed import AnyLine, Cursor, Done, Head, RowLine
from jd_desktop.protocol.mutations import PushAnswer, WireMutation
from jd_desktop.store import state
from jd_desktop.sync import pull, push

T = TypeVar("T")
CLOCK_OFF = timedelta(minutes=5)


class Central(Protocol):
    """What a cycle needs of the central; `integrations.central.client` speaks it over HTTP."""

    def push(self, epoch: str, mutations: list[WireMutation]) -> PushAnswer:
        """Send a batch; raises Offline, SignInNeeded or StartOver, and then nothing is known."""
        ...

    def pull(self, cursor: int, epoch: str) -> AbstractContextManager[Iterator[AnyLine]]:
        """Open the feed after a cursor; raises as push does, also in mid-stream."""
        ...


class Desk(Protocol):
    """The local database, reached through its only writer."""

    def write(self, fn: Callable[[Connection], T]) -> T:
        """Run fn in a write transaction and return what it returns."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What a cycle did: mutations taken, rows received, what changed here."""

    pushed: int
    pulled: int
    changes: Changes


Progress = Callable[[int, int], None]
"""Told after each page: rows stored, rows expected in all (0 when unknown)."""


class Cycle:
    """Agrees with the central once; every piece is its own transaction."""

    def __init__(
        self,
        central: Central,
        desk: Desk,
        clock: Clock,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ):
        """Take the parts; `cancelled` is asked between pieces."""
        self._central, self._desk, self._clock = central, desk, clock
        self._progress = progress or (lambda _stored, _expected: None)
        self._cancelled = cancelled

    def run(self) -> Report:
        """Push until empty, then pull until short; starts over once where the server says so.

        Raises Offline (nothing lost, try later) and SignInNeeded.
        """
        try:
            return self._run_once()
        except StartOver as told:
            epoch = told.epoch
            self._desk.write(lambda db: pull.start_over(db, epoch))
            # A central put back from a backup may have lost what it once took: it says so.
            answer = self._central.push(epoch, [])
            self._desk.write(partial(push.store_answer, answer=answer))
            return self._run_once()

    def _run_once(self) -> Report:
        pushed = self._push()
        pulled, changes = self._pull()
        now = wire(self._clock.now())
        self._desk.write(lambda db: state.put(db, last_agreed=now))
        return Report(pushed, pulled, changes)

    def _push(self) -> int:
        taken = 0
        while not self._cancelled():
            epoch, batch = self._desk.write(lambda db: (_where_we_are(db)[1], push.waiting(db)))
            if not batch:
                break
            answer = self._central.push(epoch, batch)
            newly = self._desk.write(partial(push.store_answer, answer=answer))
            if not newly and answer.last_n < batch[0].n - 1:
                continue
            if not newly:
                raise Offline(
                    text("Centralen tog ikke imod ændringerne."),
                    hint=text("De bliver liggende her og sendes igen senere."),
                )
            taken += newly
        return taken

    def _pull(self) -> tuple[int, Changes]:
        cursor, epoch = self._desk.write(_where_we_are)
        stored, keys = 0, set[tuple[str, str]]()
        with self._central.pull(cursor, epoch) as lines:
            for rows, until, expected in self._pages(lines):
                now = self._clock.now()
                page = partial(pull.store_page, rows=rows, asked=cursor, cursor=until, at=now)
                keys |= self._desk.write(page)
                stored, cursor = stored + len(rows), until
                self._progress(stored, expected)
                if self._cancelled():
                    break
            else:
                keys |= self._desk.write(pull.finish)
        return stored, Changes.of(keys)

    def _pages(self, lines: Iterable[AnyLine]) -> Iterator[tuple[list[RowLine], int, int]]:
        """Yield whole pages; raises Offline where the answer ends without its end mark."""
        page: list[RowLine] = []
        expected = 0
        for line in lines:
            match line:
                case RowLine():
                    page.append(line)
                case Head():
                    expected = line.rows
                    self._note_clock(line)
                case Cursor():
                    yield page, line.seq, expected
                    page = []
                case Done():
                    return
        raise Offline(
            text("Forbindelsen blev afbrudt midt i hentningen."),
            hint=text("Det, der er hentet, er gemt. Resten hentes næste gang."),
        )

    def _note_clock(self, head: Head) -> None:
        ahead = self._clock.now() - instant(head.now)
        off = int(ahead.total_seconds()) if abs(ahead) > CLOCK_OFF else 0
        self._desk.write(lambda db: state.put(db, clock_off_s=off))


def _where_we_are(db: Connection) -> tuple[int, str]:
    return int(state.get(db, "cursor", 0)), str(state.get(db, "epoch", ""))
