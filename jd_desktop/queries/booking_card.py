"""Everything the inspector shows about one booking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from jd_desktop.domain.daily_maximum import Limits
from jd_desktop.domain.language import Text
from jd_desktop.queries.calendar import Tile, tiles_of
from jd_desktop.queries.cautions import Caution, cautions
from jd_desktop.queries.message_list import rows_about
from jd_desktop.store.tables import ENTITIES, mutation, mutation_op, overlap


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message about a booking: what of, where it stands and in words, and to whom."""

    id: str
    event: str
    label: Text
    channel: str
    state: str
    said: Text
    student: str


@dataclass(frozen=True, slots=True)
class Rival:
    """The other booking of a double booking; `mine_is_later` says which came second."""

    conflict_id: str
    tile: Tile
    resource: str
    resource_name: str
    mine_is_later: bool
    booked_by: str


@dataclass(frozen=True, slots=True)
class BookingCard:
    """One booking with its people, messages and double bookings."""

    tile: Tile
    note: str
    pickup: str
    phones: tuple[tuple[str, str], ...]
    booking_type_id: str
    booked_by: str
    booked_at: str
    cancelled_by: str
    cancel_reason: str
    rivals: tuple[Rival, ...]
    parked_conflict_id: str
    messages: tuple[MessageRow, ...]
    waits_to_be_sent: bool
    cautions: tuple[Caution, ...] = ()


def booking_card(
    db: Connection, booking_id: str, *, limits: Sequence[Limits] = ()
) -> BookingCard | None:
    """Return a booking's card, None where the booking is gone; `limits` are the daily maxima."""
    b = ENTITIES["booking"]
    row = db.execute(select(b).where(b.c.id == booking_id)).one_or_none()
    if row is None:
        return None
    (tile,) = tiles_of(db, [booking_id])
    return BookingCard(
        tile=tile,
        note=row.note or "",
        pickup=row.pickup or "",
        phones=_phones(db, tile),
        booking_type_id=row.booking_type_id or "",
        booked_by=row.booked_by or "",
        booked_at=row.booked_at or "",
        cancelled_by=row.cancelled_by or "",
        cancel_reason=row.cancel_reason or "",
        rivals=rivals(db, booking_id),
        parked_conflict_id=_parked(db, booking_id),
        messages=messages_about(db, booking_id),
        waits_to_be_sent=_unsent(db, booking_id),
        cautions=cautions(db, booking_id, limits),
    )


def rivals(db: Connection, booking_id: str) -> tuple[Rival, ...]:
    """Return the open double bookings that a booking is part of."""
    o, b = overlap.c, ENTITIES["booking"].c
    rows = db.execute(
        select(overlap).where(
            o.accepted.is_(False), or_(o.first == booking_id, o.later == booking_id)
        )
    ).all()
    others = {r.id: r.first if r.later == booking_id else r.later for r in rows}
    tiles = {t.id: t for t in tiles_of(db, list(others.values()))}
    by = {
        r.id: r.booked_by or ""
        for r in db.execute(select(b.id, b.booked_by).where(b.id.in_(list(tiles))))
    }
    return tuple(
        Rival(
            r.id,
            tiles[others[r.id]],
            r.resource,
            resource_name(db, r.resource, r.resource_id),
            r.later == booking_id,
            by.get(others[r.id], ""),
        )
        for r in rows
        if others[r.id] in tiles
    )


def resource_name(db: Connection, resource: str, resource_id: str) -> str:
    """Return what a person calls an instructor, vehicle, venue or student."""
    c = ENTITIES[resource].c
    called = {"student": ("first_name", "last_name"), "vehicle": ("plate",)}
    parts = [c[part] for part in called.get(resource, ("name",))]
    row = db.execute(select(*parts).where(c.id == resource_id)).one_or_none()
    return " ".join(part for part in row or () if part)


def messages_about(db: Connection, booking_id: str) -> tuple[MessageRow, ...]:
    """Return the messages about a booking, newest first, each with how it went in words."""
    found = rows_about(db, booking_id)
    return tuple(
        MessageRow(r.id, r.event, r.label, r.channel, r.state, r.words[0] or r.went, r.student)
        for r in found
    )


def _phones(db: Connection, tile: Tile) -> tuple[tuple[str, str], ...]:
    s = ENTITIES["student"].c
    some = select(s.first_name, s.last_name, s.phone).where(s.id.in_(tile.student_ids))
    return tuple(
        (f"{r.first_name} {r.last_name or ''}".strip(), r.phone or "") for r in db.execute(some)
    )


def _parked(db: Connection, booking_id: str) -> str:
    c = ENTITIES["conflict"].c
    waiting = select(c.id, c.subjects).where(c.state == "open", c.what.in_(("parked", "overruled")))
    return next((r.id for r in db.execute(waiting) if booking_id in (r.subjects or ())), "")


def _unsent(db: Connection, booking_id: str) -> bool:
    o = mutation_op.c
    unsent = (
        select(o.n)
        .join(mutation, mutation.c.n == o.n)
        .where(o.kind == "booking", o.row_id == booking_id, mutation.c.acked_head.is_(None))
    )
    return db.execute(unsent.limit(1)).first() is not None
