"""What a process does not grant is told with a time to come again, and the rest goes on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from jd_desktop.central import patience, request
from jd_desktop.central.app import create_app
from jd_desktop.central.database import POOL, Pool, gate, open_engine, writing
from jd_desktop.central.limits import Buckets, Limits
from jd_desktop.central.migrate import migrate
from jd_desktop.domain.clock import FixedClock
from tests.central.school import CHEAP, NOW
from tests.central.served import Person, code, running
from tests.support.postgres import Cluster


@contextmanager
def central(engine: Engine, **limits: float) -> Iterator[str]:
    granted = Limits(**limits)  # type: ignore[arg-type] # whole numbers where they must be
    with running(create_app(engine, FixedClock(NOW), passwords=CHEAP, limits=granted)) as base:
        yield base


def test_a_device_that_asks_too_often_waits_and_others_do_not(address: str, engine: Engine) -> None:
    with central(engine, rate=0.01, burst=3) as base:
        bo, ida = (Person(address, base, name).sign_in() for name in ("bo", "ida"))
        assert [bo.http.get("/me").status_code for _ in range(3)] == [200] * 3
        refused = bo.http.get("/me")
        assert code(refused) == (429, "busy")
        assert 90 < int(refused.headers["retry-after"]) <= 100
        assert ida.http.get("/me").status_code == 200
        bo.http.close()
        ida.http.close()


def test_more_pulls_than_a_process_can_do_at_once_come_again(address: str, engine: Engine) -> None:
    with central(engine, pulls=0) as base:
        bo = Person(address, base).sign_in()
        refused = bo.pull()
        assert code(refused) == (503, "busy")
        assert 2 <= int(refused.headers["retry-after"]) <= 10
        assert bo.push(1, "b1").status_code == 200
        bo.http.close()


def test_a_pull_that_ended_makes_room_for_the_next(address: str, engine: Engine) -> None:
    with central(engine, pulls=1) as base:
        bo = Person(address, base).sign_in()
        for _ in range(3):
            assert bo.pull().status_code == 200
        assert bo.pull(cursor=99).status_code == 410
        assert bo.pull().status_code == 200
        bo.http.close()


def test_addresses_and_headers_have_an_end(bo: Person) -> None:
    assert code(bo.http.get("/me", params={"a": "x" * 5000})) == (414, "invalid")
    assert code(bo.http.get("/me", headers={"A": "x" * 20_000})) == (431, "invalid")
    assert bo.http.get("/me").status_code == 200


@pytest.mark.parametrize("said", [b"", b"GET /v1/me HTTP/1.1\r\nHost: a\r\nA: "])
def test_a_head_that_does_not_come_is_not_waited_for(
    bo: Person, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.1)
    with _connected(str(bo.http.base_url)) as line:
        line.sendall(said)
        assert line.recv(1) == b""


def test_a_head_without_end_is_cut_off(bo: Person) -> None:
    with _connected(str(bo.http.base_url)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nA: " + b"x" * (patience.HEAD_BYTES + 1))
        assert line.recv(1) == b""


def test_a_body_that_does_not_come_is_not_waited_for(
    bo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "BODY_SECONDS", 0.1)
    with _connected(str(bo.http.base_url)) as line:
        line.sendall(b"POST /v1/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{")
        assert line.recv(4096).startswith(b"HTTP/1.1 408 ")


def test_a_used_up_pool_is_told_as_busy_and_recovers(postgres_url: str) -> None:
    engine = open_engine(postgres_url, Pool(size=1, wait=0.05))
    migrate(engine)
    with central(engine) as base:
        bo = Person(postgres_url, base).sign_in()
        with engine.connect():
            refused = bo.http.get("/me")
            assert code(refused) == (503, "busy")
            assert refused.headers["retry-after"] == "5"
        assert bo.http.get("/me").status_code == 200
        bo.http.close()
    engine.dispose()


def test_a_database_that_goes_away_is_told_as_busy_and_comes_back(
    postgres_cluster: Cluster,
) -> None:
    url = postgres_cluster.create()
    engine = open_engine(url)
    migrate(engine)
    with central(engine) as base:
        bo = Person(url, base).sign_in()
        postgres_cluster.close(url)
        for answer in (bo.http.get("/me"), bo.push(1, "b1"), bo.pull()):
            assert code(answer) == (503, "busy")
        postgres_cluster.open(url)
        assert bo.push(1, "b1").json()["last_n"] == 1
        bo.http.close()
    engine.dispose()
    postgres_cluster.drop(url)


def test_a_school_whose_gate_is_held_too_long_is_told_as_busy(postgres_url: str) -> None:
    engine = open_engine(postgres_url, Pool(lock=1))
    migrate(engine)
    with central(engine) as base:
        bo = Person(postgres_url, base).sign_in()
        with writing(engine, bo.school_id) as db:
            gate(db, bo.school_id)
            assert code(bo.push(1, "b1")) == (503, "busy")
            assert bo.pull().status_code == 200
        assert bo.push(1, "b1").json()["last_n"] == 1
        bo.http.close()
    engine.dispose()


def test_a_question_without_end_is_ended(postgres_url: str) -> None:
    engine = open_engine(postgres_url, POOL)
    with engine.connect() as db:
        assert db.exec_driver_sql("SHOW statement_timeout").scalar_one() == "30s"
        assert db.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one() == "30s"
    engine.dispose()


@given(st.lists(st.floats(0, 10), max_size=60), st.floats(0.1, 5), st.integers(1, 9))
def test_never_more_is_granted_than_the_burst_and_what_time_gave(
    pauses: list[float], rate: float, burst: int
) -> None:
    now = 0.0
    buckets = Buckets(rate, burst, lambda: now)
    granted = 0
    for pause in pauses:
        now += pause
        wait = buckets.take(b"d")
        granted += not wait
        assert granted <= burst + now * rate + 1e-6
        assert wait <= 1 / rate


@contextmanager
def _connected(base: str) -> Iterator[socket.socket]:
    there = urlsplit(base)
    with socket.create_connection((there.hostname, there.port), timeout=20) as line:
        yield line
