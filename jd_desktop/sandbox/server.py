"""Running a stand-in on loopback, over a wire that it can cut as a broken network does."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Set
from pathlib import Path
from time import time
from typing import Any

import uvicorn

from jd_desktop.sandbox.mailtrap import MailtrapStandIn
from jd_desktop.sandbox.sparkpost import SparkPostStandIn
from jd_desktop.sandbox.sparkpost_ledger import SparkPostLedger
from jd_desktop.sandbox.stripe import StripeStandIn
from jd_desktop.sandbox.stripe_ledger import StripeLedger
from jd_desktop.sandbox.twilio import TwilioStandIn
from jd_desktop.sandbox.twilio_ledger import Ledger
from jd_desktop.sandbox.wire import CuttableProtocol


def twilio_app(
    accounts: dict[str, str], file: Path | None = None, *, seed: int = 0, at_once: bool = False
) -> Any:
    """Return the stand-in for Twilio as an ASGI application."""
    return TwilioStandIn(Ledger(accounts, file, at_once=at_once), seed=seed).app()


def sparkpost_app(
    keys: Mapping[str, frozenset[str]],
    file: Path | None = None,
    *,
    domains: frozenset[str] = frozenset(),
    seed: int = 0,
    at_once: bool = False,
) -> Any:
    """Return the stand-in for SparkPost as an ASGI application."""
    ledger = SparkPostLedger(file, at_once=at_once)
    return SparkPostStandIn(ledger, keys, domains=domains, seed=seed).app()


def mailtrap_app(tokens: Set[str], sandbox_id: int, *, seed: int = 0) -> Any:
    """Return the stand-in for Mailtrap's sandbox as an ASGI application."""
    return MailtrapStandIn(tokens, sandbox_id, seed=seed).app()


def stripe_app(
    keys: Mapping[str, frozenset[str] | None],
    file: Path | None = None,
    *,
    seed: int = 0,
    now: Callable[[], float] = time,
    tells: tuple[str, str] | None = None,
) -> Any:
    """Return the stand-in for Stripe as an ASGI application.

    `tells` is where it tells of each event at once, and the secret that it signs with.
    """
    standin = StripeStandIn(StripeLedger(file, now=now), keys, seed=seed)
    if tells is not None:
        standin.hooks.want(tells[0], [tells[1]], prompt=True)
    return standin.app()


def listen(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """Open a listening socket; port 0 takes a free one."""
    return socket.create_server((host, port))


def serve(app: Any, on: socket.socket, ready: Callable[[uvicorn.Server], None]) -> None:
    """Serve until told to stop; `ready` gets the server before it begins."""
    config = uvicorn.Config(app, log_level="error", lifespan="off", http=CuttableProtocol)
    server = uvicorn.Server(config)
    ready(server)
    server.run(sockets=[on])
