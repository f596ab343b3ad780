from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis.stateful import run_state_machine_as_test

from jd_desktop.central import sight
from jd_desktop.central.ties import Ties
from jd_desktop.sync import erasure
from tests.sync.scoped import ScopedMachine
from tests.sync.test_machine import bounds

Step = tuple[str, dict[str, Any]]


def enrol(d: int, teacher: str | None) -> Step:
    return ("enrol", {"d": d, "student": "s0", "teacher": teacher})


def push(d: int) -> Step:
    return ("push", {"d": d, "fault": "ok"})


def pull(d: int) -> Step:
    return ("pull", {"d": d, "fault": "ok"})


BOOK: Step = ("book", {"d": 0, "row": "a", "who": 0, "student": 0, "at": 0})
OTHER: Step = ("teach", {"d": 0, "row": "a", "teacher": "i1", "student": "s0"})
MOVED = [enrol(0, "i0"), push(0), pull(1), enrol(0, "i1"), push(0), pull(1)]
MINE = [enrol(0, "i0"), push(0), pull(1), enrol(1, "i0"), push(1), pull(1), pull(0)]

WITNESS: dict[str, list[Step]] = {
    "no gone line": MOVED,
    "told whole": [BOOK, push(0), pull(2)],
    "history kept": [*MINE, enrol(0, "i1"), push(0), pull(1)],
    "stale audience": [enrol(0, None), BOOK, push(0), pull(1), OTHER, push(0), pull(1)],
}
"""The shortest history in which each planted bug shows."""

_MOVE = Ties.move


def planted(bug: str) -> AbstractContextManager[Any]:
    """Break the product's own function for a while."""
    if bug == "told whole":
        return patch.object(sight, "line", lambda viewer, row, schema: sight._whole(row))
    if bug == "history kept":
        return patch.object(erasure, "forget", lambda *_: None)
    if bug == "stale audience":
        return patch.object(Ties, "move", lambda ties, old, new: _MOVE(ties, old, new) and set())
    return nullcontext()


def play(machine: ScopedMachine, history: list[Step]) -> None:
    try:
        for step, values in history:
            getattr(machine, step)(**values)
            machine.each_laptop_holds_exactly_what_its_person_may_see()
    finally:
        machine.teardown()


@pytest.mark.timeout(600)
def test_each_laptop_holds_what_its_person_may_see_and_no_more(is_long: bool) -> None:
    run_state_machine_as_test(ScopedMachine, settings=bounds(1000 if is_long else 12, 40))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("bug", WITNESS)
def test_a_planted_bug_is_caught_where_sound_code_passes(bug: str) -> None:
    play(ScopedMachine(), WITNESS[bug])
    broken = type("Broken", (ScopedMachine,), {"bug": bug})
    with planted(bug), pytest.raises(AssertionError):
        play(broken(), WITNESS[bug])


def test_what_was_answered_again_after_the_pull_is_taken_back_too() -> None:
    lost = ("push", {"d": 1, "fault": "answer lost"})
    play(ScopedMachine(), [enrol(1, "i1"), lost, pull(1), push(1)])
