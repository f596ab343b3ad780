"""Every address tried with what its description allows and forbids, by each who may call it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS

from jd_desktop.central import commands, serving
from jd_desktop.central.app import ROUTES, create_app
from jd_desktop.central.commands import revoke_device
from jd_desktop.central.database import open_engine
from jd_desktop.domain.clock import FixedClock
from tests.central.school import CHEAP, NOW, PASSWORD, booked

ROLES = ("nobody", "office", "instructor", "admin", "revoked", "stranger")
TRIES = 24
"""How many requests each address gets; the long form tries many more."""

STREAMS = {"/v1/sync/live"}
"""Never ending answers have tests of their own."""


class Door:
    """A central in this process, with somebody of each role signed in."""

    def __init__(self, folder: Path):
        address = f"sqlite:///{folder / 'central.db'}"
        self.school = commands.create_school(address, "Bos")
        other = commands.create_school(address, "Idas")
        for name in ("office", "instructor", "admin", "revoked"):
            role = "office" if name == "revoked" else name
            self._user(address, self.school, name, role)
        self._user(address, other, "stranger", "admin")
        self.engine = open_engine(address)
        told: Queue[str] = Queue()
        app = create_app(self.engine, FixedClock(NOW), passwords=CHEAP)
        self._server = serving.build_server(app, "127.0.0.1", 0, told.put)
        self._pool = ThreadPoolExecutor(1)
        self._running = self._pool.submit(self._server.run)
        self.address = told.get(timeout=20)
        self.http = httpx.Client(base_url=self.address)
        self.schema = schemathesis.openapi.from_url(f"{self.address}/v1/openapi.json")
        self.tokens = {name: self._sign_in(name) for name in ROLES if name != "nobody"}
        self.epoch = ""
        self._book()
        revoke_device(address, self.tokens["revoked"]["device_id"], clock=FixedClock(NOW))

    def close(self) -> None:
        self.http.close()
        self._server.should_exit = True
        self._running.result(timeout=20)
        self._pool.shutdown()
        self.engine.dispose()

    def _user(self, address: str, school: str, name: str, role: str) -> None:
        email = f"{name}@skole.dk"
        commands.create_user(address, school, email, name, role, PASSWORD, passwords=CHEAP)

    def _sign_in(self, name: str) -> dict[str, Any]:
        asked = {"email": f"{name}@skole.dk", "password": PASSWORD, "device_name": "x"}
        answer: dict[str, Any] = self.http.post("/v1/sign-in", json=asked).json()
        return answer

    def _book(self) -> None:
        op = {"kind": "booking", "id": "planted-booking", "base": 0, "set": booked()}
        ops = [op, {"kind": "student", "id": "planted-student", "base": 0,
                    "set": {"first_name": "Planted-Name", "phone": "+4599887766"}}]  # fmt: skip
        made = {"n": 1, "at": "2026-11-23T08:00:00.000Z", "user": "x", "ops": ops}
        push = {"epoch": self.tokens["office"]["epoch"], "mutations": [made]}
        answer = self.http.post("/v1/sync/push", json=push, headers=self.headers("office"))
        assert answer.status_code == 200

    def headers(self, role: str) -> dict[str, str]:
        held = self.tokens.get(role)
        return {"Authorization": f"Bearer {held['token']}"} if held else {}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    made = Door(tmp_path_factory.mktemp("door"))
    yield made
    made.close()


def operations() -> list[tuple[str, str]]:
    return sorted({(r.method, r.path) for r in ROUTES if r.is_published} - {
        (r.method, r.path) for r in ROUTES if r.path in STREAMS
    })  # fmt: skip


@pytest.mark.parametrize(("method", "path"), operations())
def test_no_answer_is_a_fault_or_undescribed(
    door: Door, method: str, path: str, is_long: bool
) -> None:
    operation = door.schema[path][method]
    wanted = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
              "response_schema_conformance")  # fmt: skip
    checks = [CHECKS.get_one(name) for name in wanted]

    @settings(
        max_examples=TRIES * 25 if is_long else TRIES, deadline=None, derandomize=not is_long,
        database=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), role=st.sampled_from(ROLES))
    def run(case: Any, role: str) -> None:
        headers = door.headers(role)
        answer = case.call(headers={**(case.headers or {}), **headers})
        case.validate_response(answer, checks=checks, headers=headers)
        if role in ("nobody", "revoked", "stranger"):
            assert b"lanted-" not in answer.content
            assert b"99887766" not in answer.content

    run()


@pytest.mark.parametrize("role", ["nobody", "revoked", "stranger"])
@pytest.mark.parametrize(("method", "path"), operations())
def test_who_has_no_business_here_gets_no_data(
    door: Door, role: str, method: str, path: str
) -> None:
    """Another school's ids, another person's ids, a revoked token, none at all."""
    named = {
        "school_id": door.school, "resource": "bookings", "record_id": "planted-booking",
        "device_id": door.tokens["office"]["device_id"], "id": door.tokens["office"]["device_id"],
        "user_id": door.tokens["office"]["user_id"],
    }  # fmt: skip
    for name, value in named.items():
        path = path.replace(f"{{{name}}}", value)
    answer = door.http.request(method, path, headers=door.headers(role), json={})
    assert b"lanted-" not in answer.content
    unsigned = 400 if path.startswith("/hooks/stripe/") else 403  # as Stripe's own pages advise
    if "{" not in path and door.school in path:
        assert answer.status_code in (401, unsigned, 404)
    if role == "revoked":
        known = (unsigned,) if path.startswith("/hooks/") else (200, 202, 400, 401, 404)
        assert answer.status_code in known  # a vendor's word knows no persons
        assert answer.status_code != 200 or path in OPEN


OPEN = {"/healthz", "/readyz", "/v1/devices/erased", "/v1/sync/hand-over", "/v1/password/forgotten"}
"""What anybody may ask, and what a revoked device still must."""
