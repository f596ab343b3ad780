from __future__ import annotations

from jd_desktop.sync.stopping import Stopping


def test_who_waits_is_woken_once_and_only_during_the_block() -> None:
    stopping, woken = Stopping(), list[str]()
    with stopping.stops(lambda: woken.append("over")):
        assert not stopping()
    with stopping.stops(lambda: woken.append("here")):
        stopping.stop()
    assert (stopping(), woken) == (True, ["here"])


def test_who_comes_late_is_woken_at_once() -> None:
    stopping, woken = Stopping(), list[str]()
    stopping.stop()
    with stopping.stops(lambda: woken.append("late")):
        assert woken == ["late"]
