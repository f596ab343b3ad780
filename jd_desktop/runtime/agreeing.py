"""Agreeing with the central again and again: one cycle at a time, hints heard beside it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from random import SystemRandom
from threading import Event, Lock
from time import monotonic
from typing import Protocol

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import Busy, JdError, Offline, SignInNeeded
from jd_desktop.domain.language import text
from jd_desktop.integrations.central.live import Hint
from jd_desktop.sync.cycle import Report
from jd_desktop.sync.hooks import Hooks
from jd_desktop.sync.pace import Listening, Pace, Phase, State, Trouble
from jd_desktop.sync.stopping import Stopping

log = logging.getLogger(__name__)
TELL_CHANGES_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """How agreeing goes: rows stored of those expected, seconds to the next try, what is wrong."""

    state: State = "idle"
    is_live: bool = False
    stored: int = 0
    expected: int = 0
    next_try_s: float | None = None
    error: JdError | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What agreeing is made of; `told` and `changed` are called on any of its threads.

    `cycle` runs one cycle, `listen` opens the hints, `where` returns our cursor and epoch.
    """

    cycle: Callable[[Hooks, Stopping], Report]
    listen: Callable[[Stopping], AbstractContextManager[Iterator[Hint]]]
    where: Callable[[], tuple[int, str]]
    told: Callable[[Told], None]
    changed: Callable[[Changes], None]


class Waiting(Protocol):
    """Waits for a time or for a ring; a ring that came before is not missed."""

    def wait(self, seconds: float) -> None:
        """Wait at most so long."""
        ...

    def ring(self) -> None:
        """Wake who waits, or who waits next."""
        ...


class Bell:
    """Waits in earnest."""

    def __init__(self) -> None:
        """Begin silent."""
        self._rung = Event()

    def wait(self, seconds: float) -> None:
        """Wait at most so long; endlessly for `inf`."""
        self._rung.wait(None if seconds == inf else seconds)
        self._rung.clear()

    def ring(self) -> None:
        """Wake who waits, or who waits next."""
        self._rung.set()


@dataclass(frozen=True, slots=True)
class Timing:
    """A clock that only goes on, chance from 0 up to 1, and how to wait; tests give their own."""

    steady: Callable[[], float] = monotonic
    chance: Callable[[], float] = SystemRandom().random
    bell: Callable[[], Waiting] = Bell


