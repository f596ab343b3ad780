"""Failed sign-ins are counted in the database, so that a restart forgets none."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, case, delete

from jd_desktop.central import refusals
from jd_desktop.central.database import upsert
from jd_desktop.central.tables import attempt
from jd_desktop.domain.clock import instant, wire

WINDOW = timedelta(minutes=15)
TRIES_OF_ONE = 5
TRIES_OF_ADDRESS = 50


def count(connection: Connection, email: str, address: str, now: datetime) -> str | None:
    """Count a try before it is checked; returns until when to wait, None where it may go on."""
    since = wire(now - WINDOW)
    connection.execute(delete(attempt).where(attempt.c.since <= since))
    limits = {_key(email, address): TRIES_OF_ONE, _key("", address): TRIES_OF_ADDRESS}
    waits = [_count(connection, key, limit, now) for key, limit in limits.items()]
    return max((w for w in waits if w), default=None)


def refuse(until: str, now: datetime) -> refusals.Refusal:
    """Return the refusal that says how long to wait."""
    return refusals.throttled(max(1, round((instant(until) - now).total_seconds())))


def forgive(connection: Connection, email: str, address: str) -> None:
    """Forget the failures of somebody who got in."""
    connection.execute(delete(attempt).where(attempt.c.key == _key(email, address)))


def _count(connection: Connection, key: str, limit: int, now: datetime) -> str | None:
    c = attempt.c
    put = upsert(connection, attempt).values(key=key, failed=1, since=wire(now))
    # Past the limit the count stands still: who keeps knocking is not kept out for ever.
    once_more = case((c.failed > limit, c.failed), else_=c.failed + 1)
    put = put.on_conflict_do_update(index_elements=["key"], set_={"failed": once_more})
    failed, since = connection.execute(put.returning(c.failed, c.since)).one()
    return wire(instant(since) + WINDOW) if failed > limit else None


def _key(email: str, address: str) -> str:
    """Neither e-mails nor addresses are kept."""
    return sha256(f"{email}\n{address}".encode()).hexdigest()
