"""The longest silence of the main thread while a school of 100,000 is fetched before its eyes.

The window is real, the central is another process, the calendar is looked at meanwhile. A timer
of 2 ms beats on the event loop; a stall is the time between two beats. The floor is 50 ms, the
most that a hand notices, so that the budget is 1.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from figures import Figure
from PySide6.QtCore import QTimer
from sqlalchemy import insert, select, update

ROWS = 100_000
BEAT_MS, NOTICED_MS = 2, 50
PASSWORD = "planted-password-4711"


class Heart:
    """Beats on the event loop and remembers the longest silence."""

    def __init__(self) -> None:
        """Begin to beat."""
        self.longest, self._last = 0.0, monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now = monotonic()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def begin(self) -> None:
        """Forget what was before."""
        self.longest, self._last = 0.0, monotonic()


def measure() -> Iterator[Figure]:
    """Yield the longest stall during the first sync."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'central.db'}"
        found(database, rows=ROWS)
        central, address = serve(database)
        try:
            stall = _stall(folder, address) * 1000
            yield Figure("longest stall in a first sync", stall, "ms", NOTICED_MS, 1)
        finally:
            central.terminate()
            central.wait()


def found(database: str, *, rows: int) -> None:
    """Found a school with so many students."""
    from jd_desktop.central.commands import create_school, create_user
    from jd_desktop.central.database import open_engine
    from jd_desktop.central.tables import record, school

    school_id = create_school(database, "Bos Køreskole")
    create_user(database, school_id, "lone@skole.dk", "Lone", "office", PASSWORD)
    engine = open_engine(database)
    students = [
        {
            "school_id": school_id, "kind": "student", "id": f"s{n}", "seq": n, "deleted": False,
            "versions": {}, "audience": "",
            "body": {"first_name": f"Elev{n}", "last_name": "Holm", "phone": f"+45{20000000 + n}"},
        }
        for n in range(1, rows + 1)
    ]  # fmt: skip
    with engine.begin() as db:
        db.execute(insert(record), students)
        db.execute(update(school).values(head=rows))
        assert db.execute(select(school.c.head)).scalar_one() == rows
    engine.dispose()


def serve(database: str) -> tuple[subprocess.Popen[str], str]:
    """Serve it in a process of its own; returns that, and where."""
    command = [
        sys.executable, "-c", "from jd_desktop.cli import central; raise SystemExit(central())",
        "serve", "--database", database, "--host", "127.0.0.1", "--port", "0",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "http://" in line:
            return process, "http://" + line.split("http://")[1].split()[0].rstrip("/.,")
    raise SystemExit("the central did not start")


def _stall(folder: Path, address: str) -> float:
    from jd_desktop.cli.window import Opening, settle
    from jd_desktop.host.paths import resources
    from jd_desktop.main import Program, Start, SystemClock
    from jd_desktop.runtime.threads import Guard
    from jd_desktop.ui.app import application

    environ = {"JD_DATABASE_KEY": "5a" * 32}
    guard = Guard()
    program = Program(Start(folder / "desk", environ, SystemClock(), guard))
    opening = Opening(application([], resources()), program, guard)
    opening.begin()
    heart = Heart()
    page = opening.window
    page.submitted.emit(address, "lone@skole.dk", PASSWORD)  # type: ignore[union-attr]  # sign-in
    assert settle(lambda: opening.window is not page, at_most_ms=30_000)
    heart.begin()
    began = monotonic()
    assert settle(lambda: opening.desk.standing.state == "idle", at_most_ms=300_000)
    sys.stderr.write(f"first sync of {ROWS} took {monotonic() - began:.1f} s\n")
    longest = heart.longest
    opening.desk.close()
    program.close()
    return longest