class Agreeing:
    """Keeps a desktop agreed; `run` and `listen` each take a thread until `stop`."""

    def __init__(self, parts: Parts, timing: Timing | None = None):
        """Take the parts; nothing begins yet."""
        self._parts, self._timing = parts, timing or Timing()
        self._bell, self._ear = self._timing.bell(), self._timing.bell()
        self._stopping, self._hearing = Stopping(), Stopping()
        self._lock = Lock()
        self._pace = Pace()
        self._heard: Hint | None = None
        self._progress = (0, 0)
        self._error: JdError | None = None
        self._gathered, self._told_at = Changes(), -inf

    # What others say, from any thread.

    def want(self) -> None:
        """Agree now: somebody asks for it."""
        self._move(lambda pace, now: pace.wanted(now))

    def hint(self) -> None:
        """Something was done here: agree soon, unless we have learnt to wait."""
        self._move(lambda pace, now: pace.hinted(now))

    def back(self) -> None:
        """The computer woke or the network came back: try all anew, at once."""
        self._move(lambda pace, now: pace.reset(now))
        self._hearing.stop()  # after sleep a line may be dead without a word
        self._ear.ring()

    def stop(self) -> None:
        """End both threads' work; what waits for bytes or for time is woken."""
        self._stopping.stop()
        self._hearing.stop()
        self._bell.ring()
        self._ear.ring()

    # The thread that runs cycles.

    def run(self) -> None:
        """Agree whenever it is due, until stopped."""
        while not self._stopping():
            self._weigh_hint()
            wait = self._pace.wait(self._timing.steady())
            if wait > 0:
                self._bell.wait(wait)
            else:
                self._agree()

    def _weigh_hint(self) -> None:
        """Have what was heard pulled, unless a cycle has brought it already."""
        hint = self._heard
        if hint is None:
            return
        self._heard = None
        try:
            cursor, epoch = self._parts.where()
        except CancelledError:
            return  # the program closes
        if hint.head > cursor or (hint.epoch and hint.epoch != epoch):
            self.hint()

    def _agree(self) -> None:
        self._progress = (0, 0)
        self._at("pushing")
        try:
            report = self._parts.cycle(self._hooks(), self._stopping)
        except SignInNeeded as error:
            self._end(error, lambda pace, _now: pace.sign_in_needed())
        except JdError as error:
            self._failed(error)
        except Exception as error:  # our own mistake: logged and shown; agreeing must go on
            if not self._stopping():
                log.exception("a cycle failed")
                self._failed(_ours(error))
        else:
            if report.is_whole:
                self._end(None, lambda pace, now: pace.agreed(now, self._timing.chance()))
        finally:
            self._flush()

    def _failed(self, error: JdError) -> None:
        trouble: Trouble = "offline" if isinstance(error, Offline) else "error"
        if isinstance(error, Busy):
            trouble = "waiting"
        asked = error.retry_after if isinstance(error, Offline) else None

        def fail(pace: Pace, now: float) -> Pace:
            return pace.failed(trouble, now, self._timing.chance(), retry_after=asked)

        self._end(error, fail)

    def _end(self, error: JdError | None, move: Callable[[Pace, float], Pace]) -> None:
        if error is not None and self._stopping():
            return  # broken off by us: nobody needs to hear of it
        self._error = error
        self._move(move)

    def _hooks(self) -> Hooks:
        return Hooks(
            phase=self._at, progress=self._count, stored=self._gather, cancelled=self._stopping
        )

    def _at(self, phase: Phase) -> None:
        self._move(lambda pace, _now: pace.begun(phase))

    def _count(self, stored: int, expected: int) -> None:
        self._progress = (stored, expected)
        self._tell()

    def _gather(self, changes: Changes) -> None:
        """Tell of changes now and then only: each telling has screens ask anew."""
        self._gathered |= changes
        if self._timing.steady() - self._told_at >= TELL_CHANGES_EVERY_S:
            self._flush()

    def _flush(self) -> None:
        gathered, self._gathered = self._gathered, Changes()
        self._told_at = self._timing.steady()
        if gathered:
            self._parts.changed(gathered)

    # The thread that hears hints.

    def listen(self) -> None:
        """Hear hints until stopped; where streams close quickly, rest for minutes."""
        listening = Listening()
        while not self._stopping():
            began = self._timing.steady()
            self._hear()
            lasted = self._timing.steady() - began
            listening, wait = listening.closed(lasted, self._timing.chance())
            if not self._stopping():
                self._ear.wait(wait)

    def _hear(self) -> None:
        self._hearing = hearing = Stopping()
        try:
            with self._stopping.stops(hearing.stop), self._parts.listen(hearing) as hints:
                for hint in hints:
                    self._heard = hint
                    self._set_live(is_live=True)
        except JdError as error:
            log.info("no hints", extra={"why": type(error).__name__, "detail": error.detail})
        finally:
            self._set_live(is_live=False)

    def _set_live(self, *, is_live: bool) -> None:
        chance = self._timing.chance()
        if is_live != self._pace.is_live:
            self._move(partial(_live, chance=chance, is_live=is_live))
        elif is_live:
            self._bell.ring()

    # The pace is moved from several threads.

    def _move(self, move: Callable[[Pace, float], Pace]) -> None:
        with self._lock:
            self._pace = move(self._pace, self._timing.steady())
        self._tell()
        self._bell.ring()

    def _tell(self) -> None:
        pace, (stored, expected) = self._pace, self._progress
        now = Told(pace.state, pace.is_live, stored, expected, error=self._error)
        if pace.state in ("waiting", "offline", "error"):
            now = replace(now, next_try_s=pace.wait(self._timing.steady()))
        if not self._stopping():
            self._parts.told(now)


def _live(pace: Pace, now: float, *, chance: float, is_live: bool) -> Pace:
    return pace.live(now, chance, is_live=is_live)


def _ours(error: Exception) -> JdError:
    """Say our own mistake calmly; the log has it all."""
    title = text("Noget gik galt under synkroniseringen.")
    hint = text("Intet er tabt. En rapport ligger i loggen, og der prøves igen om lidt.")
    return JdError(title, hint=hint, detail=type(error).__name__)
