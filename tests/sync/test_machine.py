from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.machine import Machine

BUGS = [
    "no dedupe", "cursor first", "hidden row", "silent park", "missed overlap", "wrong ack",
    "early overlay",
]  # fmt: skip


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


@pytest.mark.timeout(600)
def test_three_devices_and_a_server_never_lose_anything(is_long: bool) -> None:
    run_state_machine_as_test(Machine, settings=bounds(1500 if is_long else 25, 40))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str) -> None:
    class Broken(Machine):
        pass

    Broken.bug = bug
    # A view broken enough may already trip the person who works with it.
    with pytest.raises((AssertionError, LookupError, ExceptionGroup)):
        run_state_machine_as_test(Broken, settings=bounds(400, 40))  # type: ignore[no-untyped-call]
