"""The student list, of any length, and one student's card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, text, tuple_

from jd_desktop.domain.clock import instant, wire
from jd_desktop.queries.calendar import Tile, tiles_of
from jd_desktop.store.ledger import ledger
from jd_desktop.store.search_index import match
from jd_desktop.store.tables import ENTITIES, booking_student, cpr_vault

_student = ENTITIES["student"]
_instructor = ENTITIES["instructor"]
SEARCH_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A line of the list."""

    id: str
    first_name: str
    last_name: str
    phone: str
    email: str
    instructor: str
    next_lesson: datetime | None
    unsent: bool
    active: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class StudentCard:
    """A student with coming and past lessons. `has_cpr` tells only that there is one.

    `balance_ore` is what they owe, in øre; negative is what the school holds for them.
    """

    row: StudentRow
    fields: dict[str, Any]
    has_cpr: bool
    coming: tuple[Tile, ...]
    past: tuple[Tile, ...]
    completed: int
    balance_ore: int = 0


def page(
    db: Connection,
    *,
    now: datetime,
    search: str = "",
    after: tuple[str, str, str] | None = None,
    limit: int = 200,
) -> list[StudentRow]:
    """Return a page in the order of names; `after` is (last, first, id) of the line before."""
    key = (func.coalesce(_student.c.last_name, ""), _student.c.first_name, _student.c.id)
    lines = _lines(now).where(_student.c.active.is_not(False)).order_by(*key).limit(limit)
    if after is not None:
        lines = lines.where(tuple_(*key) > tuple_(*after))
    if search.strip():
        found = found_ids(db, search)
        lines = lines.where(_student.c.id.in_(found))
    return [_line(r) for r in db.execute(lines)]


def count(db: Connection, *, search: str = "") -> int:
    """Return how many students the list has, the search applied (at most 200 then)."""
    if search.strip():
        return len(found_ids(db, search))
    active = select(func.count()).select_from(_student).where(_student.c.active.is_not(False))
    return db.execute(active).scalar_one()


def page_at(
    db: Connection, *, now: datetime, search: str, offset: int, limit: int
) -> list[StudentRow]:
    """Return a page by its place in the list, for a table that is scrolled anywhere."""
    order = (func.coalesce(_student.c.last_name, ""), _student.c.first_name, _student.c.id)
    lines = _lines(now).where(_student.c.active.is_not(False)).order_by(*order)
    if search.strip():
        lines = lines.where(_student.c.id.in_(found_ids(db, search)))
    return [_line(r) for r in db.execute(lines.limit(limit).offset(offset))]


def by_phone(db: Connection, phone: str) -> list[str]:
    """Return the ids of students with this number (E.164)."""
    return list(db.execute(select(_student.c.id).where(_student.c.phone == phone)).scalars())


def card(db: Connection, student_id: str, *, now: datetime) -> StudentCard | None:
    """Return a student's card, None where the student is gone."""
    found = db.execute(_lines(now).where(_student.c.id == student_id)).one_or_none()
    if found is None:
        return None
    fields = db.execute(select(_student).where(_student.c.id == student_id)).mappings().one()
    seats = select(booking_student.c.booking_id).where(booking_student.c.student_id == student_id)
    tiles = tiles_of(db, list(db.execute(seats).scalars()))
    vault = select(cpr_vault.c.student_id).where(cpr_vault.c.student_id == student_id)
    return StudentCard(
        _line(found),
        {k: v for k, v in fields.items() if v is not None},
        db.execute(vault).first() is not None,
        tuple(t for t in tiles if t.ends > now),
        tuple(t for t in reversed(tiles) if t.ends <= now),
        sum(t.state == "completed" for t in tiles),
        ledger(db, student_id).balance_ore,
    )


def choose(db: Connection, typed: str, *, limit: int = 8) -> list[tuple[str, str, str]]:
    """Return (id, name, phone) of students that match what was typed."""
    s = _student.c
    some = select(s.id, s.first_name, s.last_name, s.phone).where(s.active.is_not(False))
    if typed.strip():
        some = some.where(s.id.in_(found_ids(db, typed)))
    rows = db.execute(some.order_by(s.first_name, s.last_name).limit(limit))
    return [(r.id, f"{r.first_name} {r.last_name or ''}".strip(), r.phone or "") for r in rows]


def found_ids(db: Connection, typed: str) -> list[str]:
    """Return the ids of students that match, at most 200.

    Never ranked: a short prefix matches thousands, and ranking them all is slow.
    """
    question = match(typed)
    if not question:
        return []
    hits = text("SELECT id FROM student_search WHERE words MATCH :q LIMIT :n")
    return list(db.execute(hits, {"q": question, "n": SEARCH_AT_MOST}).scalars())


def _lines(now: datetime) -> Select[Any]:
    b, seat = ENTITIES["booking"].c, booking_student.c
    following = (
        select(func.min(seat.starts))
        .join(ENTITIES["booking"], b.id == seat.booking_id)
        .where(
            seat.student_id == _student.c.id,
            seat.starts > wire(now),
            or_(b.state == "confirmed", b.state == "tentative"),
        )
        .scalar_subquery()
    )
    s = _student.c
    return select(
        s.id, s.first_name, s.last_name, s.phone, s.email, s.pending, s.active,
        _instructor.c.name.label("instructor"), following.label("following"),
    ).outerjoin(_instructor, _instructor.c.id == s.instructor_id)  # fmt: skip


def _line(row: Any) -> StudentRow:
    return StudentRow(
        row.id,
        row.first_name,
        row.last_name or "",
        row.phone or "",
        row.email or "",
        row.instructor or "",
        instant(row.following) if row.following else None,
        row.pending,
        row.active is not False,
    )
