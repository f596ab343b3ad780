from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection

from jd_desktop.domain.clock import CorrectedClock, FixedClock
from jd_desktop.domain.errors import Offline, StartOver
from jd_desktop.protocol.check import CheckAnswer
from jd_desktop.protocol.feed import AnyLine, Cursor, Done, Head, RowLine
from jd_desktop.protocol.mutations import PushAnswer, WireMutation
from jd_desktop.store import state
from jd_desktop.sync.check import own_sums
from jd_desktop.sync.cycle import Cycle
from jd_desktop.sync.hooks import Hooks, Standing
from tests.sync.parts import NOW, Desktop

T = TypeVar("T")
HEAD = Head("e1", 1, "2026-11-23T18:00:00.000Z", 2)
A, B = (RowLine("student", k, n, {"first_name": k}) for n, k in enumerate("ab", 1))


class Wire:
    """A central that says what it is told to say, and desks that write where asked."""

    def __init__(self, desk: Desktop, *feeds: list[AnyLine], epoch: str = "e1"):
        self.desk, self.feeds, self.epoch = desk, list(feeds), epoch
        self.pushed: list[int] = []
        self.asked: list[int] = []
        self.takes, self.last_n = True, 0

    @property
    def files(self) -> Any:
        """Nothing here names a file."""

    def push(self, epoch: str, mutations: list[WireMutation]) -> PushAnswer:
        if epoch != self.epoch:
            raise StartOver(self.epoch)
        self.pushed += [m.n for m in mutations]
        if not mutations:
            return PushAnswer(last_n=self.last_n, head=0, epoch=epoch, notes=[])
        last = mutations[-1].n if self.takes else mutations[0].n - 1
        return PushAnswer(last_n=last, head=0, epoch=epoch, notes=[])

    @contextmanager
    def pull(self, cursor: int, epoch: str) -> Iterator[Iterator[AnyLine]]:
        self.asked.append(cursor)
        if epoch != self.epoch:
            raise StartOver(self.epoch)
        yield iter(self.feeds.pop(0))

    def check(self, cursor: int) -> CheckAnswer:
        with self.desk._engine.begin() as db:
            kinds = own_sums(db)
        return CheckAnswer(epoch=self.epoch, head=cursor, cursor=cursor, kinds=kinds)

    def write(self, fn: Callable[[Connection], T]) -> T:
        with self.desk._engine.begin() as db:
            return fn(db)

    def cycle(self, **more: Any) -> Cycle:
        return Cycle(self, self, FixedClock(NOW), Hooks(**more))


@pytest.fixture
def desk() -> Desktop:
    return Desktop("d1", "e1")


def test_all_is_sent_and_all_is_fetched(desk: Desktop) -> None:
    desk.book("x", 0, 0, 0)
    wire = Wire(desk, [HEAD, A, Cursor(1), B, Cursor(2), Done(2)])
    seen: list[tuple[int, int]] = []
    report = wire.cycle(progress=lambda here, of: seen.append((here, of))).run()
    assert (report.pushed, report.pulled, seen) == (1, 2, [(1, 2), (2, 2)])
    assert report.changes.touched["student"] == {"a", "b"}
    assert wire.write(lambda db: state.get(db, "last_agreed")) == "2026-11-23T18:00:00.000Z"


def test_without_its_end_mark_an_answer_counts_to_its_last_cursor(desk: Desktop) -> None:
    wire = Wire(desk, [HEAD, A, Cursor(1), B], [HEAD, B, Cursor(2), Done(2)])
    with pytest.raises(Offline, match="midt i hentningen"):
        wire.cycle().run()
    assert desk.cursor() == 1
    wire.cycle().run()
    assert (wire.asked, desk.cursor()) == ([0, 1], 2)


def test_a_central_that_takes_nothing_does_not_keep_us_for_ever(desk: Desktop) -> None:
    desk.book("x", 0, 0, 0)
    wire = Wire(desk)
    wire.takes = False
    with pytest.raises(Offline, match="tog ikke imod"):
        wire.cycle().run()
    assert wire.pushed == [1]
    assert len(desk.batch()) == 1


def test_another_epoch_is_begun_anew_once(desk: Desktop) -> None:
    wire = Wire(desk, [HEAD, A, Cursor(1), Done(1)], epoch="e2")
    wire.cycle().run()
    assert (wire.asked, wire.write(lambda db: state.get(db, "epoch"))) == ([0, 0], "e2")


