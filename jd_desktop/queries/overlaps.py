"""Which bookings are double-booked in the local view, and how they stand to each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, or_, select

from jd_desktop.store.tables import ENTITIES, overlap


def clashes(db: Connection, booking_ids: Collection[str]) -> Mapping[str, str]:
    """Return "later" or "first" for each booking of these that is in an open double booking."""
    found: dict[str, str] = {}
    o = overlap.c
    some = list(booking_ids)
    rows = db.execute(
        select(o.first, o.later).where(
            o.accepted.is_(False), or_(o.first.in_(some), o.later.in_(some))
        )
    )
    for row in rows:
        found.setdefault(row.first, "first")
        found[row.later] = "later"
    return {k: v for k, v in found.items() if k in set(some)}


def parked(db: Connection, booking_ids: Collection[str]) -> frozenset[str]:
    """Return those of these bookings about which a person must still decide."""
    c = ENTITIES["conflict"].c
    waiting = select(c.subjects).where(c.state == "open", c.what.in_(("parked", "overruled")))
    named = {i for row in db.execute(waiting) for i in row.subjects or ()}
    return frozenset(named & set(booking_ids))
