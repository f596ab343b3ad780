"""The clock says when, survives errors and sleep, and swallows nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue

import pytest

from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import Offline
from jd_desktop.domain.language import text
from jd_desktop.runtime.ticker import Sleep, Ticker

SOON = 30.0
NEVER = 3600.0
START = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Times:
    """A wall clock and a steady one, moved apart by hand."""

    def __init__(self) -> None:
        self.clock = FixedClock(START)
        self.passed = 100.0

    def steady(self) -> float:
        return self.passed

    def go(self, *, wall: float, steady: float) -> None:
        self.clock.advance(timedelta(seconds=wall))
        self.passed += steady


class Heard:
    """What a ticker told."""

    def __init__(self) -> None:
        self.errors: SimpleQueue[tuple[str, Exception]] = SimpleQueue()
        self.woke = threading.Event()

    def failed(self, name: str, error: Exception) -> None:
        self.errors.put((name, error))


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def ticker(times: Times, heard: Heard) -> Iterator[Ticker]:
    made = Ticker(times.clock, failed=heard.failed, on_wake=heard.woke.set, steady=times.steady)
    yield made
    made.stop()


def test_a_tick_comes_again_and_again(ticker: Ticker) -> None:
    ticks: SimpleQueue[str] = SimpleQueue()
    ticker.every(0.01, "outbox", lambda: ticks.put(threading.current_thread().name))
    ticker.start()
    assert "MainThread" not in {ticks.get(timeout=SOON) for _ in range(3)}


def test_a_kick_does_not_wait_for_the_interval(ticker: Ticker) -> None:
    ticked = threading.Event()
    ticker.every(NEVER, "outbox", ticked.set, jitter=5)
    ticker.start()
    assert not ticked.is_set()
    ticker.kick("outbox")
    assert ticked.wait(SOON)


def test_a_kick_before_the_start_counts(ticker: Ticker) -> None:
    ticked = threading.Event()
    ticker.every(NEVER, "outbox", ticked.set)
    ticker.kick("outbox")
    ticker.start()
    assert ticked.wait(SOON)


def test_a_kick_during_a_tick_is_made_good_after_it_and_never_beside_it(ticker: Ticker) -> None:
    begun: SimpleQueue[int] = SimpleQueue()
    go = threading.Semaphore(0)
    inside = threading.Lock()
    beside = threading.Event()

    def tick() -> None:
        if not inside.acquire(blocking=False):
            beside.set()
            return
        begun.put(1)
        go.acquire(timeout=SOON)
        inside.release()

    ticker.every(NEVER, "outbox", tick)
    ticker.start()
    for _ in range(20):
        ticker.kick("outbox")
        begun.get(timeout=SOON)
        ticker.kick("outbox")
        ticker.kick("outbox")
        go.release()
        begun.get(timeout=SOON)
        go.release()
    assert not beside.is_set()


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), Offline(text("Ingen forbindelse."))])
def test_an_error_is_told_and_the_tick_comes_again(
    ticker: Ticker, heard: Heard, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise error

    ticker.every(0.01, "sync", fail)
    ticker.start()
    assert [heard.errors.get(timeout=SOON) for _ in range(2)] == [("sync", error)] * 2
    assert "tick failed" in caplog.text


def test_after_sleep_everything_is_due_and_someone_is_told(
    ticker: Ticker, times: Times, heard: Heard
) -> None:
    ticks: SimpleQueue[int] = SimpleQueue()
    ticker.every(NEVER, "sync", lambda: ticks.put(1))
    ticker.every(NEVER, "nudge", lambda: None)
    ticker.start()
    times.go(wall=8 * 3600, steady=1)
    ticker.kick("nudge")
    assert heard.woke.wait(SOON)
    assert ticks.get(timeout=SOON) == 1


def test_a_clock_set_back_makes_everything_due_but_is_no_awakening(
    ticker: Ticker, times: Times, heard: Heard
) -> None:
    ticks: SimpleQueue[int] = SimpleQueue()
    ticker.every(NEVER, "sync", lambda: ticks.put(1))
    ticker.every(NEVER, "nudge", lambda: None)
    ticker.start()
    times.go(wall=-3 * 3600, steady=1)
    ticker.kick("nudge")
    assert ticks.get(timeout=SOON) == 1
    assert not heard.woke.is_set()


def test_an_error_at_waking_is_told(times: Times, heard: Heard) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    ticker = Ticker(times.clock, failed=heard.failed, on_wake=fail, steady=times.steady)
    ticker.every(NEVER, "nudge", lambda: None)
    ticker.start()
    times.go(wall=3600, steady=0)
    ticker.kick("nudge")
    name, error = heard.errors.get(timeout=SOON)
    assert (name, type(error)) == ("wake", ZeroDivisionError)
    ticker.stop()


@pytest.mark.parametrize(
    ("wall", "steady", "jumped"),
    [
        (10, 10, 0),
        (10, 10.5, -0.5),
        (3600, 5, 3595),
        (-3600, 5, -3605),
        (3600, 3600, 3600),
        (315_360_000, 1, 315_359_999),
    ],
)
def test_sleep_is_told_from_the_passing_of_time(
    times: Times, wall: float, steady: float, jumped: float
) -> None:
    sleep = Sleep(times.clock, times.steady)
    times.go(wall=wall, steady=steady)
    assert sleep.look() == pytest.approx(jumped)
    assert sleep.look() == 0


def test_after_stop_nothing_ticks_and_a_late_kick_is_calm(ticker: Ticker) -> None:
    ticked = threading.Event()
    ticker.every(NEVER, "outbox", ticked.set)
    ticker.start()
    ticker.stop()
    ticker.kick("outbox")
    ticker.stop()
    assert not ticked.is_set()


def test_the_same_name_replaces_the_tick(ticker: Ticker) -> None:
    ticked = threading.Event()
    wrong: Callable[[], object] = lambda: pytest.fail("replaced")  # noqa: E731
    ticker.every(NEVER, "outbox", wrong)
    ticker.every(NEVER, "outbox", ticked.set)
    ticker.start()
    ticker.kick("outbox")
    assert ticked.wait(SOON)


def test_the_clock_is_looked_at_however_far_off_the_next_tick_is(ticker: Ticker) -> None:
    ticker.every(NEVER, "outbox", lambda: None)
    ticker.start()
    assert ticker._scheduler._process_jobs() <= 10
