"""A desktop's side in a process of its own: agrees with a central, and says what it cost."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psutil
from documents import bookings
from sqlalchemy import Connection

from jd_desktop.integrations.central.client import CentralClient
from jd_desktop.integrations.http import http_client
from jd_desktop.main import SystemClock
from jd_desktop.protocol.session import SCHEMA
from jd_desktop.runtime import heap
from jd_desktop.store import migrate, projection, state
from jd_desktop.store.engine import Database
from jd_desktop.sync.cycle import Cycle
from jd_desktop.sync.joining import join

T = TypeVar("T")
PASSWORD = "kun-til-en-maaling-4711"
EMAIL = "lone@skole.dk"
_MUTATION = (
    'INSERT INTO mutation (n, at, "user", "schema", title) VALUES (?, ?, ?, ?, \'{"text": "Ny"}\')'
)
_OP = (
    "INSERT INTO mutation_op (n, position, kind, row_id, base, patch, was, is_delete)"
    " VALUES (?, 0, 'booking', ?, ?, ?, ?, 0)"
)


class Desk:
    """A desktop's own database, and its only writer."""

    def __init__(self, folder: Path):
        """Make an encrypted database in a folder."""
        self.database = Database(folder / "desk.db", os.urandom(32))
        self.write(lambda db: migrate.migrate(db, backup=lambda: None))

    def write(self, fn: Callable[[Connection], T]) -> T:
        """Run fn in a write transaction."""
        with self.database.writer().begin() as db:
            return fn(db)


def work_offline(
    desk: Desk, count: int, person: str, seed: int, *, only_made: bool = False
) -> None:
    """Make half as many bookings as `count`, then change each: as many mutations as `count`.

    With `only_made`, make `count` bookings and change none.
    """
    at = "2026-11-23T08:00:00.000Z"
    made = bookings(count if only_made else count // 2, seed)
    ops: list[tuple[Any, ...]] = []
    for body in made:
        row = dict(body)
        ops.append((len(ops) + 1, row.pop("id"), 0, json.dumps(row), "{}"))
    for body in [] if only_made else made:
        was = json.dumps({"note": body["note"]})
        ops.append((len(ops) + 1, body["id"], 0, json.dumps({"note": "Flyttet"}), was))

    def write(db: Connection) -> None:
        db.exec_driver_sql(_MUTATION, [(op[0], at, person, SCHEMA) for op in ops])
        db.exec_driver_sql(_OP, ops)
        state.put(db, next_n=len(ops) + 1)
        projection.project(db, [("booking", body["id"]) for body in made])

    desk.write(write)


def main() -> None:
    """`desk.py ADDRESS FOLDER CHANGES SEED [made]`: print what agreeing took, as JSON."""
    address, folder, changes, seed = sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:5])
    desk = Desk(folder)
    session = CentralClient(http_client(address)).sign_in(EMAIL, PASSWORD, f"desk{seed}")
    desk.write(lambda db: join(db, session, "desk"))
    if changes:
        work_offline(desk, changes, session.name, seed, only_made="made" in sys.argv[5:])
    central = CentralClient(http_client(address), session.token)
    heap.settle()  # as the program does when its window comes up
    begun, used = time.perf_counter(), time.process_time()
    report = Cycle(central, desk, SystemClock()).run()
    figures = {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - used,
        "memory_mb": psutil.Process().memory_info().rss / (1 << 20),
        "pushed": report.pushed,
        "pulled": report.pulled,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
