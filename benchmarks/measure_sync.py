"""A push of changes made offline and a first copy, through a real central, beside bare sqlite3.

`JD_BENCH_CHANGES` says how many changes (10,000 where nothing is said); half as many bookings
are then copied. Seconds are of the processor, both sides together: a busy machine distorts the
clock more. Budgets are of docs/benchmarks.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from figures import Figure

HERE = Path(__file__).resolve().parent / "sync"
sys.path.insert(0, str(HERE))
CHANGES = 10_000
PULL_BUDGET = 2.5
PUSH_BUDGET = 2 * 1.4 / 1.25
"""Twice the prototype, whose push of 10,000 took 1.4 s where 100,000 bare rows took 1.25 s."""


def floor(rows: int, kind: str) -> float:
    """Return the processor seconds of decoding and inserting so many bookings."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(HERE / "floor.py"), str(rows), f"{folder}/f.db", kind]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return float(json.loads(done.stdout)["cpu"])


def measure() -> Iterator[Figure]:
    """Push, then copy to a second desktop, on both databases of the central."""
    import central

    changes = int(os.environ.get("JD_BENCH_CHANGES", CHANGES))
    for kind in ("sqlite", "postgresql"):
        with central.database(kind) as url, central.serving(url) as served:
            pushed = central.desk(served, changes=changes)
            least = floor(changes // 2, "whole")
            copied = central.desk(served, seed=2)
        cost = pushed["cpu"] + pushed["central_cpu"]
        yield Figure(
            f"push of {changes} changes, {kind}", cost, "s", floor=floor(10 * changes, "plain"),
            budget=PUSH_BUDGET,
        )  # fmt: skip
        yield Figure(
            f"first copy of {copied['pulled']}, {kind}, the desktop", copied["cpu"], "s",
            floor=least, budget=PULL_BUDGET,
        )  # fmt: skip
        yield Figure(f"… the central's part, {kind}", copied["central_cpu"], "s")
        yield Figure(f"… memory of the desktop, {kind}", copied["memory_mb"], "MB")
        yield Figure(f"… memory of the central, {kind}", copied["central_mb"], "MB")
