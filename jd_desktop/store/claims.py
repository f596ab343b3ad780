"""Who claims what in the local calendar; written by the projection.

With `store.overlap_links` it shows a double booking here before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.schedule import Claim, claim_of
from jd_desktop.domain.validity import LONGEST_BOOKING
from jd_desktop.store.tables import booking_student, claim, overlap


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
