"""Desktops at a central of two workers on PostgreSQL: 200, or as `JD_BENCH_DESKTOPS` says.

`JD_BENCH_DESKTOPS=200,1000,5000` measures three crowds.
The simulated desktops share the computer's cores with the central: where both together want more
than there are, the figures say how long the queue is, not how good the central.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from figures import Figure

sys.path.insert(0, str(Path(__file__).resolve().parent / "sync"))
SECONDS = 30.0


def measure() -> Iterator[Figure]:
    """Measure each crowd."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for count in map(int, os.environ.get("JD_BENCH_DESKTOPS", "200").split(",")):
        yield from _measured(count)


def _measured(count: int) -> Iterator[Figure]:
    import central
    import crowd

    with central.database("postgresql") as url, central.serving(url, workers=2) as served:
        there = crowd.places(url, count)
        before, own, begun = served.cpu(), time.process_time(), time.perf_counter()
        waits = asyncio.run(crowd.play(served.address, there, count / 100, SECONDS))
        took = time.perf_counter() - begun
        used, own = served.cpu() - before, time.process_time() - own
        memory = served.memory_mb()
    for name, found in (("pull", waits.pull), ("push", waits.push), ("heard", waits.heard)):
        middle, high, highest = crowd.quantiles(found)
        print(f"{count} desktops, {len(found)} × {name}: p50 {middle:.0f}, p95 {high:.0f}, "
              f"p99 {highest:.0f} ms")  # fmt: skip
        yield Figure(f"{count} desktops, {name}, p95", high, "ms")
    yield Figure("… answers other than 200", float(waits.failed), "")
    yield Figure("… of a core for each desktop, the central", 100 * used / took / count, "%")
    yield Figure("… cores: the central", used / took, "")
    yield Figure("… cores: the simulated desktops", own / took, "")
    yield Figure("… memory of the central", memory, "MB")
