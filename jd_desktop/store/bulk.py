"""Taking in very many rows: tables first, and what hangs on them once, at the end.

While `building` is set, indexes are missing and claims, overlaps and search keys are behind;
the window works, if more slowly. `complete` makes all of it from the tables as they stand, so
that it may be called after any interruption.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol

import msgspec
from sqlalchemy import JSON, Boolean, Connection, Table, select

from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.schedule import CLAIMING
from jd_desktop.store import claims, overlap_links, search_index, state
from jd_desktop.store.tables import ENTITIES

_DERIVED = ("claim", "booking_student")
_AT_ONCE = 1_000
_CACHE = -65_536  # KiB; the ordinary cache is smaller than the indexes that are built
_INSTANT = "-".join(("[0-9]" * 4, "[0-9]" * 2, "[0-9]" * 2)) + "T" + ":".join(
    ("[0-9]" * 2, "[0-9]" * 2, "[0-9]" * 2)
) + "." + "[0-9]" * 3 + "Z"  # fmt: skip
_PUT_SERVER_ROW = (
    'INSERT INTO server_row (kind, id, seq, deleted, body, "by", reduced)'
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq, deleted = excluded.deleted,"
    ' body = excluded.body, "by" = excluded."by", reduced = excluded.reduced'
    " WHERE server_row.seq < excluded.seq"
)
_HELD = f"state IN ({', '.join(repr(s) for s in sorted(CLAIMING))})"
_PLAIN = f"(starts GLOB '{_INSTANT}' AND ends GLOB '{_INSTANT}')"
_ALL_CLAIMS = "INSERT OR IGNORE INTO claim " + " UNION ALL ".join(
    [
        f"SELECT id, '{name}', {name}_id, starts, ends, coalesce(shares_venue, 0) FROM booking"
        f" WHERE {name}_id <> '' AND {_HELD} AND {_PLAIN}"
        for name in ("instructor", "vehicle", "venue")
    ]
    + [
        "SELECT booking.id, 'student', value, starts, ends, coalesce(shares_venue, 0)"
        f" FROM booking, json_each(student_ids) WHERE value <> '' AND {_HELD} AND {_PLAIN}"
    ]
)
_ALL_SEATS = (
    "INSERT OR IGNORE INTO booking_student (student_id, booking_id, starts)"
    " SELECT value, booking.id, starts FROM booking, json_each(student_ids)"
)


class Told(Protocol):
    """A record as a server tells it."""

    kind: str
    id: str
    seq: int
    body: dict[str, Any]
    deleted: bool
    by: str
    reduced: bool


def is_building(db: Connection) -> bool:
    """Whether rows are being taken in, or were when the program was interrupted."""
    return state.get(db, "building") is not None


def rows_here(db: Connection) -> int:
    """How many of the server's rows are here."""
    return int(db.exec_driver_sql("SELECT count(*) FROM server_row").scalar_one())


def begin(db: Connection) -> None:
    """Drop the indexes that are built faster at the end, remembering how they were made."""
    if is_building(db):
        return
    tables = ", ".join(f"'{name}'" for name in (*ENTITIES, *_DERIVED))
    found = db.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        f" AND tbl_name IN ({tables}) ORDER BY name"
    ).all()
    for name, _ in found:
        db.exec_driver_sql(f"DROP INDEX {name}")
    state.put(db, building=[made for _, made in found])


def put(db: Connection, rows: Sequence[Told]) -> None:
    """Store rows that are newer than any here and have no wishes over them."""
    if not rows:
        return
    db.exec_driver_sql(f"PRAGMA cache_size={_CACHE}")
    db.exec_driver_sql(
        _PUT_SERVER_ROW,
        [(r.kind, r.id, r.seq, int(r.deleted), _json(r.body), r.by, int(r.reduced)) for r in rows],
    )
    last = {(r.kind, r.id): r for r in rows if r.kind in KINDS}
    known = sorted(last.values(), key=attrgetter("kind"))
    for kind, group in groupby(known, key=attrgetter("kind")):
        some = list(group)
        _put_entities(db, ENTITIES[kind], [r for r in some if not r.deleted])
        gone = [(r.id,) for r in some if r.deleted]
        if gone:
            db.exec_driver_sql(f"DELETE FROM {kind} WHERE id = ?", gone)


def complete(db: Connection) -> None:
    """Make claims, overlaps, search keys and indexes of what is there; nothing when none lack."""
    made = state.get(db, "building")
    if made is None:
        return
    db.exec_driver_sql(f"PRAGMA cache_size={_CACHE}")
    claims.forget_all(db)
    db.exec_driver_sql(_ALL_CLAIMS)
    db.exec_driver_sql(_ALL_SEATS)
    _claim_slowly(db)
    for index in made:
        db.exec_driver_sql(index)
    overlap_links.relink_all(db)
    _index_students(db)
    state.put(db, building=None)


def _put_entities(db: Connection, table: Table, rows: Sequence[Told]) -> None:
    """Name only columns that some row fills: the driver is slow to write that there is nothing."""
    if not rows:
        return
    said = {name for r in rows for name in r.body}
    names = [f.name for f in KINDS[table.name].fields()]
    filled = [n for n in names if n in said]
    written = {n: as_ for n in filled for t, as_ in _WRITTEN if isinstance(table.c[n].type, t)}
    columns = ("id", "seq", "pending", *filled)
    fresh = ", ".join(f"{n} = excluded.{n}" for n in ("seq", "pending", *names))
    db.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        f" ON CONFLICT (id) DO UPDATE SET {fresh}",
        [(r.id, r.seq, 0, *_values(r.body, filled, written)) for r in rows],
    )


def _values(
    body: dict[str, Any], names: Iterable[str], written: Mapping[str, Callable[[Any], Any]]
) -> Iterable[Any]:
    flat = body.copy()
    for name, as_ in written.items():
        value = body.get(name)
        if value is not None:
            flat[name] = as_(value)
    return map(flat.get, names)


def _claim_slowly(db: Connection) -> None:
    """Times that are not written as the wire does are read and written anew."""
    booking = ENTITIES["booking"]
    odd = db.exec_driver_sql(f"SELECT id FROM booking WHERE NOT {_PLAIN}").scalars().all()
    for start in range(0, len(odd), _AT_ONCE):
        some = select(booking).where(booking.c.id.in_(odd[start : start + _AT_ONCE]))
        claims.rewrite(db, {r["id"]: dict(r) for r in db.execute(some).mappings()})


def _index_students(db: Connection) -> None:
    search_index.forget_all(db)
    c = ENTITIES["student"].c
    found = db.execute(select(c.id, c.first_name, c.last_name, c.email, c.phone)).mappings()
    for some in found.partitions(_AT_ONCE):
        search_index.add(db, [(s["id"], dict(s)) for s in some])


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


# The driver takes numbers as they are, and asks around what a bool might be.
_WRITTEN: tuple[tuple[type, Callable[[Any], Any]], ...] = ((JSON, _json), (Boolean, int))
