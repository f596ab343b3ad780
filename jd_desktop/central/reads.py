"""Reading a school's records page by page, by key: a page costs the same wherever it begins."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Select, and_, select, tuple_

from jd_desktop.central import refusals
from jd_desktop.central.tables import record, slot
from jd_desktop.domain.clock import wire
from jd_desktop.domain.validity import LONGEST_BOOKING
from jd_desktop.protocol.reads import Page, Record

_r, _s = record.c, slot.c


@dataclass(frozen=True, slots=True)
class Bookings:
    """Which active bookings: those that meet [starts, ends), of a resource where one is named."""

    starts: datetime | None = None
    ends: datetime | None = None
    resource: str = "instructor"
    resource_id: str = ""


def one(connection: Connection, school_id: str, kind: str, row_id: str) -> Record | None:
    """Return a record, None where there is none or it was deleted."""
    mine = and_(_r.school_id == school_id, _r.kind == kind, _r.id == row_id)
    found = connection.execute(_columns().where(mine, _r.deleted.is_(False))).one_or_none()
    return Record.model_validate(found, from_attributes=True) if found else None


def page(connection: Connection, school_id: str, kind: str, cursor: str, limit: int) -> Page:
    """Return the records of a kind in the order of their ids; raises Refusal `invalid`."""
    (after,) = _read_cursor(cursor, 1)
    mine = and_(_r.school_id == school_id, _r.kind == kind, _r.deleted.is_(False))
    some = _columns().where(mine, _r.id > after).order_by(_r.id).limit(limit + 1)
    rows = connection.execute(some).all()
    items = [Record.model_validate(r, from_attributes=True) for r in rows[:limit]]
    return Page(items=items, next=_cursor(items[-1].id) if len(rows) > limit else "")


def bookings(
    connection: Connection, school_id: str, asked: Bookings, cursor: str, limit: int
) -> Page:
    """Return active bookings in the order in which they begin; raises Refusal `invalid`."""
    after = _read_cursor(cursor, 2)
    columns = select(_r.id, _r.seq, _r.by, _r.body, _s.starts)
    joined = columns.join(
        record,
        and_(_r.school_id == _s.school_id, _r.kind == "booking", _r.id == _s.booking_id),
    )
    mine = and_(_s.school_id == school_id, _s.resource == asked.resource)
    some = joined.where(mine, tuple_(_s.starts, _s.booking_id) > tuple_(*after))
    if asked.resource_id:
        some = some.where(_s.resource_id == asked.resource_id)
    if asked.starts is not None:
        # Nothing lasts longer than 12 hours: the index finds what may still be going on.
        some = some.where(
            _s.starts > wire(asked.starts - LONGEST_BOOKING), _s.ends > wire(asked.starts)
        )
    if asked.ends is not None:
        some = some.where(_s.starts < wire(asked.ends))
    rows = connection.execute(some.order_by(_s.starts, _s.booking_id).limit(limit + 1)).all()
    items = [Record.model_validate(r, from_attributes=True) for r in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items=items, next=_cursor(last.starts, last.id) if last else "")


def _columns() -> Select[tuple[str, int, str, dict[str, object]]]:
    return select(_r.id, _r.seq, _r.by, _r.body)


def _cursor(*parts: str) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).decode()


def _read_cursor(written: str, length: int) -> tuple[str, ...]:
    """Read a cursor that `_cursor` wrote; "" begins at the beginning."""
    if not written:
        return ("",) * length
    try:
        read = msgspec.json.decode(base64.urlsafe_b64decode(written), type=tuple[str, ...])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as e:
        raise refusals.invalid() from e
    if len(read) != length or any("\x00" in part for part in read):
        raise refusals.invalid()
    return read
