"""What Ctrl+K finds in the database: students, their coming bookings, invoices by number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from jd_desktop.domain.clock import instant, wire
from jd_desktop.queries.students import choose
from jd_desktop.store.tables import ENTITIES, booking_student

STUDENT, BOOKING, INVOICE = "student", "booking", "invoice"
_BOOKINGS = 3
_OF_STUDENTS = 2
"""Bookings are found for so many students, so that a short word does not flood the list."""


@dataclass(frozen=True, slots=True)
class PaletteHit:
    """Something found: its kind and id, whose it is, and when or which one."""

    kind: str
    id: str
    name: str
    more: str = ""
    at: datetime | None = None


def palette(db: Connection, typed: str, now: datetime) -> list[PaletteHit]:
    """Return what matches, students first."""
    students = choose(db, typed, limit=5)
    found = [PaletteHit(STUDENT, i, name, phone) for i, name, phone in students]
    for student_id, name, _ in students[:_OF_STUDENTS]:
        found += _bookings(db, student_id, name, now)
    return found + _invoices(db, typed)


def _bookings(db: Connection, student_id: str, name: str, now: datetime) -> list[PaletteHit]:
    b, seat = ENTITIES["booking"].c, booking_student.c
    coming = (
        select(b.id, seat.starts)
        .join(ENTITIES["booking"], b.id == seat.booking_id)
        .where(seat.student_id == student_id, seat.starts > wire(now), b.state != "cancelled")
        .order_by(seat.starts)
        .limit(_BOOKINGS)
    )
    return [PaletteHit(BOOKING, r.id, name, at=instant(r.starts)) for r in db.execute(coming)]


def _invoices(db: Connection, typed: str) -> list[PaletteHit]:
    if not typed.strip().isdecimal():
        return []
    i, s = ENTITIES["invoice"].c, ENTITIES["student"].c
    rows = db.execute(
        select(i.id, i.number, i.student_id, s.first_name, s.last_name)
        .join(ENTITIES["student"], s.id == i.student_id)
        .where(i.number == int(typed))
    )
    return [
        PaletteHit(INVOICE, r.student_id, f"{r.first_name} {r.last_name or ''}".strip(),
                   str(r.number))
        for r in rows
    ]  # fmt: skip
