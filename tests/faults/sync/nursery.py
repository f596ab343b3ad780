"""Processes that die at a commit of one's choosing: desktops and centrals, forked in a blink.

The nursery is a process of its own with one thread, which has imported everything; it forks a
child for each order and tells how it ended. Where to die is the child's own business: the
product knows nothing of it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

KILLED = -int(signal.SIGKILL)
FIRST = datetime(2026, 12, 1, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Order:
    """What a child does; it dies by SIGKILL before or after its commit number `at`, 0 for never.

    `fault` is planted in it; with `largest_file` no file of its may grow beyond so many bytes.
    """

    does: str
    folder: str = ""
    environ: dict[str, str] = field(default_factory=dict)
    database: str = ""
    port: int = 0
    told: int = 0
    first: int = 0
    times: int = 1
    at: int = 0
    when: str = "after"
    fault: str = ""
    largest_file: int = 0


class Nursery:
    """Forks children in a process of its own; the tests' own side."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sync.nursery"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).resolve().parents[3],
        )  # fmt: skip

    def start(self, order: Order) -> int:
        """Fork a child and return its process number at once."""
        return int(self._ask({"start": asdict(order)}))

    def wait(self, child: int) -> int:
        """Return how a child ended: its exit code, or minus the signal that killed it."""
        return int(self._ask({"wait": child}))

    def run(self, order: Order) -> int:
        """Fork a child and wait for its end."""
        return self.wait(self.start(order))

    def kill(self, child: int) -> bool:
        """Kill a child outright; returns whether it was still alive."""
        return bool(self._ask({"kill": child}))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _ask(self, what: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def _serve_orders(orders: TextIO, answers: TextIO) -> None:
    """The nursery's own side: fork, and tell how each child ended."""
    for line in orders:
        what = json.loads(line)
        if "start" in what:
            said = os.fork()
            if said == 0:
                _live(Order(**what["start"]))
        elif "kill" in what:
            gone, _ = os.waitpid(what["kill"], os.WNOHANG)
            said = not gone
            if said:
                os.kill(what["kill"], signal.SIGKILL)
                os.waitpid(what["kill"], 0)
        else:
            _, status = os.waitpid(what["wait"], 0)
            said = os.waitstatus_to_exitcode(status)
        answers.write(json.dumps(said) + "\n")
        answers.flush()


def _live(order: Order) -> None:
    """A child's whole life; nothing of the nursery's may be used, least of all its pipes."""
    from tests.faults.sync import lives

    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(null, stream)
    code = 1
    try:
        lives.arm(order)
        {"desktop": lives.desktop, "central": lives.central}[order.does](order)
        code = 0
    except BaseException:
        (Path(order.folder) / "fault.txt").write_text(traceback.format_exc(), encoding="utf-8")
        raise
    finally:
        os._exit(code)


def starts(number: int) -> datetime:
    """When booking number so-and-so begins: none meets another."""
    return FIRST + timedelta(hours=2 * number)


if __name__ == "__main__":
    from tests.faults.sync import lives as _imported_before_any_fork  # noqa: F401

    _serve_orders(sys.stdin, sys.stdout)
