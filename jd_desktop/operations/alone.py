"""A desktop that works alone is its own server: the same rules, answered at once."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert

from jd_desktop.domain.agreement import Author, Mutation, take
from jd_desktop.domain.batches import batched
from jd_desktop.domain.clock import wire
from jd_desktop.domain.merge import Op, Row, Version
from jd_desktop.domain.overlaps import STANDING, relink
from jd_desktop.domain.schedule import Claim, claim_of, collisions
from jd_desktop.store import claims, state
from jd_desktop.store.school import school
from jd_desktop.store.tables import ENTITIES, mutation, mutation_op, server_row

DEVICE = "alone"
MEETING = frozenset({"booking", "conflict"})
"""The kinds whose rows here, as they are wanted, say what meets what: shown before the answer."""
Key = tuple[str, str]
_KEPT = ("seq", "deleted", "body", "versions", "by")


def answer(db: Connection, n: int, at: datetime) -> set[tuple[str, str]]:
    """Take the mutation just written into this desktop's own truth; returns what it touched."""
    diary = _OwnDiary(db)
    made = mutation_of(db, n)
    diary.load({(op.kind, op.id) for op in made.ops})
    note = take(made, Author(DEVICE, made.user, at=wire(at)), diary)
    relink([i for k, i in diary.touched if k == "booking"], diary, at)
    diary.flush()
    head = diary.head
    state.put(db, cursor=head)
    answered = update(mutation).where(mutation.c.n == n)
    db.execute(answered.values(acked_head=head, outcome=note.outcome))
    return diary.touched


def mutation_of(db: Connection, n: int) -> Mutation:
    """Read a written mutation back as the domain knows it."""
    header = db.execute(select(mutation).where(mutation.c.n == n)).one()
    c = mutation_op.c
    ops = db.execute(select(mutation_op).where(c.n == n).order_by(c.position))
    return Mutation(
        n,
        header.at,
        header.user,
        tuple(Op(o.kind, o.row_id, o.base, o.patch, o.was, o.is_delete) for o in ops),
        header.schema,
    )


def _row(found: Any) -> Row:
    versions = {g: Version(*v) for g, v in (found.versions or {}).items()}
    return Row(
        found.kind, found.id, found.seq, found.body, versions, found.deleted, found.by or ""
    )  # fmt: skip


def _values(row: Row) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "id": row.id,
        "seq": row.seq,
        "deleted": row.deleted,
        "body": dict(row.body),
        "versions": {g: [v.seq, v.device] for g, v in row.versions.items()},
        "by": row.by,
    }


class _OwnDiary:
    """The local server rows, written under the local writer's transaction."""

    def __init__(self, db: Connection):
        self._db = db
        self.head = int(state.get(db, "cursor", 0))
        self.touched: set[Key] = set()
        self._rows: dict[Key, Row | None] = {}

    def load(self, keys: Set[Key]) -> None:
        """Read what will be needed in one go; the rest is read as it is asked for."""
        c = server_row.c
        self._rows |= dict.fromkeys(keys, None)
        for some in batched(sorted(keys), 400):
            wanted = select(server_row).where(tuple_(c.kind, c.id).in_(some))
            self._rows |= {(r.kind, r.id): _row(r) for r in self._db.execute(wanted)}

    def row(self, kind: str, row_id: str) -> Row | None:
        if (kind, row_id) not in self._rows:
            self.load({(kind, row_id)})
        return self._rows[kind, row_id]

    def put(self, row: Row) -> None:
        self._rows[row.kind, row.id] = row
        self.touched.add((row.kind, row.id))

    def flush(self) -> None:
        """Write what was put, each row once."""
        if not self.touched:
            return
        put = insert(server_row)
        fresh = {name: put.excluded[name] for name in _KEPT}
        values = [_values(row) for key in sorted(self.touched) if (row := self._rows[key])]
        keyed = put.on_conflict_do_update(index_elements=["kind", "id"], set_=fresh)
        self._db.execute(keyed, values)

    def next_seq(self) -> int:
        self.head += 1
        return self.head

    def next_number(self, series: str) -> int:
        """Take the next number of a series; this desktop is the only one that gives any."""
        key = f"number:{series}"
        since = school(self._db).get("numbers_from") or 1
        number = max(int(state.get(self._db, key, 0)) + 1, since)
        state.put(self._db, **{key: number})
        return number

    def rivals(self, claim: Claim) -> Iterable[Row]:
        """Every pending wish is answered at once here, so the local claims are the truth."""
        for other, _ in collisions(claim, claims.rivals(self._db, claim)):
            row = self.row("booking", other.booking_id)
            if row and not row.deleted and claim_of(row.id, row.body):
                yield row

    def overlaps_of(self, booking_id: str) -> Iterable[Row]:
        conflict = ENTITIES["conflict"]
        open_ones = select(conflict.c.id, conflict.c.subjects).where(
            conflict.c.what == "overlap", conflict.c.state.in_(STANDING)
        )
        for found in self._db.execute(open_ones).all():
            if booking_id in (found.subjects or ()):
                row = self.row("conflict", found.id)
                if row and row.body["state"] in STANDING:
                    yield row
