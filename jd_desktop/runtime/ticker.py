"""APScheduler as a clock, and nothing more: it says when, others say what."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic, time

from apscheduler.events import EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from jd_desktop.domain.clock import Clock
from jd_desktop.domain.errors import JdError

log = logging.getLogger(__name__)

BEAT = 10.0
ASLEEP = 60.0
WAKE = "wake"
ONLY_WHEN_KICKED = 10 * 365 * 86_400.0

Failed = Callable[[str, Exception], None]


class Sleep:
    """Notices that the computer slept, or that its clock was set, between two looks."""

    def __init__(self, clock: Clock, steady: Callable[[], float] = monotonic):
        """Take the clock on the wall and one that only goes on."""
        self._clock, self._steady = clock, steady
        self._wall, self._passed = clock.now(), steady()

    def look(self) -> float:
        """Return how many seconds were jumped over since the last look; negative: set back.

        Most systems stop the steady clock in sleep, so that the wall clock runs ahead of it.
        Where it goes on, a look that comes far too late says the same.
        """
        wall, passed = self._clock.now(), self._steady()
        by_wall, by_steady = (wall - self._wall).total_seconds(), passed - self._passed
        self._wall, self._passed = wall, passed
        apart = by_wall - by_steady
        return by_steady if abs(apart) < ASLEEP <= by_steady else apart


@dataclass(slots=True)
class _Tick:
    """One thing to do again and again."""

    name: str
    action: Callable[[], object]
    failed: Failed
    kicked: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        self.kicked.clear()
        try:
            self.action()
        except JdError as error:
            log.warning("tick failed: %s", error, extra={"tick": self.name})
            self.failed(self.name, error)
        except Exception as error:  # a tick that failed must come again
            log.exception("tick failed", extra={"tick": self.name})
            self.failed(self.name, error)


class Ticker:
    """Calls functions at intervals on threads of its own; they hand the work to others."""

    def __init__(
        self,
        clock: Clock,
        *,
        failed: Failed,
        on_wake: Callable[[], None],
        steady: Callable[[], float] = monotonic,
    ):
        """Take who hears of errors, and who is told that the computer woke up."""
        self._sleep = Sleep(clock, steady)
        self._failed = failed
        self._ticks: dict[str, _Tick] = {}
        self._scheduler = _Scheduler(self._look)
        self._scheduler.add_listener(self._done, EVENT_JOB_EXECUTED)
        # Not a one-off job: APScheduler's thread dies where stop comes while it removes one.
        self.every(ONLY_WHEN_KICKED, WAKE, on_wake)

    def every(
        self, seconds: float, name: str, action: Callable[[], object], *, jitter: float = 0
    ) -> None:
        """Call an action at this interval, first after one; never twice at once.

        Jitter moves each call by up to so many seconds, so that a school's computers spread out.
        """
        tick = self._ticks[name] = _Tick(name, action, self._failed)
        self._scheduler.add_job(
            tick, "interval", id=name, seconds=seconds, jitter=jitter or None, replace_existing=True
        )

    def start(self) -> None:
        """Begin to tick."""
        self._sleep.look()
        self._scheduler.start()

    def kick(self, name: str) -> None:
        """Call an action now; where it is under way, once more when it ends."""
        self._ticks[name].kicked.set()
        self._now(name)

    def stop(self) -> None:
        """Tick no more; what is under way ends by itself."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _now(self, name: str) -> None:
        due = datetime.fromtimestamp(time(), UTC)  # the scheduler's own clock, not a person's
        with suppress(JobLookupError):  # a kick may come after stop
            self._scheduler.modify_job(name, next_run_time=due)

    def _done(self, event: JobExecutionEvent) -> None:
        """A kick during a call was skipped by "never twice at once"; it is made good here."""
        tick = self._ticks.get(event.job_id)
        if tick is not None and tick.kicked.is_set():
            self._now(tick.name)

    def _look(self) -> None:
        """Due times were counted by a clock that jumped: all of them are due now."""
        jumped = self._sleep.look()
        if abs(jumped) < ASLEEP:
            return
        log.warning("clock jumped", extra={"seconds": round(jumped)})
        for name in list(self._ticks):
            if name != WAKE or jumped > 0:
                self.kick(name)


class _Scheduler(BackgroundScheduler):  # type: ignore[misc]  # apscheduler has no types
    """Looks at least every few seconds: APScheduler's own wait would outlast a clock set back."""

    def __init__(self, look: Callable[[], None]):
        super().__init__(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._look = look

    def _process_jobs(self) -> float:
        self._look()
        wait: float | None = super()._process_jobs()
        return BEAT if wait is None else min(wait, BEAT)
