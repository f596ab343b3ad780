"""A central served on loopback, and people who sign in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event
from time import monotonic
from typing import Any, TypeVar

import httpx
from babel.messages.pofile import read_po
from fastapi import FastAPI

from jd_desktop.central import commands
from jd_desktop.central.serving import build_server
from jd_desktop.domain.language import Language
from jd_desktop.protocol.session import SCHEMA
from tests.central.school import CHEAP, PASSWORD, booked

T = TypeVar("T")
ENGLISH = Path(__file__).parents[2] / "resources" / "i18n" / "en" / "central.po"


def english() -> Language:
    with ENGLISH.open("rb") as file:
        found = read_po(file)
    return Language("en", {str(m.id): str(m.string) for m in found if m.id})


@contextmanager
def running(app: FastAPI, **how: str) -> Iterator[str]:
    """Serve an application in a thread; gives its address."""
    told: Queue[str] = Queue()
    server = build_server(app, "127.0.0.1", 0, told.put, **how)
    with ThreadPoolExecutor(1) as pool:
        served = pool.submit(server.run)
        try:
            yield told.get(timeout=20)
        finally:
            server.should_exit = True
            served.result(timeout=20)


class Person:
    """Somebody with an account, at a computer."""

    def __init__(self, address: str, base: str, name: str = "bo", school: str = ""):
        self.school_id = school or commands.create_school(address, f"{name}s skole")
        self.email = f"{name}@skole.dk"
        commands.create_user(
            address, self.school_id, self.email, name, "office", PASSWORD, passwords=CHEAP
        )
        self.http = httpx.Client(base_url=f"{base}/v1", headers={"Sync-Schema": str(SCHEMA)})
        self.session: dict[str, Any] = {}

    def sign_in(self, **more: Any) -> Person:
        asked = {"email": self.email, "password": PASSWORD, "device_name": "Laptop", **more}
        answer = self.http.post("/sign-in", json=asked)
        assert answer.status_code == 200, answer.text
        self.session = answer.json()
        self.http.headers["Authorization"] = f"Bearer {self.session['token']}"
        return self

    def push(self, n: int, row: str, **values: Any) -> httpx.Response:
        op = {"kind": "booking", "id": row, "base": 0, "set": values or booked()}
        made = {"n": n, "at": "2026-11-23T08:00:00.000Z", "user": "bo", "ops": [op]}
        epoch = self.session["epoch"]
        return self.http.post("/sync/push", json={"epoch": epoch, "mutations": [made]})

    def pull(self, **asked: Any) -> httpx.Response:
        return self.http.get("/sync/pull", params=asked)


def becomes(question: Callable[[], T], wanted: T) -> T:
    """Ask until the answer is what is wanted, for what the central does after it has answered."""
    patience, given = Event(), monotonic() + 20
    while (said := question()) != wanted and monotonic() < given:
        patience.wait(0.01)
    return said


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]
