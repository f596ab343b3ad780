"""Keeping a process's listeners right: what others committed, and who may listen no longer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine, and_, select, tuple_
from sqlalchemy.exc import SQLAlchemyError

from jd_desktop.central.database import DOORS, reading
from jd_desktop.central.live import Head, Heads
from jd_desktop.central.tables import device, school, user

PING_SECONDS = 20.0
_POLL_SECONDS = 0.1
_AT_ONCE = 500
_log = logging.getLogger("jd_desktop.central.live")
T = TypeVar("T")


class Courier(Protocol):
    """Carries heads between processes."""

    def say(self, head: Head) -> None:
        """Tell the other processes, soon; on the event loop."""

    async def run(self) -> None:
        """Hear the other processes until cancelled."""


class Watch:
    """What a hub asks the database; each question in a worker thread."""

    def __init__(self, engine: Engine, heads: Heads, every_seconds: float = PING_SECONDS):
        """Take the database, the hub to keep right, and how often to ask and to ping."""
        self._engine, self._heads, self.every_seconds = engine, heads, every_seconds

    async def reread(self) -> None:
        """Tell listeners of every head that this process may have missed."""
        for head in await asyncio.to_thread(self._read_heads, self._heads.schools()):
            self._heads.hear(head)

    async def read(self, school_id: str) -> Head:
        """Read one school's head."""
        (found,) = await asyncio.to_thread(self._read_heads, [school_id])
        return found

    async def end_strangers(self) -> None:
        """End the streams of devices that are revoked or signed out, and of closed users."""
        listeners = self._heads.listeners()
        asked = {(each.school_id, each.device_id) for each in listeners}
        welcome = await asyncio.to_thread(self._welcome, sorted(asked))
        for each in listeners:
            if (each.school_id, each.device_id) not in welcome:
                each.end()

    async def run(self) -> None:
        """Look after who may listen, as often as streams are pinged, until cancelled."""
        while True:
            await asyncio.sleep(self.every_seconds)
            try:
                await self.end_strangers()
                await self.reread()
            except SQLAlchemyError:
                _log.warning("listeners were not looked after: the database does not answer")

    def _read_heads(self, school_ids: Sequence[str]) -> list[Head]:
        c, found = school.c, list[Head]()
        with reading(self._engine, DOORS) as db:
            for some in _batches(school_ids):
                rows = db.execute(select(c.id, c.head, c.epoch).where(c.id.in_(some)))
                found += [Head(*row) for row in rows]
        return found

    def _welcome(self, asked: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        d, u, found = device.c, user.c, set[tuple[str, str]]()
        theirs = and_(u.school_id == d.school_id, u.id == d.user_id)
        open_ = and_(d.revoked_at.is_(None), d.token_hash.is_not(None), u.active)
        with reading(self._engine, DOORS) as db:
            for some in _batches(asked):
                mine = tuple_(d.school_id, d.id).in_(some)
                rows = db.execute(select(d.school_id, d.id).join(user, theirs).where(open_, mine))
                found |= {(row.school_id, row.id) for row in rows}
        return found


class FileCourier:
    """Hears other processes of one SQLite file by its data version; needs to say nothing."""

    def __init__(self, engine: Engine, heads: Heads, watch: Watch):
        """Take the database, the hub, and what reads heads anew."""
        self._engine, self._heads, self._watch = engine, heads, watch

    def say(self, head: Head) -> None:
        """Do nothing: the file itself tells."""

    async def run(self) -> None:
        """Look whether anybody has committed, as long as somebody listens, until cancelled."""
        last = -1
        with self._engine.connect() as db:
            db.detach()  # looking takes no connection from those who work
            while True:
                await asyncio.sleep(_POLL_SECONDS)
                if not self._heads.schools():
                    continue
                try:
                    now = await asyncio.to_thread(_data_version, db)
                    if now != last:
                        await self._watch.reread()
                    last = now
                except SQLAlchemyError:
                    _log.warning("the database's version could not be read")


def _data_version(db: Connection) -> int:
    with db.begin():
        return int(db.exec_driver_sql("PRAGMA data_version").scalar_one())


@asynccontextmanager
async def kept_right(heads: Heads, watch: Watch, courier: Courier) -> AsyncIterator[None]:
    """Run what keeps a hub right for as long as the block lasts."""
    heads.open(courier.say)
    tasks = [asyncio.create_task(run()) for run in (watch.run, courier.run)]
    for task in tasks:
        task.add_done_callback(_say_why)
    try:
        yield
    finally:
        heads.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _say_why(ended: asyncio.Task[None]) -> None:
    """A task that was not told to end has a fault, which the log must have."""
    if not ended.cancelled() and (fault := ended.exception()):
        _log.error("live hints ended in this process", exc_info=fault)


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
