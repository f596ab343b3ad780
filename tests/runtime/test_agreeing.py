"""Agreeing again and again: no sleeps here, time passes where the loop waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

import pytest

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.errors import Busy, JdError, Offline, SignInNeeded
from jd_desktop.domain.language import text
from jd_desktop.integrations.central.live import Hint
from jd_desktop.runtime.agreeing import Agreeing, Parts, Timing, Told
from jd_desktop.sync.cycle import Report
from jd_desktop.sync.hooks import Hooks
from jd_desktop.sync.stopping import Stopping

AGREED = Report(0, 0, Changes())
Event = Callable[[], None]


class Time:
    """Passes only where somebody waits; things happen at their second."""

    def __init__(self) -> None:
        self.now = 0.0
        self.later: list[tuple[float, Event]] = []

    def at(self, second: float, happens: Event) -> None:
        self.later.append((second, happens))
        self.later.sort(key=lambda each: each[0])


class FakeBell:
    """Lets time pass until it is rung."""

    def __init__(self, time: Time):
        self.time, self.is_rung = time, False

    def wait(self, seconds: float) -> None:
        time, until = self.time, self.time.now + seconds
        while not self.is_rung and time.later and time.later[0][0] <= until:
            second, happens = time.later.pop(0)
            time.now = max(time.now, second)
            happens()
        if not self.is_rung:
            assert until < inf, "waits for ever"
            time.now = until
        self.is_rung = False

    def ring(self) -> None:
        self.is_rung = True


class World:
    """A central of one's own making around the loop."""

    def __init__(self) -> None:
        self.time = Time()
        self.cycles: list[float] = []
        self.answers: list[Report | Exception] = []
        self.streams: list[list[Hint] | JdError] = []
        self.opened: list[float] = []
        self.told: list[Told] = []
        self.changed: list[Changes] = []
        self.cursor, self.epoch = 0, "e1"
        self.during: Callable[[Hooks], None] = lambda _hooks: None
        parts = Parts(
            self.cycle, self.listen, lambda: (self.cursor, self.epoch), self.told.append,
            self.changed.append,
        )  # fmt: skip
        timing = Timing(lambda: self.time.now, lambda: 0.5, lambda: FakeBell(self.time))
        self.agreeing = Agreeing(parts, timing)

    def cycle(self, hooks: Hooks, stopping: Stopping) -> Report:
        self.cycles.append(self.time.now)
        hooks.phase("pulling")
        self.during(hooks)
        answer = self.answers.pop(0) if self.answers else AGREED
        if isinstance(answer, Exception):
            raise answer
        return answer

    @contextmanager
    def listen(self, stopping: Stopping) -> Iterator[Iterator[Hint]]:
        self.opened.append(self.time.now)
        said = self.streams.pop(0) if self.streams else []
        if isinstance(said, JdError):
            raise said
        yield iter(said)

    def run_until(self, second: float) -> World:
        self.time.at(second, self.agreeing.stop)
        self.agreeing.run()
        return self

    def states(self) -> list[str]:
        found: list[str] = []
        for told in self.told:
            if found[-1:] != [told.state]:
                found.append(told.state)
        return found


def offline(retry_after: float | None = None) -> Offline:
    error = (Busy if retry_after is not None else Offline)(text("Nej."))
    error.retry_after = retry_after
    return error


@pytest.fixture
def world() -> World:
    return World()


def test_it_agrees_at_once_and_then_every_minute(world: World) -> None:
    assert world.run_until(150).cycles == [0, 60, 120]
    assert world.states() == ["pushing", "pulling", "idle", "pushing", "pulling", "idle",
                              "pushing", "pulling", "idle"]  # fmt: skip


def test_failures_back_off_and_success_forgets_them(world: World) -> None:
    world.answers = [offline(), offline(), offline(), AGREED, offline()]
    assert world.run_until(65).cycles == [0, 0.5, 1.5, 3.5, 63.5, 64.0]
    tries = [t.next_try_s for t in world.told if t.state == "offline"]
    assert tries[:3] == [0.5, 1.0, 2.0]


