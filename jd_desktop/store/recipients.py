"""The students that a filter finds, each with why they would get nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, exists, func, or_, select

from jd_desktop.domain.clock import wire
from jd_desktop.domain.recipients import MISSING, Filter, Recipient
from jd_desktop.store.consent import address, closed, why_not
from jd_desktop.store.tables import ENTITIES, booking_student

_student = ENTITIES["student"]
_NOT_TOLD = ("cancelled", "suppressed")


def recipients(
    db: Connection,
    wanted: Filter,
    channel: str,
    *,
    excluded: Collection[str] = (),
    broadcast_id: str = "",
    event: str = "announcement",
) -> list[Recipient]:
    """Return whom a filter finds, in the order of names; with the reason where they get nothing."""
    rows = [dict(r) for r in db.execute(_found(wanted)).mappings()]
    told = _told(db, broadcast_id) if broadcast_id else frozenset[str]()
    return list(_judged(db, rows, channel, event, frozenset(excluded), told))


def _judged(
    db: Connection,
    rows: list[dict[str, Any]],
    channel: str,
    event: str,
    excluded: frozenset[str],
    told: frozenset[str],
) -> Iterator[Recipient]:
    taken, barred = set[str](), closed(db, channel)
    for row in rows:
        to, reason = address(row, channel), ""
        if row["id"] in excluded:
            reason = "left_out"
        elif row["id"] in told:
            reason = "already"
        elif event in (row["messages_off"] or ()):
            reason = "not_wanted"
        reason = reason or why_not(row, channel, barred)
        if not reason and to.lower() in taken:
            reason = "same_address"
        if reason in ("", "already"):
            taken.add(to.lower())
        yield Recipient(row["id"], _name(row), to, reason)


def _found(wanted: Filter) -> Select[Any]:
    s = _student.c
    found = select(_student).order_by(func.coalesce(s.last_name, ""), s.first_name, s.id)
    if wanted.active:
        found = found.where(s.active.is_not(False))
    if wanted.department_id:
        found = found.where(s.department_id == wanted.department_id)
    if wanted.instructor_id:
        found = found.where(s.instructor_id == wanted.instructor_id)
    if wanted.tag:
        tags = func.json_each(s.tags).table_valued("value")
        found = found.where(exists(select(tags.c.value).where(tags.c.value == wanted.tag)))
    if wanted.missing in MISSING:
        field = s[wanted.missing]
        found = found.where(or_(field.is_(None), field == ""))
    if wanted.asks_for_bookings:
        has = exists(_bookings(wanted))
        found = found.where(~has if wanted.without_booking else has)
    return found


def _bookings(wanted: Filter) -> Select[Any]:
    seat, b = booking_student.c, ENTITIES["booking"].c
    found = (
        select(b.id)
        .join(booking_student, seat.booking_id == b.id)
        .where(seat.student_id == _student.c.id, b.state != "cancelled")
        .correlate(_student)
    )
    if wanted.booking_type_id:
        found = found.where(b.booking_type_id == wanted.booking_type_id)
    if wanted.since:
        found = found.where(b.starts >= wire(wanted.since))
    if wanted.until:
        found = found.where(b.starts < wire(wanted.until))
    return found


def _told(db: Connection, broadcast_id: str) -> frozenset[str]:
    m = ENTITIES["message"].c
    sent = select(m.student_id).where(m.broadcast_id == broadcast_id, m.state.not_in(_NOT_TOLD))
    return frozenset(db.execute(sent).scalars())


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['first_name'] or ''} {row['last_name'] or ''}".strip()
