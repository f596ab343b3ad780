"""Several processes behind one port: the dead are replaced, and all end when told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.central.school import booked
from tests.central.served import Person

PROGRAM = """
import sys
from datetime import UTC, datetime
from jd_desktop.central.serving import Serving, serve
from jd_desktop.domain.clock import FixedClock
def ready(address):
    sys.stdout.write(address + "\\n")
    sys.stdout.flush()
if __name__ == "__main__":
    clock = FixedClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    serving = Serving(sys.argv[1], port=0, workers=2, metrics_port=int(sys.argv[2]))
    serve(serving, clock=clock, ready=ready)
"""


@contextmanager
def served(address: str, metrics: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with begun([sys.executable, "-c", PROGRAM, address, str(metrics)]) as found:
        yield found


@contextmanager
def begun(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a central; gives its process and the first line that it says."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        everybody = psutil.Process(process.pid)
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            if process.poll() is None:
                for each in (*everybody.children(recursive=True), everybody):
                    each.kill()


def workers(process: subprocess.Popen[str]) -> set[int]:
    """The processes that serve; Python's own keeper of resources is none."""
    return {
        p.pid
        for p in psutil.Process(process.pid).children()
        if "spawn_main" in " ".join(p.cmdline())
    }


def test_the_command_as_it_is_installed_has_workers(tmp_path: Path) -> None:
    """Workers read the program's file again, and must not begin from it once more."""
    address = f"sqlite:///{tmp_path / 'central.sqlite'}"
    command = Path(sys.executable).with_name("jd-central")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    asked = [str(command), "serve", "--database", address, "--port", str(port), "--workers", "2"]
    with begun(asked) as (process, said):
        assert said.endswith(f"http://127.0.0.1:{port}")
        assert httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=30).status_code == 200
        assert len(workers(process)) == 2


def test_two_workers_serve_one_school_and_end_when_told(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'central.sqlite'}"
    with socket.create_server(("127.0.0.1", 0)) as free:
        figures = free.getsockname()[1]
    with served(address, figures) as (process, base):
        assert httpx.get(f"{base}/healthz", timeout=30).status_code == 200
        bo = Person(address, base).sign_in()
        for n in range(1, 5):
            assert bo.push(n, f"b{n}", **booked(n * 3)).json()["last_n"] == n
        bo.http.close()
        told = httpx.get(f"http://127.0.0.1:{figures}/metrics").text
        assert "\njd_pushes_total 4.0\n" in told
        both = workers(process)
        assert len(both) == 2
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert not [pid for pid in both if psutil.pid_exists(pid)]


@pytest.mark.parametrize("dies", ["worker", "keeper"])
def test_a_death_among_them(postgres_url: str, dies: str) -> None:
    with served(postgres_url) as (process, base):
        assert httpx.get(f"{base}/healthz", timeout=30).status_code == 200
        both = [psutil.Process(pid) for pid in workers(process)]
        if dies == "worker":
            os.kill(both[0].pid, signal.SIGKILL)
            both[0].wait(20)
            while len(workers(process)) < 2:
                continue
            assert httpx.get(f"{base}/healthz", timeout=30).status_code == 200
        else:
            process.kill()
            gone, alive = psutil.wait_procs(both, timeout=20)
            assert len(gone) == 2
            assert not alive
