"""Heads between processes over PostgreSQL's LISTEN and NOTIFY, on connections of their own."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

import psycopg
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from jd_desktop.central.live import Head, Heads

_CHANNEL = "jd_heads"
_NOTIFY = f"SELECT pg_notify('{_CHANNEL}', said) FROM unnest(%s::text[]) said"
_DEBOUNCE_SECONDS = 0.05
_QUIET_SECONDS = 20.0
_PATIENCE_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 30.0
_log = logging.getLogger("jd_desktop.central.live")


class PostgresCourier:
    """Hears and tells the other processes of one PostgreSQL database.

    NOTIFY never runs inside a write transaction: there it would make commits wait in line.
    """

    def __init__(self, url: URL, heads: Heads, reread: Callable[[], Awaitable[None]]):
        """Take the database, the hub, and what reads heads that were not heard."""
        plain = url.set(drivername="postgresql")
        self._address = plain.render_as_string(hide_password=False)
        self._heads, self._reread = heads, reread
        self._unsaid: dict[str, Head] = {}
        self._has_news = asyncio.Event()

    def say(self, head: Head) -> None:
        """Tell the other processes within the debounce: of each school only the newest."""
        self._unsaid[head.school_id] = head
        self._has_news.set()

    async def run(self) -> None:
        """Hear and tell until cancelled; a lost connection is opened again."""
        await asyncio.gather(self._steadily(self._listen), self._steadily(self._tell))

    async def _steadily(self, work: Callable[[psycopg.AsyncConnection], Awaitable[None]]) -> None:
        failures = 0
        while True:
            begun = asyncio.get_running_loop().time()
            try:
                async with await self._connect() as connection:
                    await work(connection)
            except (psycopg.Error, SQLAlchemyError, TimeoutError, OSError) as e:
                _log.warning("a connection for heads was lost: %s", type(e).__name__)
            lasted = asyncio.get_running_loop().time() - begun
            failures = 0 if lasted > _QUIET_SECONDS else failures + 1
            longest = min(_LONGEST_PAUSE_SECONDS, 0.25 * 2**failures)
            await asyncio.sleep(random.uniform(0, longest))

    async def _connect(self) -> psycopg.AsyncConnection:
        return await psycopg.AsyncConnection.connect(
            self._address, autocommit=True, application_name="jd-central heads", connect_timeout=5
        )

    async def _listen(self, connection: psycopg.AsyncConnection) -> None:
        await connection.execute(f"LISTEN {_CHANNEL}")
        await self._reread()  # what was said before we listened
        while True:
            async for heard in connection.notifies(timeout=_QUIET_SECONDS):
                if head := _read(heard.payload):
                    self._heads.hear(head)
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await connection.execute("SELECT 1")  # a dead line says nothing else

    async def _tell(self, connection: psycopg.AsyncConnection) -> None:
        while True:
            await self._has_news.wait()
            await asyncio.sleep(_DEBOUNCE_SECONDS)
            self._has_news.clear()
            told = list(self._unsaid.values())
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await connection.execute(_NOTIFY, [[_write(head) for head in told]])
            for head in told:
                if self._unsaid.get(head.school_id) is head:
                    del self._unsaid[head.school_id]
            if self._unsaid:
                self._has_news.set()


def _write(head: Head) -> str:
    return f"{head.number} {head.school_id} {head.epoch}"


def _read(payload: str) -> Head | None:
    """Read what a process said; None for what somebody else wrote on our channel."""
    number, _, rest = payload.partition(" ")
    school_id, _, epoch = rest.partition(" ")
    return Head(school_id, int(number), epoch) if number.isdecimal() and school_id else None
