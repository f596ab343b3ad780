"""The stand-in for Stripe, running on loopback for a test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from typing import Any

import httpx
import pytest
import uvicorn

from jd_desktop.sandbox.server import listen, serve, stripe_app
from tests.support.contract import Hold

KEY, POOR_KEY = "rk_test_jd", "rk_test_poor"
GOOD_CARD, BAD_CARD, LATER_CARD = "4242424242424242", "4000000000000002", "4000000000000077"
HOOK_SECRET = "whsec_" + "0" * 32


class StripeServed:
    """A running stand-in, its pages and its control panel."""

    def __init__(self, file: Path | None = None):
        self.now: Callable[[], float] = time
        self._socket = listen()
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server: uvicorn.Server | None = None
        keys = {KEY: None, POOR_KEY: frozenset({"sessions", "events"})}
        app = stripe_app(keys, file, now=self._time)
        self._thread = threading.Thread(  # noqa: TID251 - a server, not the program
            target=serve, args=(app, self._socket, self._ready)
        )
        self._thread.start()
        self.control = httpx.Client(base_url=self.address, trust_env=False, timeout=10)
        self.state()

    def _time(self) -> float:
        return self.now()

    def _ready(self, server: uvicorn.Server) -> None:
        self._server = server

    def fault(self, *names: str, looks: tuple[str, ...] = ()) -> None:
        """Misbehave next so."""
        told = {"next": list(names), "next_looks": list(looks)}
        self.control.post("/_control/faults", json=told).raise_for_status()

    def do(self, what: str, **given: Any) -> dict[str, Any]:
        """Do what a person or a bank does; returns all that there is."""
        answer = self.control.post("/_control/do", json={"what": what, **given})
        answer.raise_for_status()
        done: dict[str, Any] = answer.json()
        return done

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.control.get("/_control/state").json()
        return found

    def pay(self, url: str, card: str = GOOD_CARD) -> httpx.Response:
        """Follow a link or open a session, and pay with a card."""
        page = self.control.get(url, follow_redirects=True)
        if "/c/" not in page.url.path:
            return page
        return self.control.post(f"{page.url.path}/pay", data={"card": card})

    def traffic(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control.get("/_control/traffic").json()["traffic"]
        return found

    def stop(self) -> None:
        self.control.close()
        if self._server is not None:
            self._server.should_exit = True
            self._server.force_exit = True
        self._thread.join()


@contextmanager
def stripe_served(file: Path | None = None) -> Iterator[StripeServed]:
    """Serve Stripe with an empty memory, or that of a file."""
    standin = StripeServed(file)
    try:
        yield standin
    finally:
        standin.stop()


@pytest.fixture(scope="session")
def stripe_of_all() -> Iterator[StripeServed]:
    """One stand-in for all tests of a process: each begins with nothing in it."""
    with stripe_served() as standin:
        yield standin


@pytest.fixture
def stripe_at(stripe_of_all: StripeServed, hold: Hold) -> Iterator[StripeServed]:
    """A stand-in for Stripe; all that is said to it is held to what Stripe publishes."""
    stripe_of_all.now = time
    stripe_of_all.do("wipe")
    yield stripe_of_all
    hold("stripe", stripe_of_all.traffic())
