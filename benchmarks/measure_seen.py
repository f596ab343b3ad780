"""From a booking made at one desktop until the window of another has it, both with live hints.

Two real programs with windows, in one process, and a central in another; forty changes one after
the other. The floor is the 300 ms of ARCHITECTURE §9, so that the budget is 1.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from figures import Figure
from measure_first_sync_stall import PASSWORD, found, serve

CHANGES, WARM = 40, 3
SEEN_MS = 300.0


def measure() -> Iterator[Figure]:
    """Yield the middle and the ninety-fifth of a hundred."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'central.db'}"
        found(database, rows=200)
        central, address = serve(database)
        try:
            waits = sorted(_waits(folder, address))
        finally:
            central.terminate()
            central.wait()
    cuts = quantiles(waits, n=100)
    yield Figure("made here, seen there: p50", cuts[49] * 1000, "ms", SEEN_MS)
    yield Figure("made here, seen there: p95", cuts[94] * 1000, "ms", SEEN_MS, 1)


def _waits(folder: Path, address: str) -> Iterator[float]:
    from jd_desktop.cli.window import settle

    here, there = (_signed_in(folder / name, address) for name in ("here", "there"))
    seen: list[float] = []
    there.desk.tasks.changed.connect(
        lambda changes: seen.append(perf_counter()) if "student" in changes.touched else None
    )
    assert settle(lambda: here.desk.standing.state == there.desk.standing.state == "idle")
    for k in range(CHANGES + WARM):
        seen.clear()
        begun = perf_counter()
        here.desk.tasks.do(lambda work, k=k: _told(work, k), owner=here.desk)
        assert settle(lambda: bool(seen), at_most_ms=60_000), "the change was never seen"
        if k >= WARM:  # the first ones import and compile
            yield seen[0] - begun
    for opening in (here, there):
        opening.desk.close()


def _told(work: Any, k: int) -> Any:
    from jd_desktop.domain.language import text

    with work.doing(text("Ny elev")) as doing:
        doing.create("student", {"first_name": f"Ny{k}", "last_name": "Holm", "active": True})
    return doing.changes


def _signed_in(folder: Path, address: str) -> Any:
    from jd_desktop.cli.window import Opening, settle
    from jd_desktop.host.paths import resources
    from jd_desktop.main import Program, Start, SystemClock
    from jd_desktop.runtime.threads import Guard
    from jd_desktop.ui.app import application

    guard = Guard()
    start = Start(folder, {"JD_DATABASE_KEY": "5a" * 32}, SystemClock(), guard)
    opening = Opening(application([], resources()), Program(start), guard)
    opening.begin()
    page = opening.window
    page.submitted.emit(address, "lone@skole.dk", PASSWORD)  # type: ignore[union-attr]  # sign-in
    assert settle(lambda: opening.window is not page, at_most_ms=30_000)
    return opening
