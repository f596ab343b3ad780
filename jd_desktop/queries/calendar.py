"""The calendar's rows: tiles, lanes and the span they fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from jd_desktop.domain.clock import instant, midnight, wire
from jd_desktop.domain.validity import LONGEST_BOOKING
from jd_desktop.queries.overlaps import clashes, parked
from jd_desktop.store.tables import ENTITIES, server_row


@dataclass(frozen=True, slots=True)
class Lane:
    """A column's owner: an instructor or a vehicle. `hue` counts 0 to 7."""

    id: str
    name: str
    hue: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One booking as the calendar draws it. Instants are aware UTC.

    `clash` is "" (none), "first" or "later": in an open overlap the later one is drawn
    dashed and red. `unsent` means that the central has not agreed yet (dashed edge).
    `parked` means that somebody's change to it waits for a decision.
    `message` is the state of the newest SMS about it, "" when there is none. `is_hidden` means
    that it is a colleague's: this person is shown the time and not what is in it.
    """

    id: str
    instructor_id: str
    vehicle_id: str
    venue_id: str
    student_ids: tuple[str, ...]
    starts: datetime
    ends: datetime
    title: str
    type_name: str
    place: str
    state: str
    hue: int
    unsent: bool = False
    clash: str = ""
    parked: bool = False
    message: str = ""
    instructor: str = ""
    vehicle: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """What one view of the calendar shows: days × lanes, and the tiles in them."""

    first: date
    days: int
    lanes: tuple[Lane, ...]
    tiles: tuple[Tile, ...]
    holidays: dict[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a booking can be made of: (id, name) pairs; types with their minutes."""

    instructors: tuple[tuple[str, str], ...]
    vehicles: tuple[tuple[str, str], ...]
    venues: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, str, int], ...]


def lanes(db: Connection, by: str = "instructor") -> tuple[Lane, ...]:
    """Return the active instructors or vehicles, in the order of their names."""
    if by == "vehicle":
        c = ENTITIES["vehicle"].c
        rows = db.execute(select(c.id, c.plate, c.make, c.model, c.active).order_by(c.plate)).all()
        shown = [r for r in rows if r.active is not False]
        return tuple(Lane(r.id, vehicle_name(r), k % 8) for k, r in enumerate(shown))
    c = ENTITIES["instructor"].c
    found = db.execute(select(c.id, c.name, c.hue, c.active).order_by(c.name)).all()
    return tuple(
        Lane(r.id, r.name, k % 8 if r.hue is None else r.hue % 8)
        for k, r in enumerate(found)
        if r.active is not False
    )


def team_day(db: Connection, on: date, by: str = "instructor") -> Span:
    """Return one day with a lane for each instructor or vehicle."""
    tiles = _tiles(db, and_(*_within(on, 1)))
    shown = tuple(t for t in tiles if by == "instructor" or t.vehicle_id)
    used = {t.instructor_id if by == "instructor" else t.vehicle_id for t in shown}
    everyone = lanes(db, by)
    strangers = tuple(Lane(i, "–", 7) for i in sorted(used - {x.id for x in everyone}))
    return Span(on, 1, everyone + strangers, shown)


def week(db: Connection, monday: date, instructor_id: str, days: int = 5) -> Span:
    """Return five or seven days of one instructor."""
    b = ENTITIES["booking"].c
    tiles = _tiles(db, and_(*_within(monday, days), b.instructor_id == instructor_id))
    mine = tuple(x for x in lanes(db) if x.id == instructor_id)
    return Span(monday, days, mine, tiles)


def choices(db: Connection) -> Choices:
    """Return what can be chosen in the booking editor."""
    t, v = ENTITIES["booking_type"].c, ENTITIES["venue"].c
    types = db.execute(select(t.id, t.name, t.minutes, t.active).order_by(t.name)).all()
    venues = db.execute(select(v.id, v.name, v.active).order_by(v.name)).all()
    return Choices(
        tuple((x.id, x.name) for x in lanes(db)),
        tuple((x.id, x.name) for x in lanes(db, "vehicle")),
        tuple((r.id, r.name) for r in venues if r.active is not False),
        tuple((r.id, r.name, r.minutes) for r in types if r.active is not False),
    )


