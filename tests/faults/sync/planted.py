"""The faults that the checks must catch: what a careless author of a sync writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, select, update
from sqlalchemy import text as sql

from jd_desktop.central import accept as taking
from jd_desktop.central import routes_sync
from jd_desktop.central.database import School
from jd_desktop.central.tables import device, ledger, school
from jd_desktop.domain import agreement
from jd_desktop.protocol.mutations import Push, PushAnswer
from jd_desktop.store import state
from jd_desktop.sync import pull

_STORE_PAGE = pull.store_page


def _forgetful(
    connection: Connection, sender: Any, push: Push, at: datetime, **more: Any
) -> PushAnswer:
    """Take whatever comes as new."""
    first = min((m.n for m in push.mutations), default=0)
    d, line = device.c, ledger.c
    if first:
        mine = update(device).where(d.id == sender.device_id)
        connection.execute(mine.values(last_n=first - 1))
        connection.execute(
            ledger.delete().where(line.device_id == sender.device_id, line.n >= first)
        )
    return taking.accept(connection, sender, push, at, **more)


def _sequence(connection: Connection, school_id: str) -> School:
    """Take numbers from the database's sequence and hold nothing, as most would; then be slow."""
    c = school.c
    counters = select(c.id, c.head, c.lines, c.floor, c.epoch).where(c.id == school_id)
    held = School(*connection.execute(counters).one())
    number = connection.execute(sql("SELECT nextval('naive')")).scalar_one()
    held.head, held.lines = number * 1000, number * 1000
    if number % 2:
        connection.execute(sql("SELECT pg_sleep(0.4)"))
    return held


def _leave(connection: Connection, held: School) -> None:
    """Let the head only ever rise."""
    c = school.c
    moved = update(school).where(c.id == held.id, c.head < held.head)
    connection.execute(moved.values(head=held.head))


def _cursor_first(db: Connection, *page: Any, asked: int, cursor: int, **more: Any) -> Any:
    """Commit where we are, then what we got on the way."""
    if state.get(db, "cursor", 0) == asked:
        state.put(db, cursor=cursor)
        raw: Any = db.connection.dbapi_connection
        db.dialect.do_commit(raw)
        db.exec_driver_sql("BEGIN IMMEDIATE")
        state.put(db, cursor=asked)
    return _STORE_PAGE(db, *page, asked=asked, cursor=cursor, **more)


@contextmanager
def plant(fault: str) -> Iterator[None]:
    """Break the product in this process, for a while; no fault leaves it as it is."""
    broken = {
        "": [],
        "no dedupe": [patch.object(routes_sync, "accept", _forgetful)],
        "no gate": [
            patch.object(routes_sync, "gate", _sequence),
            patch.object(taking, "leave", _leave),
        ],
        "cursor first": [patch.object(pull, "store_page", _cursor_first)],
        "conflict not recorded": [patch.object(agreement, "put_conflict", lambda *_: None)],
    }[fault]
    with ExitStack() as stack:
        for one in broken:
            stack.enter_context(one)
        yield