def test_a_busy_central_is_left_alone_for_as_long_as_it_asks(world: World) -> None:
    world.answers = [offline(30)]
    world.time.at(5, world.agreeing.hint)
    assert world.run_until(31).cycles == [0, 30.5]
    assert world.states()[:4] == ["pushing", "pulling", "waiting", "pushing"]


def test_by_hand_goes_before_all_of_it(world: World) -> None:
    world.answers = [offline(3000)]
    world.time.at(5, world.agreeing.want)
    assert world.run_until(10).cycles == [0, 5]


def test_a_network_that_is_back_is_used_at_once(world: World) -> None:
    world.answers = [offline(), offline(), offline(), offline(), offline(3000)]
    world.time.at(100, world.agreeing.back)
    world.run_until(101)
    assert world.cycles[-1] == 100
    assert len(world.cycles) == 6


def test_signed_out_waits_for_a_person(world: World) -> None:
    world.answers = [SignInNeeded(text("Log ind."))]
    for second, happens in ((5, world.agreeing.hint), (6, world.agreeing.back)):
        world.time.at(second, happens)
    world.time.at(900, world.agreeing.want)
    assert world.run_until(901).cycles == [0, 900]
    told = next(t for t in world.told if t.state == "signed_out")
    assert isinstance(told.error, SignInNeeded)
    assert world.told[-1].error is None


def test_our_own_mistake_is_told_and_agreeing_goes_on(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.answers = [ZeroDivisionError()]
    assert len(world.run_until(30).cycles) == 2
    assert "error" in world.states()
    assert "a cycle failed" in caplog.text


def test_what_is_done_during_a_cycle_is_sent_right_after_it_once(world: World) -> None:
    def busy(_hooks: Hooks) -> None:
        if len(world.cycles) == 1:
            for _ in range(9):
                world.agreeing.hint()

    world.during = busy
    assert world.run_until(10).cycles == [0, 0]


def test_changes_are_told_now_and_then_and_none_is_forgotten(world: World) -> None:
    def pages(hooks: Hooks) -> None:
        if len(world.cycles) == 1:
            for page in range(40):
                world.time.now += 0.1
                hooks.stored(Changes.of([("student", f"s{page}")]))
                hooks.progress(page + 1, 40)

    world.during = pages
    world.run_until(30)
    assert 4 <= len(world.changed) <= 6
    assert len(frozenset.union(*(c.touched["student"] for c in world.changed))) == 40
    assert (40, 40) in [(t.stored, t.expected) for t in world.told]


def test_a_hint_beyond_our_cursor_is_pulled_at_once_others_are_not(world: World) -> None:
    def hears(hint: Hint) -> Event:
        def happen() -> None:
            world.streams = [[hint]]
            world.agreeing._hear()

        return happen

    world.cursor = 7
    for second, hint in (
        (5, Hint(7, "e1")), (10, Hint(8, "e1")), (15, Hint(3, "e1")), (20, Hint(7, "e2")),
    ):  # fmt: skip
        world.time.at(second, hears(hint))
    assert world.run_until(25).cycles == [0, 10, 20]


def test_streams_that_close_at_once_rest_for_minutes(world: World) -> None:
    world.streams = [offline()] * 6
    world.time.at(500, world.agreeing.stop)
    world.agreeing.listen()
    assert world.opened == [0, 0.5, 1.5, 241.5, 242.0, 243.0, 483.0, 483.5, 484.5]


def test_while_hints_come_polls_are_seldom(world: World) -> None:
    class Endless(list[Hint]):
        def __iter__(self) -> Iterator[Hint]:
            yield Hint(0, "e1")
            world.run_until(1000)

    world.streams = [Endless()]
    world.agreeing.listen()
    assert world.cycles == [0, 450, 900]
    assert {t.is_live for t in world.told if t.state == "idle"} == {True}


def test_once_stopped_nothing_more_is_told(world: World) -> None:
    def stop(_hooks: Hooks) -> None:
        world.agreeing.stop()

    world.during, world.answers = stop, [offline()]
    world.agreeing.run()
    assert world.states() == ["pushing", "pulling"]
