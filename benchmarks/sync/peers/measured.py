"""What a peer's run cost: seconds on the clock and of the processor, memory of both sides."""

from __future__ import annotations

import json
import socket
import sys
import time
from pathlib import Path
from threading import Event

import psutil


class Watch:
    """Times a block, and what a server used meanwhile."""

    def __init__(self, server: int):
        """Take the server's process number."""
        self._server = psutil.Process(server)
        self.seconds = self.cpu = self.server_mb = 0.0

    def __enter__(self) -> Watch:
        """Begin."""
        self._begun, self._used = time.perf_counter(), self._cpu()
        return self

    def __exit__(self, *_error: object) -> None:
        """End."""
        self.seconds, self.cpu = time.perf_counter() - self._begun, self._cpu() - self._used
        self.server_mb = sum(p.memory_info().rss for p in self._family()) / (1 << 20)

    def _family(self) -> list[psutil.Process]:
        return [self._server, *self._server.children(recursive=True)]

    def _cpu(self) -> float:
        both = [psutil.Process(), *self._family()]
        return sum(t.user + t.system for t in (p.cpu_times() for p in both))


def told(push: Watch, pull: Watch, pulled: int) -> None:
    """Print the figures."""
    status = Path("/proc/self/status").read_text()  # getrusage counts who began us, too
    here = int(status.split("VmHWM:")[1].split()[0]) / 1024
    figures = {
        "push": push.seconds, "push_cpu": push.cpu, "pull": pull.seconds, "pull_cpu": pull.cpu,
        "pulled": pulled, "client_mb": here, "server_mb": max(push.server_mb, pull.server_mb),
    }  # fmt: skip
    sys.stdout.write(json.dumps(figures) + "\n")


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            Event().wait(0.1)
