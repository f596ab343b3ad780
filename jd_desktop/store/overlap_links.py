"""Which local claims collide: found and written for many bookings at once.

The cost grows with the pairs that collide, not with the questions asked about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy import text as sql

from jd_desktop.domain.schedule import overlap_id
from jd_desktop.store import state
from jd_desktop.store.tables import ENTITIES, claim, mutation, mutation_op, overlap

AT_ONCE = 400
_mine, _other = claim.alias("mine"), claim.alias("other")
_booking, _conflict = ENTITIES["booking"].c, ENTITIES["conflict"].c
_ids: BindParameter[Any] = bindparam("ids", expanding=True)

# A little more than the longest booking: the index then leaves few rows to look at.
_EARLIEST = func.strftime("%Y-%m-%dT%H:%M:%fZ", _mine.c.starts, "-43201 seconds")
_PAIRS = select(
    _mine.c.booking_id, _mine.c.starts, _mine.c.ends,
    _other.c.booking_id, _other.c.starts, _other.c.ends,
    _mine.c.resource, _mine.c.resource_id,
).where(
    _mine.c.booking_id.in_(_ids),
    _other.c.resource == _mine.c.resource,
    _other.c.resource_id == _mine.c.resource_id,
    _other.c.starts > _EARLIEST,
    _other.c.starts < _mine.c.ends,
    _other.c.ends > _mine.c.starts,
    _other.c.booking_id != _mine.c.booking_id,
    ~and_(_mine.c.resource == "venue", _mine.c.shares_venue, _other.c.shares_venue),
)  # fmt: skip
_FORGET = (
    delete(overlap).where(overlap.c.first.in_(_ids)),
    delete(overlap).where(overlap.c.later.in_(_ids)),
)
_LINKED = (
    select(overlap.c.first).where(overlap.c.first.in_(_ids)),
    select(overlap.c.later).where(overlap.c.later.in_(_ids)),
)
_TOLD = select(
    _conflict.id, _conflict.state, _conflict.slots, _conflict.first, _conflict.later
).where(_conflict.id.in_(_ids))
_STANDING = select(_booking.id, _booking.state, _booking.seq).where(_booking.id.in_(_ids))
_WISHED = (
    select(mutation_op.c.row_id, func.max(mutation_op.c.n))
    .join(mutation, mutation.c.n == mutation_op.c.n)
    .where(
        mutation_op.c.kind == "booking",
        mutation_op.c.row_id.in_(_ids),
        or_(mutation.c.acked_head.is_(None), mutation.c.acked_head > bindparam("cursor")),
    )
    .group_by(mutation_op.c.row_id)
)
_BEGUN_BEFORE_ANOTHER_ENDED = sql(
    "SELECT DISTINCT booking_id FROM (SELECT booking_id, starts, max(ends) OVER ("
    " PARTITION BY resource, resource_id ORDER BY starts"
    " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until FROM claim NOT INDEXED)"
    " WHERE starts < busy_until"
)
_PUT = (
    "INSERT INTO overlap (id, first, later, resource, resource_id, accepted)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_Order = tuple[int, int, int, str]


class _Pair(NamedTuple):
    """Two bookings of one resource at one time; each slot is booking, start and end."""

    slots: tuple[tuple[str, str, str], tuple[str, str, str]]
    resource: tuple[str, str]


def relink(db: Connection, booking_ids: Iterable[str]) -> None:
    """Recompute the overlaps of these bookings in the local view."""
    for some in _batches(sorted(set(booking_ids))):
        for forget in _FORGET:
            db.execute(forget, {"ids": some})
        pairs = _pairs(db, some)
        rows = _rows(db, pairs) if pairs else []
        if rows:
            db.exec_driver_sql(_PUT, rows)


def linked(db: Connection, booking_ids: Iterable[str]) -> set[str]:
    """Return those of some bookings that have an overlap in the local view."""
    wanted = list(booking_ids)
    return {i for asked in _LINKED for (i,) in _ask(db, asked, wanted)}


def relink_all(db: Connection) -> None:
    """Recompute every overlap: only bookings that begin before another has ended have any."""
    db.execute(delete(overlap))
    relink(db, db.execute(_BEGUN_BEFORE_ANOTHER_ENDED).scalars().all())


def _pairs(db: Connection, booking_ids: Sequence[str]) -> dict[str, _Pair]:
    """Return the colliding pairs by the name of their overlap, each once."""
    found: dict[str, _Pair] = {}
    for one, begun, ended, other, starts, ends, kind, whose in _ask(db, _PAIRS, booking_ids):
        slots = ((one, begun, ended), (other, starts, ends))
        found[overlap_id(one, other, (kind, whose))] = _Pair(slots, (kind, whose))
    return found


def _rows(db: Connection, pairs: dict[str, _Pair]) -> list[tuple[Any, ...]]:
    told = {t.id: t for t in _ask(db, _TOLD, pairs)}
    orders = _orders(db, {slot[0] for pair in pairs.values() for slot in pair.slots})
    return [_row(name, pair, told.get(name), orders) for name, pair in pairs.items()]


def _row(name: str, pair: _Pair, told: Any, orders: dict[str, _Order]) -> tuple[Any, ...]:
    slots = sorted(list(slot) for slot in pair.slots)
    same = told is not None and sorted(told.slots or []) == slots
    if same:
        first, later = told.first, told.later
    else:
        first, later = sorted((slots[0][0], slots[1][0]), key=orders.__getitem__)
    return (name, first, later, *pair.resource, bool(same and told.state == "accepted"))


def _orders(db: Connection, booking_ids: Iterable[str]) -> dict[str, _Order]:
    """Order bookings: what was held first, what the server knows next, own wishes last."""
    ids = sorted(booking_ids)
    cursor = state.get(db, "cursor", 0)
    wished = {i: n for i, n in _ask(db, _WISHED, ids, cursor=cursor)}
    return {
        i: (0 if standing == "completed" else 1, wished.get(i, 0), seq, i)
        for i, standing, seq in _ask(db, _STANDING, ids)
    }


def _ask(db: Connection, asked: Select[Any], ids: Iterable[str], **more: Any) -> Iterator[Any]:
    for some in _batches(list(ids)):
        yield from db.execute(asked, {"ids": some, **more})


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
