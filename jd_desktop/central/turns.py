"""Turns: a lease lets one device of a school do something for a while, a claim lets it once.

By the server's clock alone. Whoever holds a lease may renew it; another gets it only when its
time is over or it was given back, and then the fence is higher, so that a late holder is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, and_, case, delete, or_, select, update

from jd_desktop.central.accept import Sender
from jd_desktop.central.database import upsert
from jd_desktop.central.tables import claim, device, lease
from jd_desktop.domain.clock import wire
from jd_desktop.protocol.turns import ClaimsAnswer, Lease

KEPT = timedelta(days=400)
_BEGINNING = "0001-01-01T00:00:00.000Z"


def take_lease(
    connection: Connection, sender: Sender, name: str, seconds: int, now: datetime
) -> Lease:
    """Take, renew or give back (0 seconds) a lease; the answer tells who holds it now.

    One statement decides, so that two who ask at once cannot both win.
    """
    c, at = lease.c, wire(now)
    mine = and_(c.device_id == sender.device_id, c.until > at)
    until = wire(now + timedelta(seconds=seconds))
    if seconds:
        put = upsert(connection, lease).values(
            school_id=sender.school_id, name=name, device_id=sender.device_id, until=until, fence=1
        )
        changed = {
            "device_id": sender.device_id,
            "until": until,
            "fence": case((mine, c.fence), else_=c.fence + 1),
        }
        free = or_(mine, c.until <= at)
        keys = ["school_id", "name"]
        connection.execute(put.on_conflict_do_update(index_elements=keys, set_=changed, where=free))
    else:
        here = and_(c.school_id == sender.school_id, c.name == name, mine)
        connection.execute(update(lease).where(here).values(until=at))
    return _told(connection, sender, name, now)


def _held(connection: Connection, sender: Sender, name: str) -> Row[str, str, int] | None:
    c = lease.c
    here = and_(c.school_id == sender.school_id, c.name == name)
    return connection.execute(select(c.device_id, c.until, c.fence).where(here)).one_or_none()


def _told(connection: Connection, sender: Sender, name: str, now: datetime) -> Lease:
    held = _held(connection, sender, name)
    if held is None or held.until <= wire(now):
        fence = held.fence if held else 0
        return Lease(name=name, mine=False, until=_BEGINNING, fence=fence, holder="")
    d = device.c
    named = select(d.name).where(d.school_id == sender.school_id, d.id == held.device_id)
    return Lease(
        name=name,
        mine=held.device_id == sender.device_id,
        until=held.until,
        fence=held.fence,
        holder=connection.execute(named).scalar() or "",
    )


def make_claims(
    connection: Connection, sender: Sender, keys: Sequence[str], now: datetime
) -> ClaimsAnswer:
    """Let the first device that asks have each key, for ever; asking again changes nothing."""
    c, wanted = claim.c, sorted(set(keys))
    if wanted:
        put = upsert(connection, claim).on_conflict_do_nothing()
        connection.execute(
            put,
            [
                {"school_id": sender.school_id, "key": key, "device_id": sender.device_id,
                 "at": wire(now)}
                for key in wanted
            ],
        )  # fmt: skip
    mine = and_(c.school_id == sender.school_id, c.device_id == sender.device_id)
    won = set(connection.execute(select(c.key).where(mine, c.key.in_(wanted))).scalars())
    return ClaimsAnswer(won=sorted(won), lost=[key for key in wanted if key not in won])


def forget_old_claims(connection: Connection, school_id: str, now: datetime) -> int:
    """Delete claims of more than 400 days ago, whose messages expired long since."""
    old = and_(claim.c.school_id == school_id, claim.c.at < wire(now - KEPT))
    return connection.execute(delete(claim).where(old)).rowcount