def test_what_another_epoch_has_lost_is_sent_again(desk: Desktop) -> None:
    desk.book("x", 0, 0, 0)
    desk.book("y", 0, 0, 3)
    Wire(desk, [HEAD, Done(0)]).cycle().run()
    assert desk.batch() == []
    wire = Wire(desk, [HEAD, Done(0)], epoch="e2")
    wire.last_n = 1
    wire.cycle().run()
    assert wire.pushed == [2]


def test_a_cycle_can_be_broken_off_between_pages(desk: Desktop) -> None:
    wire = Wire(desk, [HEAD, A, Cursor(1), B, Cursor(2), Done(2)])
    wire.cycle(cancelled=lambda: desk.cursor() > 0).run()
    assert desk.cursor() == 1


def test_what_was_broken_off_is_not_called_agreed(desk: Desktop) -> None:
    wire = Wire(desk, [HEAD, A, Cursor(1), B, Cursor(2), Done(2)])
    report = wire.cycle(cancelled=lambda: desk.cursor() > 0).run()
    assert (report.pulled, report.is_whole) == (1, False)
    assert wire.write(lambda db: state.get(db, "last_agreed")) is None
    early = wire.cycle(cancelled=lambda: True).run()
    assert (early.pulled, early.is_whole, wire.asked) == (0, False, [0])


def test_a_first_fetch_goes_on_counting_where_it_was_broken_off(desk: Desktop) -> None:
    seen: list[tuple[int, int]] = []
    left = Head("e1", 1, "2026-11-23T18:00:00.000Z", 1)
    wire = Wire(desk, [HEAD, A, Cursor(1)], [left, B, Cursor(2), Done(2)])
    hooks = {"progress": lambda here, of: seen.append((here, of))}
    with pytest.raises(Offline):
        wire.cycle(**hooks).run()
    wire.cycle(**hooks).run()
    assert (seen, wire.asked) == ([(1, 2), (2, 2)], [0, 1])


def test_each_page_is_told_of_as_it_is_stored(desk: Desktop) -> None:
    told: list[dict[str, frozenset[str]]] = []
    stood: list[Standing] = []
    wire = Wire(desk, [HEAD, A, Cursor(1), B, Cursor(2), Done(2)])
    stored = {"stored": lambda changes: told.append(dict(changes.touched))}
    wire.cycle(**stored, standing=stood.append).run()
    assert [t.get("student") for t in told if t] == [{"a"}, {"b"}]
    assert stood == [Standing(waiting=0, cursor=0, clock_off_s=0)]


class SlowWire(Wire):
    """A central whose answers are six seconds under way, three each way."""

    @contextmanager
    def pull(self, cursor: int, epoch: str) -> Iterator[Iterator[AnyLine]]:
        self.clock.advance(timedelta(seconds=6))
        with super().pull(cursor, epoch) as lines:
            yield lines

    clock = FixedClock(NOW)


def test_the_way_there_and_back_is_halved_and_the_clock_put_right(desk: Desktop) -> None:
    hour = timedelta(hours=3)
    wire = SlowWire(desk, [Head("e1", 1, "2026-11-23T18:00:03.000Z"), Done(0)])
    wire.clock = FixedClock(NOW - hour)
    shown = CorrectedClock(wire.clock)
    Cycle(wire, wire, shown).run()
    assert wire.write(lambda db: state.get(db, "clock_off_s")) == -3 * 3600
    assert shown.now() == NOW + timedelta(seconds=6)
    assert wire.write(lambda db: state.get(db, "last_agreed")) == "2026-11-23T18:00:06.000Z"


def test_a_clock_set_while_we_asked_teaches_nothing(desk: Desktop) -> None:
    wire = SlowWire(desk, [Head("e1", 1, "2020-01-01T00:00:00.000Z"), Done(0)])

    class Jumping(FixedClock):
        def now(self) -> datetime:
            self.advance(timedelta(hours=1))
            return self.at

    shown = CorrectedClock(Jumping(NOW))
    Cycle(wire, wire, shown).run()
    assert shown.offset == timedelta(0)


@pytest.mark.parametrize(
    ("now", "off"),
    [("2026-11-23T18:04:00.000Z", 0), ("2026-11-21T18:00:00.000Z", 172_800),
     ("2026-11-25T18:00:00.000Z", -172_800)],
)  # fmt: skip
def test_a_clock_that_is_off_is_noted(desk: Desktop, now: str, off: int) -> None:
    wire = Wire(desk, [Head("e1", 1, now), Done(0)])
    wire.cycle().run()
    assert wire.write(lambda db: state.get(db, "clock_off_s")) == off
