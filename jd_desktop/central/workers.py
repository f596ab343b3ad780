"""Several processes that do the same work: the dead are replaced, all end when told."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import socket
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_SHORT_LIFE_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 10.0
_log = logging.getLogger("jd_desktop.central.workers")


class Workers:
    """Runs `work(*arguments)` in processes of its own; belongs to the main thread."""

    def __init__(
        self,
        work: Callable[..., None],
        arguments: tuple[Any, ...],
        count: int,
        grace: float,
        *,
        died: Callable[[int], None],
    ):
        """Take the work, which must be picklable, how often, and the seconds to end in.

        `died` is told the number of each process that ended without being told to.
        """
        self._died = died
        self._work, self._arguments = work, arguments
        self._count, self._grace = count, grace
        self._spawn = multiprocessing.get_context("spawn")
        self._running: dict[BaseProcess, float] = {}
        self._due: list[float] = []
        self._failures = 0
        self._is_ending = False

    def run(self) -> None:
        """Keep the workers running until the process is told to end."""
        told, teller = socket.socketpair()
        teller.setblocking(False)
        with told, teller:
            former = {each: signal.signal(each, self._end) for each in _SIGNALS}
            waker = signal.set_wakeup_fd(teller.fileno(), warn_on_full_buffer=False)
            try:
                self._due = [time.monotonic()] * self._count
                while not self._is_ending:
                    self._start_due()
                    wait([told, *(p.sentinel for p in self._running)], self._next_due())
                    self._bury()
            finally:
                self._stop()
                signal.set_wakeup_fd(waker)
                for number, handler in former.items():
                    signal.signal(number, handler)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._is_ending = True

    def _start_due(self) -> None:
        now = time.monotonic()
        due, self._due = [d for d in self._due if d <= now], [d for d in self._due if d > now]
        for _ in due:
            worker = self._spawn.Process(target=self._work, args=self._arguments)
            worker.start()
            self._running[worker] = now

    def _next_due(self) -> float | None:
        return max(0.0, min(self._due) - time.monotonic()) if self._due else None

    def _bury(self) -> None:
        """Plan a successor for each dead worker; later and later for those who die young."""
        now = time.monotonic()
        for worker in [p for p in self._running if not p.is_alive()]:
            lived = now - self._running.pop(worker)
            self._failures = self._failures + 1 if lived < _SHORT_LIFE_SECONDS else 0
            pause = min(_LONGEST_PAUSE_SECONDS, 0.5 * 2**self._failures) if self._failures else 0.0
            self._due.append(now + pause)
            self._died(worker.pid or 0)
            _log.warning("worker %s ended with %s; another follows", worker.pid, worker.exitcode)

    def _stop(self) -> None:
        for worker in self._running:
            worker.terminate()
        until = time.monotonic() + self._grace
        for worker in self._running:
            worker.join(max(0.0, until - time.monotonic()))
            if worker.is_alive():
                worker.kill()
                worker.join()
