"""The stand-ins for SparkPost and Mailtrap, running on loopback for a test."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from jd_desktop.sandbox.server import listen, mailtrap_app, serve, sparkpost_app
from tests.support.contract import Hold

KEY, READER, WRITER = "not-a-real-key", "may-only-read", "may-only-send"
DOMAIN = "koreskole.dk"
TOKEN, SANDBOX = "not-a-real-token", 4015


@dataclass(frozen=True, slots=True)
class Vendor:
    """A stand-in that is being served, and its control panel."""

    url: str
    control: httpx.Client

    def fails(self, *faults: str, looks: tuple[str, ...] = (), **more: Any) -> None:
        """Let the next calls fail so, one by one; "" is a call that goes well."""
        told = {"next": faults, "next_looks": looks, **more}
        self.control.post("/_control/faults", json=told).raise_for_status()

    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control.get("/_control/messages").json()["messages"]
        return found

    def advance(self) -> None:
        """Let what was accepted arrive, or come back."""
        self.control.post("/_control/advance").raise_for_status()

    def traffic(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control.get("/_control/traffic").json()["traffic"]
        return found


@contextmanager
def app_served(app: Any) -> Iterator[Vendor]:
    """Serve a stand-in on a free port."""
    on = listen()
    begun: Future[uvicorn.Server] = Future()
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(serve, app, on, begun.set_result)
        server = begun.result()
        url = f"http://127.0.0.1:{on.getsockname()[1]}"
        try:
            with httpx.Client(base_url=url, trust_env=False, timeout=10) as control:
                yield Vendor(url, control)
        finally:
            server.should_exit = server.force_exit = True
            running.result()
            on.close()


class Stage:
    """One server for a whole run, on which each test has its own stand-in: starting costs."""

    def __init__(self) -> None:
        self.playing: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.playing(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Theatre:
    """A stage and where it is reached."""

    stage: Stage
    vendor: Vendor

    def plays(self, app: Any) -> Vendor:
        """Put another stand-in on the stage."""
        self.stage.playing = app
        return self.vendor


@contextmanager
def theatre() -> Iterator[Theatre]:
    """Serve an empty stage."""
    stage = Stage()
    with app_served(stage) as vendor:
        yield Theatre(stage, vendor)


@pytest.fixture(scope="session")
def sparkpost_theatre() -> Iterator[Theatre]:
    """Where SparkPost is played."""
    with theatre() as open_house:
        yield open_house


@pytest.fixture(scope="session")
def mailtrap_theatre() -> Iterator[Theatre]:
    """Where Mailtrap is played."""
    with theatre() as open_house:
        yield open_house


@pytest.fixture
def any_sparkpost(sparkpost_theatre: Theatre) -> Vendor:
    """SparkPost with an empty memory, one verified domain, and keys of different rights."""
    keys = {
        KEY: frozenset({"send", "events"}), READER: frozenset({"events"}),
        WRITER: frozenset({"send"}),
    }  # fmt: skip
    return sparkpost_theatre.plays(sparkpost_app(keys, domains=frozenset({DOMAIN})))


@pytest.fixture
def any_mailtrap(mailtrap_theatre: Theatre) -> Vendor:
    """Mailtrap with one empty sandbox."""
    return mailtrap_theatre.plays(mailtrap_app({TOKEN}, SANDBOX))


@pytest.fixture
def sparkpost(any_sparkpost: Vendor, hold: Hold) -> Iterator[Vendor]:
    """SparkPost, to which nothing may be said that SparkPost does not describe."""
    yield any_sparkpost
    hold("sparkpost", any_sparkpost.traffic())


@pytest.fixture
def mailtrap(any_mailtrap: Vendor, hold: Hold) -> Iterator[Vendor]:
    """Mailtrap, to which nothing may be said that Mailtrap does not describe."""
    yield any_mailtrap
    hold("mailtrap", any_mailtrap.traffic())
