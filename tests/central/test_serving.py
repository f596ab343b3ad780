"""A central as a process: told to stop it ends gracefully, killed it has kept what it said."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from jd_desktop.central.app import create_app
from jd_desktop.central.serving import Serving, serve
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import BadInput, DatabaseUnusable
from tests.central.school import CHEAP, NOW, booked
from tests.central.served import Person, running

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


@pytest.mark.parametrize(("trusted", "again"), [("127.0.0.1", 401), ("10.0.0.5", 429)])
def test_only_a_trusted_proxy_says_where_a_request_came_from(
    engine: Engine, trusted: str, again: int
) -> None:
    app = create_app(engine, FixedClock(NOW), passwords=CHEAP)
    wrong = {"email": "bo@skole.dk", "password": "forkert", "device_name": "x"}
    with running(app, trusted_proxy=trusted) as base:
        for _ in range(6):
            here = {"X-Forwarded-For": "192.0.2.1"}
            refused = httpx.post(f"{base}/v1/sign-in", json=wrong, headers=here)
        assert refused.status_code == 429
        elsewhere = {"X-Forwarded-For": "192.0.2.2"}
        answer = httpx.post(f"{base}/v1/sign-in", json=wrong, headers=elsewhere)
    assert answer.status_code == again


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for workers in (1, 2):
            serving = Serving(f"sqlite:///{tmp_path / 'a.db'}", port=port, workers=workers)
            with pytest.raises(BadInput, match=str(port)):
                serve(serving, clock=FixedClock(NOW))


def test_a_superuser_does_not_serve(postgres_url: str) -> None:
    above = make_url(postgres_url).set(username="postgres").render_as_string()
    with pytest.raises(DatabaseUnusable, match="superbruger"):
        serve(Serving(above), clock=FixedClock(NOW))
