"""The stand-ins for SparkPost and Mailtrap, running on loopback for a test."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import httpx
import pytest
import uvicorn

from jd_desktop.sandbox.server import listen, mailtrap_app, serve, sparkpost_app
from tests.support.contract import MAILTRAP_READING

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


def breaches(vendor: Vendor, name: str, contract: ModuleType) -> list[str]:
    """Return what in the talk with a stand-in is not as the vendor describes it.

    SparkPost publishes no schema of its answers: those are held against its examples elsewhere.
    """
    found: list[str] = []
    for said in vendor.traffic():
        method, path, status = said["method"], said["path"], said["status"]
        by = MAILTRAP_READING if path.startswith("/api/sandboxes/") else name
        found += contract.problems_in_request(
            by, method, path, query=said["query"], body=said["body"].encode()
        )
        if name == "mailtrap" and status and status != httpx.codes.SERVICE_UNAVAILABLE:
            found += contract.problems_in_response(by, method, path, status, said["answer"])
    return found


@pytest.fixture
def sparkpost() -> Iterator[Vendor]:
    """A stand-in for SparkPost with an empty memory and one verified domain."""
    keys = {
        KEY: frozenset({"send", "events"}), READER: frozenset({"events"}),
        WRITER: frozenset({"send"}),
    }  # fmt: skip
    with app_served(sparkpost_app(keys, domains=frozenset({DOMAIN}))) as served:
        yield served


@pytest.fixture
def mailtrap() -> Iterator[Vendor]:
    """A stand-in for Mailtrap with one empty sandbox."""
    with app_served(mailtrap_app({TOKEN}, SANDBOX)) as served:
        yield served
