"""Forgetting deleted records: once every laptop has had time enough to hear of them.

Nothing else of the school goes: the ledger still tells who deleted what and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Text, and_, cast, delete, select, update

from jd_desktop.central.database import DOORS, gate, reading, writing
from jd_desktop.central.tables import ledger, record, school
from jd_desktop.domain.clock import wire

KEPT = timedelta(days=400)
_AT_ONCE = 400
Key = tuple[str, str]


def purge_all(engine: Engine, now: datetime, *, kept: timedelta = KEPT) -> int:
    """Purge every school, each under its own gate; returns how many records went."""
    with reading(engine, DOORS) as connection:
        schools = list(connection.execute(select(school.c.id)).scalars())
    gone = 0
    for school_id in schools:
        with writing(engine, school_id) as connection:
            gone += purge(connection, school_id, now - kept)
    return gone


def purge(connection: Connection, school_id: str, before: datetime) -> int:
    """Take out what was deleted before an instant; returns how many records went.

    Raises the school's floor: a copy that had not heard of them by then is fetched anew. The
    connection must be at the start of a write transaction.
    """
    held = gate(connection, school_id)
    c, fresh = record.c, set(_deleted_since(connection, school_id, before))
    dead = select(c.kind, c.id, c.seq).where(c.school_id == school_id, c.deleted)
    old = [row for row in connection.execute(dead) if (row.kind, row.id) not in fresh]
    for row in old:
        one = and_(c.school_id == school_id, c.kind == row.kind, c.id == row.id)
        connection.execute(delete(record).where(one))
    floor = max([held.floor, *(row.seq for row in old)])
    connection.execute(update(school).where(school.c.id == school_id).values(floor=floor))
    return len(old)


def _deleted_since(connection: Connection, school_id: str, since: datetime) -> Iterator[Key]:
    """Yield what mutations since an instant deleted; the ledger alone knows when."""
    c = ledger.c
    recent = select(c.mutation).where(c.school_id == school_id, c.at >= wire(since))
    deletes = recent.where(cast(c.mutation, Text).contains("delete"))
    for (mutation,) in connection.execute(deletes.execution_options(yield_per=_AT_ONCE)):
        for op in mutation["ops"]:
            if op.get("delete"):
                yield op["kind"], op["id"]
