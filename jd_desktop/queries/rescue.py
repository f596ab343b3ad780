"""Who or what else could take a double-booked lesson at its own time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.schedule import Claim, claim_of, collisions
from jd_desktop.queries.calendar import vehicle_name
from jd_desktop.store.claims import rivals
from jd_desktop.store.tables import ENTITIES

AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Stand:
    """An instructor or a vehicle that is free for a booking: `resource` says which it is."""

    resource: str
    id: str
    name: str


def stand_ins(db: Connection, booking_id: str, resource: str) -> tuple[Stand, ...]:
    """Return who or what could replace a booking's instructor or vehicle, without a collision.

    Vehicles are of the same category and gear; the instructor's own department comes first.
    Empty for other resources, and for a booking that claims nothing.
    """
    b = ENTITIES["booking"]
    row = db.execute(select(b).where(b.c.id == booking_id)).mappings().one_or_none()
    claim = claim_of(booking_id, dict(row)) if row else None
    if row is None or claim is None or resource not in ("instructor", "vehicle"):
        return ()
    found = _instructors(db, row) if resource == "instructor" else _vehicles(db, row)
    free = [stand for stand in found if _is_free(db, claim, stand)]
    return tuple(free[:AT_MOST])


def _instructors(db: Connection, booking: Any) -> list[Stand]:
    i = ENTITIES["instructor"].c
    mine = select(i.department_id).where(i.id == booking["instructor_id"])
    here = db.execute(mine).scalar()
    people = select(i.id, i.name, i.department_id).where(
        i.active.is_not(False), i.id != booking["instructor_id"]
    )
    rows = sorted(db.execute(people), key=lambda r: (r.department_id != here, r.name))
    return [Stand("instructor", r.id, r.name) for r in rows]


def _vehicles(db: Connection, booking: Any) -> list[Stand]:
    v = ENTITIES["vehicle"].c
    columns = select(v.id, v.plate, v.make, v.model, v.category, v.gear)
    mine = db.execute(columns.where(v.id == booking["vehicle_id"])).one_or_none()
    if mine is None:
        return []
    alike = columns.where(v.active.is_not(False), v.id != mine.id).order_by(v.plate)
    return [
        Stand("vehicle", r.id, vehicle_name(r))
        for r in db.execute(alike)
        if (r.category or "", r.gear or "") == (mine.category or "", mine.gear or "")
    ]


def _is_free(db: Connection, claim: Claim, stand: Stand) -> bool:
    wanted = Claim(
        claim.booking_id, claim.starts, claim.ends, frozenset({(stand.resource, stand.id)})
    )
    return not any(True for _ in collisions(wanted, rivals(db, wanted)))