def tiles_of(db: Connection, booking_ids: Sequence[str]) -> tuple[Tile, ...]:
    """Return these bookings as tiles."""
    return _tiles(db, ENTITIES["booking"].c.id.in_(list(booking_ids)))


def between(db: Connection, first: datetime, last: datetime) -> tuple[Tile, ...]:
    """Return the bookings that begin in [first, last), of all instructors."""
    b = ENTITIES["booking"].c
    return _tiles(db, and_(b.starts >= wire(first), b.starts < wire(last)))


def _within(first: date, days: int) -> tuple[ColumnElement[bool], ...]:
    b = ENTITIES["booking"].c
    start, end = midnight(first), midnight(first + timedelta(days=days))
    return (b.starts < wire(end), b.starts > wire(start - LONGEST_BOOKING), b.ends > wire(start))


def _tiles(db: Connection, where: ColumnElement[bool]) -> tuple[Tile, ...]:
    b = ENTITIES["booking"]
    rows = db.execute(select(b).where(where, b.c.state != "draft").order_by(b.c.starts)).all()
    ids = [r.id for r in rows]
    names = _names(db, rows)
    clash, waiting, told = clashes(db, ids), parked(db, ids), newest_messages(db, ids)
    hues = {x.id: x.hue for x in lanes(db)}
    hidden = _hidden(db, ids)
    return tuple(
        Tile(
            id=r.id,
            instructor_id=r.instructor_id,
            vehicle_id=r.vehicle_id or "",
            venue_id=r.venue_id or "",
            student_ids=tuple(r.student_ids or ()),
            starts=instant(r.starts),
            ends=instant(r.ends),
            title=_title(r, names),
            type_name=names.get(r.booking_type_id or "", ""),
            place=r.pickup or names.get(r.venue_id or "", ""),
            state=r.state,
            hue=hues.get(r.instructor_id, 7),
            unsent=r.pending,
            clash=clash.get(r.id, ""),
            parked=r.id in waiting,
            message=told.get(r.id, ""),
            instructor=names.get(r.instructor_id, ""),
            vehicle=names.get(r.vehicle_id or "", ""),
            is_hidden=r.id in hidden,
        )
        for r in rows
    )


def _hidden(db: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Return the bookings of which the central tells this person the time alone."""
    s = server_row.c
    told = select(s.id).where(s.kind == "booking", s.reduced.is_(True), s.id.in_(ids))
    return frozenset(db.execute(told).scalars())


def _title(row: Any, names: Mapping[str, str]) -> str:
    students = [names[s] for s in row.student_ids or () if s in names]
    if len(students) > 3:
        return f"{students[0]} +{len(students) - 1}"
    return ", ".join(students) or names.get(row.booking_type_id or "", "") or (row.note or "")


def _names(db: Connection, rows: Sequence[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    wanted = {s for r in rows for s in r.student_ids or ()}
    s = ENTITIES["student"].c
    some = select(s.id, s.first_name, s.last_name).where(s.id.in_(wanted))
    found |= {r.id: f"{r.first_name} {r.last_name or ''}".strip() for r in db.execute(some)}
    for kind in ("booking_type", "venue", "instructor"):
        c = ENTITIES[kind].c
        found |= {r.id: r.name for r in db.execute(select(c.id, c.name))}
    v = ENTITIES["vehicle"].c
    cars = db.execute(select(v.id, v.plate, v.make, v.model))
    return found | {r.id: vehicle_name(r) for r in cars}


def vehicle_name(row: Any) -> str:
    """Return plate and model: "CK 41 277 · Golf"."""
    return f"{row.plate} · {row.model}" if row.model else str(row.plate)


def newest_messages(db: Connection, booking_ids: Sequence[str]) -> dict[str, str]:
    """Return the state of the newest message about each booking that has one."""
    m = ENTITIES["message"].c
    rows = db.execute(
        select(m.booking_id, m.state, m.event)
        .where(m.booking_id.in_(list(booking_ids)))
        .order_by(m.made_at, m.id)
    )
    return {r.booking_id: r.state for r in rows if r.state != "cancelled"}
