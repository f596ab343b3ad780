"""What the central does with requests that cannot be read, are too large or are cut."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from jd_desktop.central.database import has_no_room, open_engine
from jd_desktop.protocol.feed import RowLine, decode
from jd_desktop.protocol.mutations import PUSH_BYTES_AT_MOST
from tests.central.school import PASSWORD
from tests.central.served import Person, code


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1", "æøå".encode().hex()])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/me"), ("GET", "/sync/pull"), ("GET", "/sync/check"), ("POST", "/sync/push"),
     ("POST", "/sign-out")],
)  # fmt: skip
def test_nothing_is_told_without_a_token(base: str, method: str, path: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.request(method, f"{base}/v1{path}", headers=headers)
    assert code(answer) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"epoch":"e"}', b'{"epoch":"e","mutations":[{"n":0}]}', b"\xff\xfe",
     b'{"epoch":"e","mutations":[{"n":1,"at":"","user":"","ops":[{"kind":"a\\u0000","id":"x",'
     b'"base":0}]}]}', b'{"a":' * 100_000],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_a_plain_problem(bo: Person, body: bytes) -> None:
    answer = bo.http.post("/sync/push", content=body)
    assert code(answer) == (400, "invalid")
    assert set(answer.json()) == {"title", "status", "code", "sentence"}


@pytest.mark.parametrize(
    "asked", [{"cursor": -1}, {"cursor": "x"}, {"cursor": 2**70}, {"limit": 0}, {"limit": 10**6}]
)
def test_a_question_that_cannot_be_read_is_a_plain_problem(
    bo: Person, asked: dict[str, Any]
) -> None:
    assert code(bo.pull(**asked)) == (400, "invalid")


def test_addresses_that_are_not_there_are_problems_too(base: str) -> None:
    assert code(httpx.get(f"{base}/v1/nope")) == (404, "invalid")
    assert code(httpx.get(f"{base}/v1/sync/push")) == (405, "invalid")


def test_an_old_program_is_told_to_be_renewed(bo: Person) -> None:
    answer = bo.http.get("/sync/pull", headers={"Sync-Schema": "0"})
    assert code(answer) == (426, "too_old")
    asked = {"email": bo.email, "password": PASSWORD, "device_name": "x", "version": 0}
    assert code(bo.http.post("/sign-in", json=asked)) == (426, "too_old")


def chunks(total: int) -> Iterator[bytes]:
    for _ in range(0, total, 1 << 16):
        yield b" " * (1 << 16)


def test_too_large_a_body_is_refused_also_without_a_length(bo: Person) -> None:
    fits = b" " * (PUSH_BYTES_AT_MOST - 2) + b"{}"
    assert code(bo.http.post("/sync/push", content=fits)) == (400, "invalid")
    assert code(bo.http.post("/sync/push", content=b" " + fits)) == (413, "too_large")
    over = chunks(PUSH_BYTES_AT_MOST + (1 << 16))
    assert code(bo.http.post("/sync/push", content=over)) == (413, "too_large")


def test_a_length_that_lies_gets_no_more_in(bo: Person) -> None:
    host, port = bo.http.base_url.host, bo.http.base_url.port
    head = (
        "POST /v1/sync/push HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
        f"Authorization: Bearer {bo.session['token']}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host, port or 80)) as wire:
        wire.sendall(head.encode() + b"{}" + b"x" * 100_000)
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        assert answer.status == 400
        assert json.loads(answer.read())["code"] == "invalid"


def test_a_body_that_is_cut_changes_nothing(bo: Person, address: str) -> None:
    host, port = bo.http.base_url.host, bo.http.base_url.port
    whole = bo.push(1, "a").request.content.replace(b'"n":1', b'"n":2').replace(b'"a"', b'"b"')
    head = (
        f"POST /v1/sync/push HTTP/1.1\r\nHost: x\r\nContent-Length: {len(whole)}\r\n"
        f"Authorization: Bearer {bo.session['token']}\r\n\r\n"
    ).encode()
    for cut in range(0, len(whole), 25):
        with socket.create_connection((host, port or 80)) as wire:
            wire.sendall(head + whole[:cut])
    told = [decode(line) for line in bo.pull().content.splitlines()]
    assert [line.id for line in told if isinstance(line, RowLine)] == ["a"]


def test_a_full_disk_is_told_from_other_failures(tmp_path: Path) -> None:
    assert has_no_room(DBAPIError("", {}, psycopg.errors.DiskFull()))
    assert not has_no_room(DBAPIError("", {}, psycopg.errors.AdminShutdown()))
    engine = open_engine(f"sqlite:///{tmp_path / 'small.db'}")
    with engine.connect() as db:
        db.exec_driver_sql("CREATE TABLE t (x)")
        db.commit()
        db.exec_driver_sql("PRAGMA max_page_count = 3")
        with pytest.raises(OperationalError) as raised:
            db.exec_driver_sql("INSERT INTO t VALUES (zeroblob(100000))")
        assert has_no_room(raised.value)
        with pytest.raises(OperationalError) as raised:
            db.exec_driver_sql("INSERT INTO nowhere VALUES (1)")
        assert not has_no_room(raised.value)
    engine.dispose()
