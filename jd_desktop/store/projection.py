"""The one writer of entity tables: entity row = server row with pending operations laid over.

Deterministic and idempotent: projecting twice changes nothing, and a fault in it is repaired
by projecting everything again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.merge import fold
from jd_desktop.store import claims, overlap_links, search_index, state
from jd_desktop.store.tables import ENTITIES, mutation, mutation_op, server_row

Key = tuple[str, str]
_AT_ONCE = 400


def project(db: Connection, keys: Iterable[Key]) -> None:
    """Rebuild the entity rows of these (kind, id), with what hangs on them."""
    wanted = sorted({k for k in keys if k[0] in KINDS})
    for some in _batches(wanted):
        bodies = _folded(db, some)
        for kind, group in groupby(some, key=itemgetter(0)):
            _store(db, kind, {i: bodies.get((k, i)) for k, i in group})


def project_all(db: Connection) -> None:
    """Rebuild every entity table from nothing."""
    for table in ENTITIES.values():
        db.execute(delete(table))
    claims.forget_all(db)
    from_server = db.execute(select(server_row.c.kind, server_row.c.id)).all()
    from_here = db.execute(select(mutation_op.c.kind, mutation_op.c.row_id).distinct()).all()
    project(db, [(k, i) for k, i in [*from_server, *from_here]])


def pending_keys(db: Connection) -> list[Key]:
    """Return the rows that the server has not yet told back as people here want them."""
    c = mutation_op.c
    found = db.execute(
        select(c.kind, c.row_id).join(mutation, mutation.c.n == c.n).where(_open(db))
    )
    return sorted({(k, i) for k, i in found})


def _open(db: Connection) -> Any:
    """A mutation leaves the overlay when the cursor has passed the head of its answer."""
    cursor = state.get(db, "cursor", 0)
    return or_(mutation.c.acked_head.is_(None), mutation.c.acked_head > cursor)


def _batches(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


Folded = tuple[dict[str, Any], int, bool]


def _folded(db: Connection, keys: Sequence[Key]) -> dict[Key, Folded]:
    """Return body, server counter and pending mark of the rows that are there."""
    s, o = server_row.c, mutation_op.c
    bodies: dict[Key, Folded] = {
        (r.kind, r.id): (r.body, r.seq, False)
        for r in db.execute(select(server_row).where(tuple_(s.kind, s.id).in_(keys)))
        if not r.deleted
    }
    ops = (
        select(o.kind, o.row_id, o.patch, o.is_delete)
        .join(mutation, mutation.c.n == o.n)
        .where(_open(db), tuple_(o.kind, o.row_id).in_(keys))
        .order_by(o.n, o.position)
    )
    for op in db.execute(ops):
        key = (op.kind, op.row_id)
        body, seq, _ = bodies.get(key, ({}, 0, True))
        if op.is_delete:
            bodies.pop(key, None)
        else:
            bodies[key] = (fold(body, op.kind, op.patch), seq, True)
    # A wish for a row that the server has deleted makes no row: its conflict will ask a person.
    return {k: f for k, f in bodies.items() if not f[2] or _is_whole(k[0], f[0])}


def _is_whole(kind: str, body: dict[str, Any]) -> bool:
    return all(body.get(f.name) is not None for f in KINDS[kind].fields() if f.required)


def _store(db: Connection, kind: str, rows: dict[str, Folded | None]) -> None:
    table = ENTITIES[kind]
    gone = [i for i, folded in rows.items() if folded is None]
    if gone:
        db.execute(delete(table).where(table.c.id.in_(gone)))
    there = {i: folded for i, folded in rows.items() if folded is not None}
    if there:
        names = [f.name for f in KINDS[kind].fields()]
        values = [
            {"id": i, "seq": seq, "pending": pending, **{n: body.get(n) for n in names}}
            for i, (body, seq, pending) in there.items()
        ]
        _upsert(db, table, values)
    _store_what_hangs_on(db, kind, {i: f[0] if f else None for i, f in rows.items()})


def _upsert(db: Connection, table: Table, values: list[dict[str, Any]]) -> None:
    put = insert(table)
    fresh = {c.name: put.excluded[c.name] for c in table.c if c.name != "id"}
    db.execute(put.on_conflict_do_update(index_elements=["id"], set_=fresh), values)


def _store_what_hangs_on(
    db: Connection, kind: str, bodies: dict[str, dict[str, Any] | None]
) -> None:
    if kind == "student":
        search_index.index(db, bodies.items())
    elif kind == "booking":
        changed = claims.rewrite(db, bodies)
        # Who claims what was claimed before meets nobody new; who met somebody may come to be
        # the later of the two.
        overlap_links.relink(db, changed | overlap_links.linked(db, bodies))
    elif kind == "conflict":
        named = {b for body in bodies.values() if body for b in body.get("subjects") or ()}
        overlap_links.relink(db, named)
