"""Reading a school's records page by page, by key: a page costs the same wherever it begins."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, false, or_, select, tuple_

from jd_desktop.central import refusals
from jd_desktop.central.sight import visible
from jd_desktop.central.tables import record, slot
from jd_desktop.domain import audience
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.clock import wire
from jd_desktop.domain.validity import LONGEST_BOOKING
from jd_desktop.protocol.reads import PAGE, Page, Record

_r, _s = record.c, slot.c


@dataclass(frozen=True, slots=True)
class Bookings:
    """Which active bookings: those that meet [starts, ends), of a resource where one is named."""

    starts: datetime | None = None
    ends: datetime | None = None
    resource: str = "instructor"
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """In which school, for whose eyes, from where, how many."""

    school_id: str
    viewer: Viewer
    cursor: str = ""
    limit: int = PAGE


def one(connection: Connection, reader: Reader, kind: str, row_id: str) -> Record | None:
    """Return a record as the reader sees it, None where there is none for their eyes."""
    mine = and_(_r.school_id == reader.school_id, _r.kind == kind, _r.id == row_id)
    found = connection.execute(_columns().where(mine, _r.deleted.is_(False))).one_or_none()
    return _seen(reader.viewer, kind, found) if found else None


def page(connection: Connection, reader: Reader, kind: str) -> Page:
    """Return the records of a kind in the order of their ids; raises Refusal `invalid`."""
    (after,) = _read_cursor(reader.cursor, 1)
    mine = and_(_r.school_id == reader.school_id, _r.kind == kind, _r.deleted.is_(False))
    some = _columns().where(mine, _r.id > after, visible(reader.viewer)).order_by(_r.id)
    rows = connection.execute(some.limit(reader.limit + 1)).all()
    told = rows[: reader.limit]
    end = _cursor(told[-1].id) if len(rows) > reader.limit else ""
    return Page(items=_all_seen(reader.viewer, kind, told), next=end)


def bookings(connection: Connection, reader: Reader, asked: Bookings) -> Page:
    """Return active bookings in the order in which they begin; raises Refusal `invalid`."""
    after = _read_cursor(reader.cursor, 2)
    columns = select(_r.id, _r.seq, _r.by, _r.body, _r.audience, _s.starts)
    joined = columns.join(
        record,
        and_(_r.school_id == _s.school_id, _r.kind == "booking", _r.id == _s.booking_id),
    )
    mine = and_(_s.school_id == reader.school_id, _s.resource == asked.resource)
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
    if asked.resource == "student" and not reader.viewer.sees_all:
        some = some.where(_is_own(reader.viewer))  # else one learns who is in a colleague's lesson
    limit = reader.limit
    rows = connection.execute(some.order_by(_s.starts, _s.booking_id).limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    end = _cursor(last.starts, last.id) if last else ""
    return Page(items=_all_seen(reader.viewer, "booking", rows[:limit]), next=end)


def _is_own(viewer: Viewer) -> ColumnElement[bool]:
    tokens = sorted(viewer.own)
    return or_(false(), *(_r.audience.contains(f"|{t}|", autoescape=True) for t in tokens))


def _seen(viewer: Viewer, kind: str, row: Any) -> Record | None:
    body = audience.seen_as(viewer, kind, row.id, row.body, audience.read(row.audience))
    return None if body is None else Record(id=row.id, seq=row.seq, by=row.by, body=body)


def _all_seen(viewer: Viewer, kind: str, rows: Iterable[Any]) -> list[Record]:
    return [seen for row in rows if (seen := _seen(viewer, kind, row))]


def _columns() -> Select[Any]:
    return select(_r.id, _r.seq, _r.by, _r.body, _r.audience)


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
