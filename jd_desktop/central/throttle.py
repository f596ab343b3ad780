"""Failed tries are counted in the database: across processes, and over a restart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, case, delete, select

from jd_desktop.central import refusals
from jd_desktop.central.database import upsert
from jd_desktop.central.tables import attempt
from jd_desktop.domain.clock import instant, wire

WINDOW = timedelta(minutes=15)
TRIES_OF_ONE = 5
TRIES_OF_ADDRESS = 50
CODES_OF_ONE = 10
RESETS_OF_ONE = 3
RESETS_OF_ADDRESS = 20
Limits = Mapping[str, int]
"""How many tries each key has in a window; keys are hashes, so nothing personal is kept."""


def at_sign_in(email: str, address: str) -> Limits:
    """Limit guessing at one person from one place, and guessing at all from one place."""
    return {at_one(email, address): TRIES_OF_ONE, _key("", address): TRIES_OF_ADDRESS}


def at_one(email: str, address: str) -> str:
    """Return the key of one person from one place, forgiven when they get in."""
    return _key(email, address)


def of_codes(user_id: str) -> Limits:
    """Limit guessing at a person's codes, from wherever: a code has but a million values."""
    return {_key("code", user_id): CODES_OF_ONE}


def at_account(user_id: str) -> Limits:
    """Limit guessing at an account by who holds its computer."""
    return {_key("account", user_id): TRIES_OF_ONE}


def at_reset(email: str, address: str) -> Limits:
    """Limit mails to one person, known or not, and asking from one place."""
    keys = _key("reset", email), _key("reset from", address)
    return dict(zip(keys, (RESETS_OF_ONE, RESETS_OF_ADDRESS), strict=True))


def count(connection: Connection, limits: Limits, now: datetime) -> str | None:
    """Count a try before it is checked; returns until when to wait, None where it may go on.

    Keys are locked in their order: two tries that share some never wait for each other in a ring.
    """
    waits = [_count(connection, key, limits[key], now) for key in sorted(limits)]
    return max((w for w in waits if w), default=None)


def refuse(until: str, now: datetime) -> refusals.Refusal:
    """Return the refusal that says how long to wait."""
    return refusals.throttled(max(1, round((instant(until) - now).total_seconds())))


def forgive(connection: Connection, keys: Iterable[str]) -> None:
    """Forget the failures of somebody who got in."""
    connection.execute(delete(attempt).where(attempt.c.key.in_(sorted(keys))))


def sweep(connection: Connection, now: datetime) -> None:
    """Delete what no longer counts, passing by what somebody else is counting at."""
    past = select(attempt.c.key).where(attempt.c.since <= wire(now - WINDOW))
    free = past.with_for_update(skip_locked=True)
    connection.execute(delete(attempt).where(attempt.c.key.in_(free)))


def _count(connection: Connection, key: str, limit: int, now: datetime) -> str | None:
    c, here = attempt.c, wire(now)
    is_past = c.since <= wire(now - WINDOW)
    put = upsert(connection, attempt).values(key=key, failed=1, since=here)
    # Past the limit the count stands still: who keeps knocking is not kept out for ever.
    once_more = case((is_past, 1), (c.failed > limit, c.failed), else_=c.failed + 1)
    since_when = case((is_past, here), else_=c.since)
    put = put.on_conflict_do_update(
        index_elements=["key"], set_={"failed": once_more, "since": since_when}
    )
    failed, since = connection.execute(put.returning(c.failed, c.since)).one()
    return wire(instant(since) + WINDOW) if failed > limit else None


def _key(what: str, whose: str) -> str:
    """Neither e-mails nor addresses are kept."""
    return sha256(f"{what}\n{whose}".encode()).hexdigest()
