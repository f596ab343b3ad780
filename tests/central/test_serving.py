"""A central as a process: told to stop it ends gracefully, killed it has kept what it said."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.central.school import booked
from tests.central.served import Person

PROGRAM = """
import sys
from datetime import UTC, datetime
from jd_desktop.central.serving import Serving, serve
from jd_desktop.domain.clock import FixedClock
clock = FixedClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
def ready(address):
    sys.stdout.write(address + "\\n")
    sys.stdout.flush()
serve(Serving(sys.argv[1], port=0), clock=clock, ready=ready)
"""


@contextmanager
def served(address: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, address], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_a_served_central_migrates_answers_and_ends_when_told(address: str) -> None:
    with served(address) as (process, base):
        assert httpx.get(f"{base}/healthz").json() == {"ok": True}
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)


@pytest.mark.parametrize("pushes", [1, 3])
def test_a_killed_central_has_kept_what_it_answered_for(address: str, pushes: int) -> None:
    with served(address) as (process, base):
        bo = Person(address, base).sign_in()
        for n in range(1, pushes + 1):
            assert bo.push(n, f"b{n}", **booked(n * 3)).json()["last_n"] == n
        process.kill()
        process.wait(20)
    with served(address) as (_, again):
        bo.http.base_url = httpx.URL(f"{again}/v1")
        assert bo.http.get("/sync/check").json()["kinds"]["booking"]["count"] == pushes
        resent = bo.push(pushes, f"b{pushes}", **booked(pushes * 3))
        assert resent.json()["last_n"] == pushes
        bo.http.close()
