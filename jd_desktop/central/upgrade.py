"""Stamping the records of a central from before audiences; their laptops pull anew."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Connection, Engine, and_, select, update

from jd_desktop.central.book import Book
from jd_desktop.central.database import DOORS, gate, leave, reading, writing
from jd_desktop.central.tables import record, school
from jd_desktop.domain import audience

_AT_ONCE = 1_000
_c = record.c


def stamp_all(engine: Engine) -> None:
    """Give every record an audience, school by school; may be broken off and begun again."""
    with reading(engine, DOORS) as connection:
        schools = list(connection.execute(select(school.c.id)).scalars())
    for school_id in schools:
        begun = False
        while _stamp_some(engine, school_id, is_first=not begun):
            begun = True


def _stamp_some(engine: Engine, school_id: str, *, is_first: bool) -> bool:
    """Stamp a batch under the gate; returns whether there may be more."""
    if not _unstamped(engine, school_id):
        return False
    with writing(engine, school_id) as connection:
        held = gate(connection, school_id)
        keys = _next(connection, school_id)
        book = Book(connection, held)
        book.look_again(keys)
        book.flush()
        leave(connection, held)
        if is_first:
            fresh = update(school).where(school.c.id == school_id)
            connection.execute(fresh.values(epoch=str(uuid4())))
    return bool(keys)


def _unstamped(engine: Engine, school_id: str) -> bool:
    with reading(engine, school_id) as connection:
        return bool(_next(connection, school_id, 1))


def _next(connection: Connection, school_id: str, limit: int = _AT_ONCE) -> list[tuple[str, str]]:
    """Return records without an audience, those first that others hang on."""
    mine = and_(_c.school_id == school_id, _c.audience == audience.UNKNOWN)
    some = select(_c.kind, _c.id).where(mine).order_by(_c.kind, _c.id).limit(limit)
    return [(r.kind, r.id) for r in connection.execute(some)]
