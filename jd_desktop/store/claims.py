"""Who claims what in the local calendar; written by the projection.

With `store.overlap_links` it shows a double booking here before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, insert, or_, select

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.schedule import Claim, claim_of
from jd_desktop.domain.validity import LONGEST_BOOKING
from jd_desktop.store.tables import booking_student, claim, overlap

_Lines = dict[str, set[tuple[Any, ...]]]
"""The lines of a table by the booking that they are of."""

_NAMES = {
    "claim": ("booking_id", "resource", "resource_id", "starts", "ends", "shares_venue"),
    "booking_student": ("booking_id", "student_id", "starts"),
}
_CLAIMS, _SEATS = (
    select(*(table.c[name] for name in _NAMES[table.name])).where(
        table.c.booking_id.in_(bindparam("ids", expanding=True))
    )
    for table in (claim, booking_student)
)


def forget_all(db: Connection) -> None:
    """Empty the tables before everything is projected again."""
    for table in (claim, overlap, booking_student):
        db.execute(delete(table))


def rewrite(db: Connection, bookings: Mapping[str, Mapping[str, Any] | None]) -> set[str]:
    """Let these bookings claim what they say; None is a booking that is gone.

    Only what differs from what is there is written: returns the bookings whose claims do.
    """
    ids = list(bookings)
    held: _Lines = {i: _claims_of(i, body) for i, body in bookings.items()}
    seats: _Lines = {i: _seats_of(i, body) for i, body in bookings.items()}
    differing = _differing(db, _CLAIMS, held)
    _replace(db, claim, {i: held[i] for i in ids if i in differing})
    otherwise_seated = _differing(db, _SEATS, seats)
    _replace(db, booking_student, {i: seats[i] for i in ids if i in otherwise_seated})
    return differing


def _claims_of(booking_id: str, body: Mapping[str, Any] | None) -> set[tuple[Any, ...]]:
    held = claim_of(booking_id, body) if body else None
    if held is None:
        return set()
    when = (wire(held.starts), wire(held.ends), held.shares_venue)
    return {(booking_id, resource, whose, *when) for resource, whose in held.resources}


def _seats_of(booking_id: str, body: Mapping[str, Any] | None) -> set[tuple[Any, ...]]:
    if not body:
        return set()
    return {(booking_id, s, body["starts"]) for s in body.get("student_ids") or ()}


def _differing(db: Connection, asked: Select[Any], wanted: _Lines) -> set[str]:
    """Return the bookings whose lines are not the wanted ones."""
    there: _Lines = {booking_id: set() for booking_id in wanted}
    for line in db.execute(asked, {"ids": list(wanted)}):
        there[line[0]].add(tuple(line))
    return {booking_id for booking_id, lines in wanted.items() if there[booking_id] != lines}


def _replace(db: Connection, table: Table, lines: _Lines) -> None:
    if not lines:
        return
    db.execute(delete(table).where(table.c.booking_id.in_(list(lines))))
    names = _NAMES[table.name]
    fresh = [dict(zip(names, line, strict=True)) for of in lines.values() for line in of]
    if fresh:
        db.execute(insert(table), fresh)


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
