"""There and back again: going, back, forward, for any walk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from jd_desktop.ui.navigator import Navigator, Route

CALENDAR, ELLA, EMIL = Route("calendar"), Route("students", "ella"), Route("students", "emil")
STEPS = st.lists(st.sampled_from([CALENDAR, ELLA, EMIL, "back", "forward"]), max_size=30)


def test_back_goes_where_one_was_and_forward_returns(qtbot: QtBot) -> None:
    way = Navigator()
    for route in (CALENDAR, ELLA, EMIL):
        way.go(route)
    way.back()
    way.back()
    assert way.here == CALENDAR
    way.forward()
    assert way.here == ELLA


def test_going_elsewhere_forgets_the_way_forward(qtbot: QtBot) -> None:
    way = Navigator()
    way.go(CALENDAR)
    way.go(ELLA)
    way.back()
    way.go(EMIL)
    way.forward()
    assert way.here == EMIL


def test_every_arrival_is_told(qtbot: QtBot) -> None:
    way = Navigator()
    told: list[Route] = []
    way.moved.connect(told.append)
    way.go(CALENDAR)
    way.go(ELLA)
    way.back()
    assert told == [CALENDAR, ELLA, CALENDAR]


def test_going_where_one_is_shows_it_again_and_remembers_it_once(qtbot: QtBot) -> None:
    way = Navigator()
    way.go(CALENDAR)
    way.go(ELLA)
    way.go(ELLA)
    way.back()
    assert way.here == CALENDAR


@pytest.mark.usefixtures("qapp")
@given(STEPS)
def test_a_walk_is_that_of_a_browser(steps: list[Route | str]) -> None:
    way = Navigator()
    visited: list[Route] = []
    at = -1
    for step in steps:
        if isinstance(step, Route):
            way.go(step)
            if at < 0 or visited[at] != step:
                visited, at = [*visited[: at + 1], step], at + 1
        elif step == "back":
            way.back()
            at = max(at - 1, 0) if visited else at
        else:
            way.forward()
            at = min(at + 1, len(visited) - 1)
        assert way.here == (visited[at] if visited else None)
