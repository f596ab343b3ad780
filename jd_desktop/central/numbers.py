"""Numbers of papers: given here alone, one after the other, so that a school's have no gap."""

from __future__ import annotations

from sqlalchemy import Connection, select

from jd_desktop.central.database import upsert
from jd_desktop.central.tables import numbering, record


def take(connection: Connection, school_id: str, series: str) -> int:
    """Take a series' next number; the caller holds the gate, and its commit is the number's.

    A school that comes from another system says from where its numbers go on.
    """
    n = numbering.c
    mine = (n.school_id == school_id) & (n.series == series)
    last = connection.execute(select(n.last).where(mine)).scalar() or 0
    number = max(last + 1, _goes_on_from(connection, school_id))
    put = upsert(connection, numbering).values(school_id=school_id, series=series, last=number)
    key = ["school_id", "series"]
    connection.execute(put.on_conflict_do_update(index_elements=key, set_={"last": number}))
    return number


def _goes_on_from(connection: Connection, school_id: str) -> int:
    r = record.c
    school = select(r.body).where(
        r.school_id == school_id, r.kind == "school", r.deleted.is_(False)
    )
    body = connection.execute(school.order_by(r.id).limit(1)).scalar() or {}
    return int(body.get("numbers_from") or 1)
