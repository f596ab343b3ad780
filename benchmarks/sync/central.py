"""A real central in processes of its own, on SQLite or PostgreSQL, with a school of bookings."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import psutil
from desk import EMAIL, PASSWORD

from jd_desktop.central.commands import create_school, create_user
from tests.support.postgres import Cluster

HERE = Path(__file__).resolve().parent
STARTS_WITHIN = 30.0


@dataclass(frozen=True)
class Central:
    """Where a central answers, and its process."""

    address: str
    process: psutil.Process

    def cpu(self) -> float:
        """Processor seconds that the central has used, its workers included."""
        times = [p.cpu_times() for p in self._family()]
        return sum(t.user + t.system for t in times)

    def memory_mb(self) -> float:
        """What the central's processes hold now."""
        return sum(p.memory_info().rss for p in self._family()) / (1 << 20)

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Make an empty database: "sqlite" or "postgresql"."""
    with tempfile.TemporaryDirectory(prefix="jdbench") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/central.db"
            return
        Path(folder).chmod(0o755)  # PostgreSQL runs as a user of its own where we are root
        cluster = Cluster(Path(tempfile.mkdtemp(prefix="jdpg", dir=folder)))
        try:
            yield cluster.create()
        finally:
            cluster.stop()


@contextmanager
def serving(url: str, workers: int = 1) -> Iterator[Central]:
    """Serve a new school over loopback until the block ends."""
    school = create_school(url, "Bos Køreskole")
    create_user(url, school, EMAIL, "Lone", "admin", PASSWORD)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jd_desktop.cli.central", "serve", "--database", url,
               "--port", str(port), "--workers", str(workers), "--rate", "100000"]  # fmt: skip
    command[1:3] = ["-c", "import sys; from jd_desktop.cli import central; sys.exit(central())"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address)
        yield Central(address, psutil.Process(started.pid))
    finally:
        started.terminate()
        started.wait(30)


def desk(
    central: Central, *, changes: int = 0, seed: int = 1, only_made: bool = False
) -> dict[str, Any]:
    """Let a new desktop agree with a central; returns what it says it cost."""
    before = central.cpu()
    with tempfile.TemporaryDirectory(prefix="jddesk") as folder:
        command = [sys.executable, str(HERE / "desk.py"), central.address, folder]
        done = subprocess.run(
            [*command, str(changes), str(seed), *(["made"] if only_made else [])],
            check=True,
            stdout=subprocess.PIPE,
        )
    told: dict[str, Any] = json.loads(done.stdout)
    return told | {"central_cpu": central.cpu() - before, "central_mb": central.memory_mb()}


def _wait(address: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            Event().wait(0.1)
