"""Figures of one process for Prometheus: how much and how fast, never who."""

from __future__ import annotations

import os
from collections import Counter as Counted
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    start_http_server,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from sqlalchemy import Engine, event

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.protocol.session import PATH

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own name for where processes lay down their figures to be added up."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_SIGN_INS = {200: "in", 401: "refused", 429: "throttled"}
_LIVE = f"{PATH}/sync/live"
_SIGN_IN = f"{PATH}/sign-in"
T = TypeVar("T")


class Metrics:
    """What a process counts; a route is told by its pattern, a person not at all."""

    def __init__(self, engine: Engine):
        """Count from nothing; the connections in use are those of this engine."""
        self.registry = r = CollectorRegistry()
        self.requests = Counter(
            "jd_requests", "Requests by route.", ("method", "route", "status"), registry=r
        )
        self.seconds = Histogram(
            "jd_request_seconds", "Time to the last byte, streams apart.", ("route",),
            registry=r, buckets=_SECONDS,
        )  # fmt: skip
        self.sent = Counter("jd_sent_bytes", "Bytes of answers, as sent.", ("route",), registry=r)
        self.sign_ins = Counter("jd_sign_ins", "Sign-ins by outcome.", ("outcome",), registry=r)
        self.pushes = Counter("jd_pushes", "Pushes taken.", registry=r)
        self.mutations = Counter("jd_mutations", "Mutations answered for.", ("outcome",),
                                 registry=r)  # fmt: skip
        self.rows_pulled = Counter("jd_rows_pulled", "Rows told to devices.", registry=r)
        self.gate = Histogram("jd_gate_wait_seconds", "Time that a push waited for its school.",
                              registry=r, buckets=_SECONDS)  # fmt: skip
        self.listeners = Gauge("jd_listeners", "Open streams of live hints.", registry=r,
                               multiprocess_mode="livesum")  # fmt: skip
        self.pool = Gauge("jd_pool_in_use", "Database connections in use.", registry=r,
                          multiprocess_mode="livesum")  # fmt: skip
        event.listen(engine, "checkout", lambda *_: self.pool.inc())
        event.listen(engine, "checkin", lambda *_: self.pool.dec())

    def request(self, method: str, route: str, status: int, sent: int, seconds: float) -> None:
        """Count a request that has ended."""
        self.requests.labels(method, route, status).inc()
        self.sent.labels(route).inc(sent)
        if route != _LIVE:
            self.seconds.labels(route).observe(seconds)
        if route == _SIGN_IN:
            self.sign_ins.labels(_SIGN_INS.get(status, "failed")).inc()

    def pushed(self, outcomes: Iterable[str]) -> None:
        """Count a push and what became of its mutations."""
        self.pushes.inc()
        for outcome, times in Counted(outcomes).items():
            self.mutations.labels(outcome).inc(times)

    def timed(self, enter: Callable[..., T]) -> Callable[..., T]:
        """Return the gate, with the wait for it measured."""

        def entered(*given: object) -> T:
            with self.gate.time():
                return enter(*given)

        return entered

    def counting(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Pass a feed on, its rows counted."""
        for piece in pieces:
            self.rows_pulled.inc(piece.count(b'{"t":"row"'))
            yield piece

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count a stream for as long as it is open."""
        self.listeners.inc()
        try:
            yield
        finally:
            self.listeners.dec()

    def told(self) -> bytes:
        """Return the figures as Prometheus reads them, of all processes where there are several."""
        folder = os.environ.get(FOLDER)
        return generate_latest(added_up(folder) if folder else self.registry)


def added_up(folder: str) -> CollectorRegistry:
    """Return the figures that processes have laid down in a folder."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call] # not typed there
    return registry


@contextmanager
def served(registry: CollectorRegistry, port: int) -> Iterator[None]:
    """Serve figures on a port of this computer alone; on none where the port is 0."""
    if not port:
        yield
        return
    try:
        server, thread = start_http_server(port, "127.0.0.1", registry)
    except OSError as e:
        title = text("Porten {port} på {vært} er ikke til at få.", port=port, vært="127.0.0.1")
        raise BadInput(title) from e
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def gathered() -> Iterator[CollectorRegistry]:
    """Let processes started in the block lay down their figures, and add them up."""
    with TemporaryDirectory(prefix="jd-central-") as folder:
        os.environ[FOLDER] = folder  # the library reads it when a process begins
        try:
            yield added_up(folder)
        finally:
            del os.environ[FOLDER]


def forget(process_id: int) -> None:
    """Take a dead process out of what is counted at present."""
    if FOLDER in os.environ:
        mark_process_dead(process_id)  # type: ignore[no-untyped-call] # not typed there
