"""The stand-in for Twilio, running on loopback for a test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from jd_desktop.sandbox.server import listen, serve, twilio_app
from tests.support.contract import Hold

ACCOUNT, SECRET = "AC" + "0" * 32, "not-a-real-secret"


class StandIn:
    """A running stand-in and its control panel."""

    def __init__(self, file: Path | None = None):
        self._socket = listen()
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(  # noqa: TID251 - a server, not the program
            target=serve, args=(twilio_app({ACCOUNT: SECRET}, file), self._socket, self._ready)
        )
        self._thread.start()
        self.control = httpx.Client(base_url=self.address, trust_env=False, timeout=10)
        self.messages()

    def _ready(self, server: uvicorn.Server) -> None:
        self._server = server

    def fault(self, *names: str, **rates: Any) -> None:
        """Misbehave next so, or from now on at these rates."""
        told: dict[str, Any] = {"next": list(names)}
        self.control.post("/_control/faults", json={**told, **({"rates": rates} if rates else {})})

    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control.get("/_control/messages").json()["messages"]
        return found

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
def twilio_served() -> Iterator[StandIn]:
    """Serve Twilio with an empty memory."""
    standin = StandIn()
    try:
        yield standin
    finally:
        standin.stop()


@pytest.fixture
def twilio(hold: Hold) -> Iterator[StandIn]:
    """A stand-in for Twilio; all that is said to it is held to what Twilio publishes."""
    with twilio_served() as standin:
        yield standin
        hold("twilio", standin.traffic())
