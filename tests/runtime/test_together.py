from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, Event, current_thread

import pytest

from jd_desktop.runtime.threads import Guard, Net
from jd_desktop.runtime.together import Together


@pytest.fixture
def net() -> Iterator[Net]:
    crew = Net(Guard())
    yield crew
    assert crew.end(5) == 0


def test_calls_are_made_at_the_same_time_and_answered_in_their_order(net: Net) -> None:
    meeting = Barrier(4, timeout=20)

    def call(k: int) -> int:
        meeting.wait()
        return k

    together = Together(net)
    assert together([lambda k=k: call(k) for k in range(4)], 4) == [0, 1, 2, 3]  # type: ignore[misc]


def test_no_more_are_under_way_than_there_are_lanes(net: Net) -> None:
    seen: set[str] = set()

    def call() -> None:
        seen.add(current_thread().name)

    Together(net)([call] * 50, 1)
    assert seen == {current_thread().name}


def test_where_nobody_has_time_the_caller_does_it_alone(net: Net) -> None:
    go_on = Event()
    busy = [net.run(lambda: go_on.wait(20)) for _ in range(4)]
    assert Together(net)([lambda: 1, lambda: 2, lambda: 3], 4) == [1, 2, 3]
    go_on.set()
    assert all(one.result() for one in busy)


def test_a_call_that_goes_wrong_is_told_and_the_rest_is_not_begun(net: Net) -> None:
    begun: list[int] = []

    def call(k: int) -> None:
        begun.append(k)
        raise ZeroDivisionError(k)

    with pytest.raises(ZeroDivisionError):
        Together(net)([lambda k=k: call(k) for k in range(100)], 1)  # type: ignore[misc]
    assert begun == [0]


def test_nothing_to_do_is_done_at_once(net: Net) -> None:
    assert Together(net)([], 4) == []
