"""What is pushed through any process is heard at every process, while one may listen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from jd_desktop.central import commands
from jd_desktop.central.app import create_app
from jd_desktop.central.database import Pool, open_engine
from jd_desktop.central.limits import Limits
from jd_desktop.central.live import Head, Heads
from jd_desktop.central.migrate import migrate
from jd_desktop.domain.clock import FixedClock
from tests.central.school import CHEAP, NOW, booked
from tests.central.served import Person, code, running
from tests.central.test_serving import served

KILL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'jd-central heads'
"""


class Ear:
    """A stream of hints, read one event at a time."""

    def __init__(self, answer: httpx.Response):
        assert answer.headers["content-type"].startswith("text/event-stream"), answer.status_code
        self._lines = answer.iter_lines()

    def next(self) -> dict[str, Any]:
        """Return the next event's data; StopIteration where the stream ended."""
        while not (line := next(self._lines)).startswith("data: "):
            continue
        found: dict[str, Any] = json.loads(line.removeprefix("data: "))
        return found

    def hears(self, head: int) -> bool:
        """Whether a head comes; older ones may come before it."""
        while (told := self.next()["head"]) < head:
            continue
        return bool(told == head)

    def ends(self) -> bool:
        return not [line for line in self._lines if line.startswith("data")]


@contextmanager
def listening(person: Person, base: str = "") -> Iterator[Ear]:
    where = f"{base}/v1/sync/live" if base else "/sync/live"
    with person.http.stream("GET", where, timeout=30) as answer:
        yield Ear(answer)


def test_the_head_is_told_at_once_and_whenever_it_moves(bo: Person) -> None:
    with listening(bo) as ear, listening(bo) as other:
        assert ear.next() == {"head": 0, "epoch": bo.session["epoch"]}
        assert other.next()["head"] == 0
        for n in (1, 2, 3):
            head = bo.push(n, f"b{n}", **booked(n * 3)).json()["head"]
            assert ear.hears(head)
            assert other.hears(head)


def test_a_listener_has_a_token(base: str, bo: Person) -> None:
    assert code(httpx.get(f"{base}/v1/sync/live")) == (401, "not_signed_in")


def test_a_push_through_one_process_is_heard_at_another(
    address: str, base: str, bo: Person
) -> None:
    with served(address) as (_process, elsewhere), listening(bo, elsewhere) as ear:
        assert ear.next()["head"] == 0
        for n in (1, 2, 3):
            assert ear.hears(bo.push(n, f"b{n}", **booked(n * 3)).json()["head"])


def test_a_killed_connection_for_heads_is_opened_again(postgres_url: str) -> None:
    with served(postgres_url) as (_one, here), served(postgres_url) as (_other, there):
        bo = Person(postgres_url, here).sign_in()
        with listening(bo, there) as ear:
            assert ear.next()["head"] == 0
            assert ear.hears(bo.push(1, "b1").json()["head"])
            superuser = make_url(postgres_url).set(drivername="postgresql", username="postgres")
            with psycopg.connect(superuser.render_as_string(), autocommit=True) as db:
                db.execute("NOTIFY jd_heads, 'somebody else'")
                assert len(db.execute(KILL).fetchall()) == 4
            assert ear.hears(bo.push(2, "b2", **booked(4)).json()["head"])
        bo.http.close()


@pytest.mark.parametrize("what", ["sign-out", "revoke", "close"])
def test_who_may_listen_no_longer_is_cut_off(
    address: str, engine: Engine, bo: Person, what: str
) -> None:
    soon = create_app(engine, FixedClock(NOW), passwords=CHEAP, limits=Limits(ping_seconds=0.05))
    with running(soon) as base, listening(bo, base) as ear:
        assert ear.next()["head"] == 0
        if what == "sign-out":
            bo.http.post("/sign-out")
        elif what == "revoke":
            commands.revoke_device(address, bo.session["device_id"], clock=FixedClock(NOW))
        else:
            commands.set_user_active(address, bo.email, False, clock=FixedClock(NOW))
        assert ear.ends()


def test_streams_end_when_the_central_does(address: str) -> None:
    with served(address) as (process, base):
        bo = Person(address, base).sign_in()
        with listening(bo) as ear:
            assert ear.next()["head"] == 0
            process.terminate()
            assert ear.ends()
            process.wait(5)
        bo.http.close()


def test_who_is_slow_hears_the_newest_alone() -> None:
    asyncio.run(_be_slow())


async def _be_slow() -> None:
    heads = Heads()
    with heads.listening("skole", "d1") as listener, heads.listening("anden", "d2") as other:
        for number in (1, 5, 3, 4):
            heads.hear(Head("skole", number, "e"))
        assert await listener.next(1) == Head("skole", 5, "e")
        assert await listener.next(0) is None
        assert await other.next(0) is None
        heads.hear(Head("skole", 2, "restored"))
        assert await listener.next(1) == Head("skole", 2, "restored")
    assert heads.schools() == []


def test_listening_takes_no_connection_from_those_who_work(address: str) -> None:
    engine = open_engine(address, Pool(size=1, wait=1))
    migrate(engine)
    with running(create_app(engine, FixedClock(NOW), passwords=CHEAP)) as base:
        bo = Person(address, base).sign_in()
        with listening(bo) as ear:
            assert ear.next()["head"] == 0
            assert ear.hears(bo.push(1, "b1").json()["head"])
        bo.http.close()
    engine.dispose()
