"""Students who may be the same person, written down twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from jd_desktop.queries.names import names
from jd_desktop.queries.students import StudentCard, card
from jd_desktop.store.tables import ENTITIES

_student = ENTITIES["student"]
AT_MOST = 3
_NAMED = ("instructor_id", "department_id")


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Another student who may be the same: `why` is "phone", "email" or "name"."""

    id: str
    name: str
    why: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two students side by side: their fields, and the names of what these refer to."""

    first: dict[str, Any]
    second: dict[str, Any]
    names: Mapping[str, str]


def compared(db: Connection, first_id: str, second_id: str) -> Comparison | None:
    """Return two students side by side, None where one is gone."""
    rows = [
        db.execute(select(_student).where(_student.c.id == i)).mappings().one_or_none()
        for i in (first_id, second_id)
    ]
    if rows[0] is None or rows[1] is None:
        return None
    first, second = ({k: v for k, v in r.items() if v is not None} for r in rows if r)
    ids = {str(r[f]) for r in (first, second) for f in _NAMED if r.get(f)}
    return Comparison(first, second, names(db, ids))


def lookalikes(db: Connection, student_id: str) -> list[Lookalike]:
    """Return the active students with the same phone, e-mail or name; a few, surest first.

    Siblings share a parent's phone and e-mail: two with birth days that differ are two.
    """
    s = _student.c
    own = db.execute(select(_student).where(s.id == student_id)).mappings().one_or_none()
    if own is None or own["active"] is False:
        return []
    alike = [_same_name(own)]
    for field in ("phone", "email"):
        if own[field]:
            alike.append(s[field] == own[field])
    found = select(_student).where(s.id != student_id, s.active.is_not(False), or_(*alike))
    if own["birth_date"]:
        found = found.where(or_(s.birth_date.is_(None), s.birth_date == own["birth_date"]))
    rows = db.execute(found.order_by(s.id).limit(20)).mappings().all()
    told = [_told(dict(own), dict(row)) for row in rows]
    return sorted(told, key=lambda t: ("phone", "email", "name").index(t.why))[:AT_MOST]


def card_and_alike(
    db: Connection, student_id: str, *, now: datetime
) -> tuple[StudentCard | None, list[Lookalike]]:
    """Return a student's card, and who may be the same student."""
    return card(db, student_id, now=now), lookalikes(db, student_id)


def _same_name(own: Any) -> Any:
    s = _student.c
    return and_(s.last_name == own["last_name"], s.first_name == own["first_name"])


def _told(own: dict[str, Any], row: dict[str, Any]) -> Lookalike:
    why = next((f for f in ("phone", "email") if own[f] and own[f] == row[f]), "name")
    name = f"{row['first_name']} {row['last_name'] or ''}".strip()
    return Lookalike(row["id"], name, why, {k: v for k, v in row.items() if v is not None})
