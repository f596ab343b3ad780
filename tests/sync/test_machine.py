from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.machine import Machine
from tests.sync.parts import BOOKINGS

A, B, *_ = BOOKINGS
Step = tuple[str, dict[str, Any]]


def book(d: int, row: str, at: int = 0) -> Step:
    return ("book", {"d": d, "row": row, "who": 0, "student": 0, "at": at})


def push(d: int, fault: str = "ok") -> Step:
    return ("push", {"d": d, "fault": fault})


def pull(d: int, fault: str = "ok") -> Step:
    return ("pull", {"d": d, "fault": fault})


def note(d: int, value: int) -> Step:
    return ("edit", {"d": d, "row": A, "field": "note", "value": value})


WITNESS: dict[str, list[Step]] = {
    "no dedupe": [
        note(0, 1),
        book(0, A),
        push(0),
        note(0, 1),
        push(0),
        note(0, 2),
        push(0),
        ("old_request_again", {"k": 1}),
    ],
    "cursor first": [book(0, A), push(0), pull(1, "crash before commit")],
    "hidden row": [book(0, A), book(0, B, 3), push(0), pull(1)],
    "silent park": [book(0, A), push(0), pull(1), note(0, 1), note(1, 2), push(0), push(1)],
    "missed overlap": [book(0, A), book(1, B), push(0), push(1)],
    "wrong ack": [book(0, A), push(0, "late"), book(0, B, 3), ("late_answer", {"k": 0})],
    "early overlay": [book(0, A), push(0)],
}
"""The shortest history in which each planted bug shows; the random search finds it as well."""


def bounds(runs: int, steps: int, *, phases: list[Phase] | None = None) -> settings:
    return settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=phases or [Phase.generate],
    )


def broken(bug: str) -> type[Machine]:
    return type("Broken", (Machine,), {"bug": bug})


def play(machine: Machine, history: list[Step]) -> None:
    """Play a history, every invariant looked at after each step and all at the end."""
    try:
        for step, values in history:
            getattr(machine, step)(**values)
            for name in sorted(n for n in dir(machine) if n.startswith("i") and n[1].isdigit()):
                getattr(machine, name)()
    finally:
        machine.teardown()


@pytest.mark.timeout(600)
def test_three_devices_and_a_server_never_lose_anything(is_long: bool) -> None:
    run_state_machine_as_test(Machine, settings=bounds(1500 if is_long else 25, 40))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("bug", WITNESS)
def test_a_planted_bug_is_caught_where_sound_code_passes(bug: str) -> None:
    play(Machine(), WITNESS[bug])
    # A view broken enough may already trip the person who works with it.
    with pytest.raises((AssertionError, LookupError)):
        play(broken(bug)(), WITNESS[bug])


@pytest.mark.timeout(900)
def test_the_random_search_finds_a_planted_bug_by_itself(is_long: bool) -> None:
    for bug in WITNESS if is_long else ["hidden row"]:
        with pytest.raises((AssertionError, LookupError, ExceptionGroup)):
            run_state_machine_as_test(broken(bug), settings=bounds(400, 40))  # type: ignore[no-untyped-call]
