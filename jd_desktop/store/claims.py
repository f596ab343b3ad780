"""Who claims what in the local calendar, and which claims collide; written by the projection.

The same function that finds double bookings on the central runs here on the local copy, so
that a person sees one before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.schedule import Claim, claim_of, collisions, overlap_id
from jd_desktop.domain.validity import LONGEST_BOOKING
from jd_desktop.store import state
from jd_desktop.store.tables import (
    ENTITIES,
    booking_student,
    claim,
    mutation,
    mutation_op,
    overlap,
)

_booking = ENTITIES["booking"]
_conflict = ENTITIES["conflict"]


def forget_all(db: Connection) -> None:
    """Empty the tables before everything is projected again."""
    for table in (claim, overlap, booking_student):
        db.execute(delete(table))


def rewrite(db: Connection, bookings: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Rewrite what these bookings claim; None is a booking that is gone."""
    for table in (claim, booking_student):
        db.execute(delete(table).where(table.c.booking_id.in_(list(bookings))))
    held = [c for i, body in bookings.items() if body and (c := claim_of(i, body))]
    rows = [
        {
            "booking_id": c.booking_id, "resource": resource, "resource_id": resource_id,
            "starts": wire(c.starts), "ends": wire(c.ends), "shares_venue": c.shares_venue,
        }
        for c in held
        for resource, resource_id in c.resources
    ]  # fmt: skip
    if rows:
        db.execute(insert(claim), rows)
    seats = [
        {"student_id": s, "booking_id": i, "starts": body["starts"]}
        for i, body in bookings.items()
        if body
        for s in set(body.get("student_ids") or ())
    ]
    if seats:
        db.execute(insert(booking_student), seats)


def rivals(db: Connection, wanted: Claim) -> list[Claim]:
    """Return the claims of other bookings that share a resource with this one and meet it."""
    earliest = wire(wanted.starts - LONGEST_BOOKING)
    c = claim.c
    same = [and_(c.resource == r, c.resource_id == i) for r, i in wanted.resources]
    if not same:
        return []
    found = db.execute(
        select(claim).where(
            or_(*same),
            c.starts > earliest,
            c.starts < wire(wanted.ends),
            c.ends > wire(wanted.starts),
            c.booking_id != wanted.booking_id,
        )
    )
    return _gathered(found.all())


def claims_between(db: Connection, wanted: Claim, days: timedelta) -> list[Claim]:
    """Return all claims on this claim's resources for a while around it, for free slots."""
    wide = Claim(
        wanted.booking_id, wanted.starts - days, wanted.ends + days, wanted.resources, False
    )
    return rivals(db, wide)


def relink(db: Connection, booking_ids: Iterable[str]) -> None:
    """Recompute the overlaps of these bookings in the local view."""
    for booking_id in sorted(set(booking_ids)):
        db.execute(
            delete(overlap).where(or_(overlap.c.first == booking_id, overlap.c.later == booking_id))
        )
        mine = _claim(db, booking_id)
        if mine:
            rows = [
                _overlap_row(db, mine, other, resource)
                for other, resource in collisions(mine, rivals(db, mine))
            ]
            if rows:
                db.execute(insert(overlap), rows)


def _claim(db: Connection, booking_id: str) -> Claim | None:
    found = _gathered(db.execute(select(claim).where(claim.c.booking_id == booking_id)).all())
    return found[0] if found else None


def _gathered(rows: Iterable[Any]) -> list[Claim]:
    by_booking: dict[str, list[Any]] = {}
    for row in rows:
        by_booking.setdefault(row.booking_id, []).append(row)
    return [
        Claim(
            booking_id,
            instant(held[0].starts),
            instant(held[0].ends),
            frozenset((r.resource, r.resource_id) for r in held),
            held[0].shares_venue,
        )
        for booking_id, held in by_booking.items()
    ]


def _overlap_row(
    db: Connection, one: Claim, other: Claim, resource: tuple[str, str]
) -> dict[str, Any]:
    name = overlap_id(one.booking_id, other.booking_id, resource)
    told = db.execute(select(_conflict).where(_conflict.c.id == name)).one_or_none()
    slots = sorted([[c.booking_id, wire(c.starts), wire(c.ends)] for c in (one, other)])
    same = told is not None and sorted(told.slots or []) == slots
    if told is not None and same:
        first, later = told.first, told.later
    else:
        first, later = sorted((one.booking_id, other.booking_id), key=lambda i: _claimed_at(db, i))
    return {
        "id": name,
        "first": first,
        "later": later,
        "resource": resource[0],
        "resource_id": resource[1],
        "accepted": bool(told is not None and same and told.state == "accepted"),
    }


def _claimed_at(db: Connection, booking_id: str) -> tuple[int, int, int, str]:
    """Order bookings: what was held first, what the server knows next, own wishes last."""
    row = db.execute(
        select(_booking.c.state, _booking.c.seq).where(_booking.c.id == booking_id)
    ).one()
    cursor = state.get(db, "cursor", 0)
    o = mutation_op.c
    n = db.execute(
        select(func.max(o.n))
        .join(mutation, mutation.c.n == o.n)
        .where(
            o.kind == "booking",
            o.row_id == booking_id,
            or_(mutation.c.acked_head.is_(None), mutation.c.acked_head > cursor),
        )
    ).scalar_one()
    return (0 if row.state == "completed" else 1, n or 0, row.seq, booking_id)
