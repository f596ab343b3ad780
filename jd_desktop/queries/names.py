"""What a person calls the records that ids stand for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from jd_desktop.queries.calendar import vehicle_name
from jd_desktop.store.tables import ENTITIES


def names(db: Connection, ids: Collection[str]) -> Mapping[str, str]:
    """Return names of instructors, vehicles, venues, students, types and departments by id."""
    some = [i for i in ids if i]
    found: dict[str, str] = {}
    for kind in ("instructor", "venue", "booking_type", "department"):
        c = ENTITIES[kind].c
        found |= {r.id: r.name for r in db.execute(select(c.id, c.name).where(c.id.in_(some)))}
    v = ENTITIES["vehicle"].c
    cars = select(v.id, v.plate, v.make, v.model).where(v.id.in_(some))
    found |= {r.id: vehicle_name(r) for r in db.execute(cars)}
    s = ENTITIES["student"].c
    people = select(s.id, s.first_name, s.last_name).where(s.id.in_(some))
    return found | {r.id: f"{r.first_name} {r.last_name or ''}".strip() for r in db.execute(people)}
