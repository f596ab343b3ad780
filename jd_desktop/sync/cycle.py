"""One cycle: push until empty, pull until short. Cancellable; safe to break off anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import Connection, func, select

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import Clock, CorrectedClock, instant, wire
from jd_desktop.domain.errors import Cloned, Offline, StartOver
from jd_desktop.domain.language import text
from jd_desktop.protocol.check import CheckAnswer
from jd_desktop.protocol.feed import AnyLine, Cursor, Done, Gone, Head, RowLine
from jd_desktop.protocol.mutations import PushAnswer, WireMutation
from jd_desktop.store import state
from jd_desktop.store.tables import mutation, server_row
from jd_desktop.sync import check, pull, push, refresh
from jd_desktop.sync.hooks import Hooks, Standing
from jd_desktop.sync.sending import Carrier, Sending

T = TypeVar("T")
CLOCK_OFF = timedelta(minutes=5)
ROUND_TRIP_AT_MOST = timedelta(minutes=1)


class Central(Protocol):
    """What a cycle needs of the central; `integrations.central.client` speaks it over HTTP."""

    @property
    def files(self) -> Carrier:
        """What speaks of files with it."""
        ...

    def push(self, epoch: str, mutations: list[WireMutation]) -> PushAnswer:
        """Send a batch; raises Offline, SignInNeeded or StartOver, and then nothing is known."""
        ...

    def pull(self, cursor: int, epoch: str) -> AbstractContextManager[Iterator[AnyLine]]:
        """Open the feed after a cursor; raises as push does, also in mid-stream."""
        ...

    def check(self, cursor: int) -> CheckAnswer:
        """Ask for the sums of what stands up to a cursor; raises as push does."""
        ...


class Desk(Protocol):
    """The local database, reached through its only writer."""

    def write(self, fn: Callable[[Connection], T]) -> T:
        """Run fn in a write transaction and return what it returns."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What a cycle did: mutations taken, rows received, what changed here.

    `is_whole` is False where it was broken off: more is to come. `was_split` tells that this
    computer was a copy of another and is a device of its own from now on.
    """

    pushed: int
    pulled: int
    changes: Changes
    is_whole: bool = True
    was_split: bool = False


class Cycle:
    """Agrees with the central once; every piece is its own transaction."""

    def __init__(self, central: Central, desk: Desk, clock: Clock, hooks: Hooks | None = None):
        """Take the parts."""
        self._central, self._desk, self._clock = central, desk, clock
        self._hooks = hooks or Hooks()

    def run(self) -> Report:
        """Push until empty, then pull until short; starts over once where the server says so.

        Raises Offline (nothing lost, try later) and SignInNeeded.
        """
        self._settle()
        try:
            return self._run_once()
        except StartOver as told:
            epoch = told.epoch
            self._desk.write(lambda db: pull.start_over(db, epoch))
            # A central put back from a backup may have lost what it once took: it says so.
            answer = self._central.push(epoch, [])
            self._desk.write(partial(push.store_answer, answer=answer, sent=0))
            return self._run_once()
        finally:
            self._settle()

    def _settle(self) -> None:
        """Leave nothing half built: after a line that broke, and after a program that was ended."""
        changed = self._desk.write(pull.settle)
        self._hooks.stored(Changes.of(changed))

    def _run_once(self) -> Report:
        self._hooks.phase("pushing")
        pushed = self._push()
        if self._hooks.cancelled():
            return Report(pushed, 0, Changes(), is_whole=False)
        self._hooks.phase("pulling")
        self._desk.write(refresh.due)
        pulled, keys, is_whole = self._pull()
        keys |= self._refresh() if is_whole else set()
        if is_whole and self._is_damaged():
            _, healed, is_whole = self._pull()
            keys |= healed | {("news", "")}
        if is_whole:
            now = wire(self._clock.now())
            self._desk.write(lambda db: state.put(db, last_agreed=now))
        return Report(pushed, pulled, Changes.of(keys), is_whole)

    def _push(self) -> int:
        taken = 0
        sending = Sending(self._central.files, self._desk, self._hooks.cancelled)
        while not self._hooks.cancelled():
            here, waiting = self._desk.write(lambda db: (_here(db), push.waiting(db)))
            batch, file = self._desk.write(partial(sending.ready, waiting=waiting))
            if file and not batch:
                sending.send(file)
                continue
            if not batch:
                break
            self._hooks.standing(here.standing)
            answer = self._pushed(here.epoch, batch)
            taken_now = partial(push.store_answer, answer=answer, sent=batch[-1].n)
            newly = self._desk.write(taken_now)
            if not newly and answer.last_n < batch[0].n - 1:
                continue
            if not newly:
                raise Offline(
                    text("Centralen tog ikke imod ændringerne."),
                    hint=text("De bliver liggende her og sendes igen senere."),
                )
            taken += newly
            self._hooks.stored(push.agreed_at_once(batch, answer, here.standing.cursor))
        return taken

    def _pushed(self, epoch: str, batch: list[WireMutation]) -> PushAnswer:
        """Push; where a twin took our later numbers, what both did the same is taken all the same.

        Raises Cloned then, too.
        """
        try:
            return self._central.push(epoch, batch)
        except Cloned as told:
            same = [m for m in batch if m.n < told.n]
            if same:
                answer = self._central.push(epoch, same)
                taken = partial(push.store_answer, answer=answer, sent=same[-1].n)
                self._desk.write(taken)
            raise

    def _pull(self) -> tuple[int, set[tuple[str, str]], bool]:
        here = self._desk.write(_here)
        self._hooks.standing(here.standing)
        cursor, stored, keys = here.standing.cursor, 0, set[tuple[str, str]]()
        asked_at = self._bare_clock().now()
        with self._central.pull(cursor, here.epoch) as lines:
            for rows, until, expected in self._pages(lines, asked_at):
                now = self._clock.now()
                page = partial(pull.store_page, lines=rows, asked=cursor, cursor=until, at=now)
                changed = self._desk.write(page)
                keys |= changed
                stored, cursor = stored + len(rows), until
                self._hooks.stored(Changes.of(changed))
                self._hooks.progress(here.rows + stored, here.rows + expected)
                if self._hooks.cancelled():
                    return stored, keys, False
        gone = self._desk.write(pull.finish)
        self._hooks.stored(Changes.of(gone))
        return stored, keys | gone, True

    def _is_damaged(self) -> bool:
        """Once a day, hold the copy against the central's sums; it is dropped where it differs."""
        now = self._clock.now()
        cursor = self._desk.write(lambda db: check.due(db, now))
        if cursor is None:
            return False
        told = self._central.check(cursor)
        return self._desk.write(partial(check.settle, told=told, now=now))

    def _refresh(self) -> set[tuple[str, str]]:
        """Read all once more where an upgrade brought fields that the copy lacks."""
        here, cursor = self._desk.write(lambda db: (_here(db), refresh.due(db)))
        keys = set[tuple[str, str]]()
        if cursor is None:
            return keys
        asked_at = self._bare_clock().now()
        with self._central.pull(cursor, here.epoch) as lines:
            for rows, until, _ in self._pages(lines, asked_at):
                changed = self._desk.write(partial(refresh.store_page, lines=rows, until=until))
                keys |= changed
                self._hooks.stored(Changes.of(changed))
                if self._hooks.cancelled():
                    return keys
        self._desk.write(refresh.finish)
        return keys

    def _pages(
        self, lines: Iterable[AnyLine], asked_at: datetime
    ) -> Iterator[tuple[list[RowLine | Gone], int, int]]:
        """Yield whole pages; raises Offline where the answer ends without its end mark."""
        page: list[RowLine | Gone] = []
        expected = 0
        for line in lines:
            match line:
                case RowLine() | Gone():
                    page.append(line)
                case Head():
                    expected = line.rows
                    self._desk.write(partial(pull.see, scoped=line.scoped))
                    self._note_clock(line, asked_at)
                    self._desk.write(partial(pull.begin, expected=expected))
                case Cursor():
                    yield page, line.seq, expected
                    page = []
                case Done():
                    return
        raise Offline(
            text("Forbindelsen blev afbrudt midt i hentningen."),
            hint=text("Det, der er hentet, er gemt. Resten hentes næste gang."),
        )

    def _note_clock(self, head: Head, asked_at: datetime) -> None:
        """Learn how far our clock is ahead; the central looked at its own half a trip ago."""
        now = self._bare_clock().now()
        trip = now - asked_at
        if not timedelta(0) <= trip <= ROUND_TRIP_AT_MOST:
            return  # our clock was set, or we slept meanwhile
        ahead = now - trip / 2 - instant(head.now)
        off = round(ahead.total_seconds()) if abs(ahead) > CLOCK_OFF else 0
        self._desk.write(lambda db: state.put(db, clock_off_s=off))
        if isinstance(self._clock, CorrectedClock):
            self._clock.offset = timedelta(seconds=-off)

    def _bare_clock(self) -> Clock:
        return self._clock.base if isinstance(self._clock, CorrectedClock) else self._clock


@dataclass(frozen=True, slots=True)
class _Here:
    standing: Standing
    epoch: str
    rows: int
    """Rows that a first fetch, broken off, already brought; else 0."""


def _here(db: Connection) -> _Here:
    unsent = select(func.count()).where(mutation.c.acked_head.is_(None))
    is_first = state.get(db, "last_agreed") is None or bool(state.get(db, "anew", False))
    rows = select(func.count()).select_from(server_row)
    return _Here(
        Standing(
            waiting=db.execute(unsent).scalar_one(),
            cursor=int(state.get(db, "cursor", 0)),
            clock_off_s=int(state.get(db, "clock_off_s", 0)),
        ),
        epoch=str(state.get(db, "epoch", "")),
        rows=db.execute(rows).scalar_one() if is_first else 0,
    )
