"""Serving a central: one process or several behind one port, ending gracefully."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from jd_desktop.central.access_log import log_config
from jd_desktop.central.app import create_app
from jd_desktop.central.database import POOL, Pool, open_engine, usable
from jd_desktop.central.doors import sweep
from jd_desktop.central.limits import Limits
from jd_desktop.central.mail import NO_MAIL, MailSettings
from jd_desktop.central.metrics import forget, gathered, served
from jd_desktop.central.migrate import migrate
from jd_desktop.central.patience import PatientProtocol
from jd_desktop.central.request import Central
from jd_desktop.central.upgrade import stamp_all
from jd_desktop.central.walls import refuse_above_walls
from jd_desktop.central.workers import Workers
from jd_desktop.domain.clock import Clock
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH, Language, text

GRACE_SECONDS = 10
KEEP_ALIVE_SECONDS = 75
"""Longer than a proxy keeps a connection, so that it never sends on one that we just closed."""

LOOPBACK = "127.0.0.1"
_BACKLOG = 2048
Ready = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Serving:
    """Which database is served where, by how many processes, with how many connections each.

    `rate` is how many requests a second a device may keep up; `trusted_proxy` whose word is
    taken for where a request came from: addresses between commas, or * for anybody's.
    Figures are told on `metrics_port` of this computer, and to who has `metrics_token`.
    """

    database: str
    host: str = "127.0.0.1"
    port: int = 8443
    workers: int = 1
    pool: Pool = POOL
    metrics_port: int = 0
    metrics_token: str = ""
    rate: int = 60
    trusted_proxy: str = LOOPBACK
    is_superuser_allowed: bool = False
    mail: MailSettings = NO_MAIL


class Server(uvicorn.Server):
    """An HTTP server that says where it listens, once it does."""

    def __init__(self, config: uvicorn.Config, ready: Ready, ending: Callable[[], None]):
        """Take the configuration, whom to tell the address, and what ends open streams."""
        super().__init__(config)
        self._ready, self._ending = ready, ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the port and tell its address."""
        await super().startup(sockets)
        if self.started:
            # Python's search for garbage passes by what lives as long as the server: a push of
            # 10,000 changes takes a seventh less.
            gc.freeze()
            self._ready(address_of(self.servers[0].sockets[0].getsockname()))
            self._leave_with_parent()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End streams, which would else be waited for, then everything."""
        self._ending()
        await super().shutdown(sockets)

    def _leave_with_parent(self) -> None:
        """End when the process that looks after the workers is gone, however it went."""
        parent = multiprocessing.parent_process()
        if parent is not None and sys.platform != "win32":
            loop = asyncio.get_running_loop()
            loop.add_reader(parent.sentinel, self._leave, loop, parent.sentinel)

    def _leave(self, loop: asyncio.AbstractEventLoop, sentinel: int) -> None:
        loop.remove_reader(sentinel)
        self.should_exit = True


def build_server(
    app: FastAPI,
    host: str,
    port: int,
    ready: Ready | None = None,
    *,
    trusted_proxy: str = LOOPBACK,
) -> Server:
    """Prepare a server for an application; set its `should_exit` to end it gracefully."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=PatientProtocol,
        ws="none",
        forwarded_allow_ips=trusted_proxy,
        access_log=False,
        log_config=log_config(),
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    here: Central = app.state.central
    return Server(config, ready or (lambda _address: None), here.heads.close)


def serve(
    serving: Serving,
    *,
    clock: Clock,
    languages: Sequence[Language] = (DANISH,),
    ready: Ready | None = None,
) -> None:
    """Serve until told to stop; `ready` gets the address. Migrates first.

    Raises BadInput or DatabaseUnusable for what cannot be served.
    """
    if serving.workers < 1:
        raise BadInput(text("Der skal være mindst én proces."))
    _prepare(serving, clock)
    with _listen(serving.host, serving.port) as listening:
        work = (serving, clock, languages, listening)
        if serving.workers == 1:
            _work(*work, ready)
            return
        (ready or (lambda _address: None))(address_of(listening.getsockname()))
        with gathered() as figures, served(figures, serving.metrics_port):
            Workers(_work, work, serving.workers, GRACE_SECONDS + 5, died=forget).run()


def _prepare(serving: Serving, clock: Clock) -> None:
    engine = open_engine(serving.database)
    try:
        migrate(engine)
        sweep(engine, clock.now())
        if not serving.is_superuser_allowed:
            with usable(engine):
                refuse_above_walls(engine)
        stamp_all(engine)
    finally:
        engine.dispose()


def _work(
    serving: Serving,
    clock: Clock,
    languages: Sequence[Language],
    listening: socket.socket,
    ready: Ready | None = None,
) -> None:
    """Serve in this process, on a socket that others may share."""
    engine = open_engine(serving.database, serving.pool)
    try:
        limits = Limits(
            workers=serving.workers, rate=serving.rate, metrics_token=serving.metrics_token
        )
        app = create_app(engine, clock, languages=languages, limits=limits, mail=serving.mail)
        server = build_server(
            app, serving.host, serving.port, ready, trusted_proxy=serving.trusted_proxy
        )
        here: Central = app.state.central
        alone = serving.workers == 1
        with served(here.metrics.registry, serving.metrics_port if alone else 0):
            gc.freeze()  # what is loaded stays: looking at it again costs a quarter of a push
            server.run([listening])
    finally:
        engine.dispose()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as e:
        title = text("Porten {port} på {vært} er ikke til at få.", port=port, vært=host)
        hint = text("Vælg en anden, eller stop det program, der har den.")
        raise BadInput(title, hint=hint) from e


def address_of(name: tuple[str, int]) -> str:
    """Return the address of a socket's name."""
    host, port = name[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
