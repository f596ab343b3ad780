"""Finding what a person names on the command line: by id, name, initials, plate or phone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import COPENHAGEN, text
from jd_desktop.queries.students import choose
from jd_desktop.store.tables import ENTITIES

_NAMES = {
    "instructor": ("name", "initials"),
    "vehicle": ("plate",),
    "venue": ("name",),
    "booking_type": ("name",),
}


def find(db: Connection, kind: str, named: str) -> str:
    """Return the id of exactly one; raises BadInput where none or several fit. "" stays ""."""
    if not named:
        return ""
    table = ENTITIES[kind]
    exact = db.execute(select(table.c.id).where(table.c.id == named)).scalar()
    if exact:
        return str(exact)
    if kind == "student":
        return _one([i for i, _, _ in choose(db, named)], named)
    columns = [table.c[name] for name in _NAMES[kind]]
    rows = db.execute(select(table.c.id).where(or_(*(c == named for c in columns)))).scalars()
    found = list(rows)
    if not found and kind == "vehicle":
        plate = func.replace(table.c.plate, " ", "")
        same = select(table.c.id).where(plate == named.replace(" ", "").upper())
        found = list(db.execute(same).scalars())
    if not found:
        near = select(table.c.id).where(
            or_(*(c.icontains(named, autoescape=True) for c in columns))
        )
        found = list(db.execute(near).scalars())
    return _one(found, named)


def moment(written: str) -> datetime:
    """Read a time: 2026-11-24T10:00, with a zone or else in Copenhagen; raises BadInput."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError as e:
        raise BadInput(
            text("Tiden {tid} kan ikke læses.", tid=written),
            hint=text("Skriv den som 2026-11-24T10:00."),
        ) from e
    return at if at.tzinfo else at.replace(tzinfo=COPENHAGEN)


def _one(found: list[str], named: str) -> str:
    if not found:
        raise BadInput(
            text("{navn} findes ikke.", navn=named), hint=text("Se listen med jd-desktop list.")
        )
    if len(found) > 1:
        raise BadInput(
            text("{navn} passer på {n}.", navn=named, n=len(found)),
            hint=text("Skriv mere af navnet, eller brug id."),
        )
    return found[0]
