"""A central as a process of its own, what it and its PostgreSQL have spent, and a device."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import text as sql

from jd_desktop.central import commands
from jd_desktop.central.database import open_engine

START = "from jd_desktop.cli import central; raise SystemExit(central())"


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time since the beginning."""

    central: float
    postgres: float

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.central - other.central, self.postgres - other.postgres)


class Central:
    """A served central and the database behind it."""

    def __init__(self, database: str, base: str, process: psutil.Process):
        self.database, self.base, self._process = database, base, process
        self._engine = open_engine(database)
        self._postmaster = self._find_postmaster()

    def spent(self) -> Spent:
        """Return what was spent till now; workers that ended are in their parent's account."""
        postgres = _account(self._postmaster) if self._postmaster else 0.0
        return Spent(_account(self._process), postgres)

    def memory(self) -> int:
        """Return the bytes that the central alone holds."""
        family = [self._process, *self._process.children(recursive=True)]
        return sum(p.memory_full_info().uss for p in family)

    def size(self) -> int:
        """Return the bytes of the database on disk."""
        if self._engine.dialect.name == "sqlite":
            file = Path(str(self._engine.url.database))
            return sum(f.stat().st_size for f in file.parent.glob(f"{file.name}*"))
        with self._engine.connect() as db:
            found = db.execute(sql("SELECT pg_database_size(current_database())"))
            return int(found.scalar_one())

    def _find_postmaster(self) -> psutil.Process | None:
        if self._engine.dialect.name == "sqlite":
            return None
        with self._engine.connect() as db:
            backend = db.execute(sql("SELECT pg_backend_pid()")).scalar_one()
        return psutil.Process(backend).parent()


def _account(process: psutil.Process) -> float:
    own = process.cpu_times()
    living = [child.cpu_times() for child in process.children(recursive=True)]
    ended = own.children_user + own.children_system
    return float(own.user + own.system + ended + sum(t.user + t.system for t in living))


@contextmanager
def served(database: str = "", workers: int = 1) -> Iterator[Central]:
    """Serve a database, one in a file that goes away where none is given."""
    with tempfile.TemporaryDirectory() as folder:
        address = database or f"sqlite:///{folder}/central.db"
        typed = ["serve", "--database", address, "--port", "0", "--workers", str(workers),
                 "--rate", "100000"]  # fmt: skip
        with subprocess.Popen(
            [sys.executable, "-c", START, *typed], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as process:  # fmt: skip
            assert process.stdout is not None
            base = process.stdout.readline().split()[-1]
            httpx.get(f"{base}/readyz", timeout=30).raise_for_status()
            try:
                yield Central(address, base, psutil.Process(process.pid))
            finally:
                process.terminate()
                process.wait(30)


class School:
    """A school with one person, who may sign in on many computers."""

    def __init__(self, central: Central):
        self.central = central
        self.email, self._password = f"{secrets.token_hex(6)}@skole.dk", secrets.token_hex(12)
        self.id = commands.create_school(central.database, "Nord")
        commands.create_user(central.database, self.id, self.email, "Lone", "admin", self._password)

    def device(self) -> Device:
        """Sign in on one more computer."""
        http = httpx.Client(base_url=f"{self.central.base}/v1", headers={"Sync-Schema": "1"},
                            timeout=60)  # fmt: skip
        asked = {"email": self.email, "password": self._password, "device_name": "x"}
        answer = http.post("/sign-in", json=asked).raise_for_status()
        http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return Device(http, answer.json()["epoch"])


class Device:
    """A computer that pushes and pulls; counts what went over the wire, TLS apart."""

    def __init__(self, http: httpx.Client, epoch: str):
        self.http, self._epoch = http, epoch
        self.n = self.cursor = self.sent = self.got = 0
        self._at_once, self._waiting = 1, list[dict[str, Any]]()

    def push(self, ops: list[dict[str, Any]]) -> None:
        self.n += 1
        mutation = {"n": self.n, "at": "2026-11-23T08:00:00.000Z", "user": "lone", "ops": ops}
        self._waiting.append(mutation)
        if len(self._waiting) >= self._at_once:
            body = {"epoch": self._epoch, "mutations": self._waiting}
            self._count(self.http.post("/sync/push", json=body))
            self._waiting = []

    @contextmanager
    def together(self, mutations: int) -> Iterator[None]:
        """Push so many at a time, in the block."""
        self._at_once = mutations
        yield
        self._at_once = 1

    def pull(self) -> None:
        asked = {"cursor": self.cursor, "epoch": self._epoch}
        answer = self.http.get("/sync/pull", params=asked)
        self._count(answer)
        self.cursor = json.loads(answer.text.splitlines()[-1])["seq"]

    def check(self) -> None:
        self._count(self.http.get("/sync/check"))

    def head(self) -> int:
        return int(self.http.get("/sync/check").json()["head"])

    def _count(self, answer: httpx.Response) -> None:
        answer.raise_for_status()
        asked = answer.request
        self.sent += len(asked.content) + len(str(asked.url)) + _size(asked.headers)
        self.got += answer.num_bytes_downloaded + _size(answer.headers)


def _size(headers: httpx.Headers) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.raw)
