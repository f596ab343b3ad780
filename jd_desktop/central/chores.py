"""What a serving central does once a day: it forgets what is over, school by school."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta

from anyio import to_thread
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from jd_desktop.central import doors, files, hooks
from jd_desktop.central.database import DOORS, reading, writing
from jd_desktop.central.purge import purge_all
from jd_desktop.central.tables import school
from jd_desktop.central.turns import forget_old_claims
from jd_desktop.domain.clock import Clock

EVERY = timedelta(days=1)
FIRST = timedelta(minutes=10)
"""A central that has just come up has better to do."""

_log = logging.getLogger("jd_desktop.central.chores")


def tidy(engine: Engine, clock: Clock) -> None:
    """Forget what is over: deleted records, claims, sign-ins, files, windows; may be repeated."""
    now = clock.now()
    with reading(engine, DOORS) as connection:
        schools = list(connection.execute(select(school.c.id)).scalars())
    for school_id in schools:
        with writing(engine, school_id) as connection:
            forget_old_claims(connection, school_id, now)
            files.forget_unnamed(connection, school_id, now)
            hooks.forget_old(connection, school_id, now)
    gone = purge_all(engine, now)
    doors.sweep(engine, now)
    _log.info("tidied: %d deleted records forgotten", gone)


@asynccontextmanager
async def done_daily(
    engine: Engine,
    clock: Clock,
    *,
    first: timedelta = FIRST,
    done: Callable[[], None] = lambda: None,
) -> AsyncIterator[None]:
    """Tidy once a day while the block lasts; `done` is told after each time."""
    over = asyncio.Event()
    task = asyncio.create_task(_daily(engine, clock, over, first, done))
    try:
        yield
    finally:
        over.set()
        await task


async def _daily(
    engine: Engine, clock: Clock, over: asyncio.Event, first: timedelta, done: Callable[[], None]
) -> None:
    wait = first
    while not over.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), wait.total_seconds())
            return
        try:
            await to_thread.run_sync(tidy, engine, clock)
        except SQLAlchemyError as e:
            _log.warning("not tidied: %s", type(e).__name__)
        done()
        wait = EVERY


@asynccontextmanager
async def both(
    one: AbstractAsyncContextManager[None], other: AbstractAsyncContextManager[None]
) -> AsyncIterator[None]:
    """Do two things while the block lasts."""
    async with one, other:
        yield
