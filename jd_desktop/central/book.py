"""A school's rows while its gate is held: read in few queries, written once at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice, takewhile
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, bindparam, delete, select

from jd_desktop.central import numbers
from jd_desktop.central.audiences import Audiences, Rows, Stamp
from jd_desktop.central.calendar import AT_ONCE, Calendar
from jd_desktop.central.database import School, upsert
from jd_desktop.central.tables import link, record
from jd_desktop.domain.agreement import Mutation, parked_id
from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.merge import Op, Row, Version
from jd_desktop.domain.overlaps import STANDING
from jd_desktop.domain.schedule import Claim, claim_of, collisions, overlap_id
from jd_desktop.domain.validity import problems

Key = tuple[str, str]
T = TypeVar("T")
_r = record.c
_FIND = select(_r.id, _r.seq, _r.body, _r.versions, _r.deleted, _r.by, _r.audience, _r.lost).where(
    _r.school_id == bindparam("school"),
    _r.kind == bindparam("kind"),
    _r.id.in_(bindparam("ids", expanding=True)),
)
_CLAIMING = frozenset(
    f.name for g in KINDS["booking"].groups if g.name in ("slot", "state") for f in g.fields
)
_LINKS = select(link.c.booking_id, link.c.conflict_id).where(
    link.c.school_id == bindparam("school"),
    link.c.booking_id.in_(bindparam("ids", expanding=True)),
)
_LINK: dict[str, BindParameter[str]] = {
    "school_id": bindparam("s"),
    "booking_id": bindparam("b"),
    "conflict_id": bindparam("c"),
}
_UNLINK = delete(link).where(*(link.c[name] == value for name, value in _LINK.items()))


_WRITTEN = ("seq", "deleted", "versions", "body", "by", "audience", "lost")


class Book:
    """The domain's `Diary` over the central's database; `flush` writes what changed."""

    def __init__(self, connection: Connection, held: School):
        """Take the connection that holds the school's gate, and its counters."""
        self._connection, self._school = connection, held
        self._calendar = Calendar(connection, held.id)
        self.audiences = Audiences(connection, held.id, Rows(self.row, self._load))
        self._rows: dict[Key, Row | None] = {}
        self._links: dict[str, set[str]] = {}
        self._unsaved: set[Key] = set()
        self.touched: set[Key] = set()

    def row(self, kind: str, row_id: str) -> Row | None:
        """Return the row as it stands, deleted ones included."""
        if (kind, row_id) not in self._rows:
            self._load([(kind, row_id)])
        return self._rows[kind, row_id]

    @property
    def head(self) -> int:
        """The school's latest number."""
        return self._school.head

    def next_seq(self) -> int:
        """Take the school's next number."""
        self._school.head += 1
        return self._school.head

    def next_number(self, series: str) -> int:
        """Take the next number of a series of papers; the gate lets one writer take it."""
        return numbers.take(self._connection, self._school.id, series)

    def put(self, row: Row) -> None:
        """Store a row under its new counter, and what hangs on it."""
        old = self._rows.get((row.kind, row.id))
        self._rows[row.kind, row.id] = row
        self._unsaved.add((row.kind, row.id))
        self.touched.add((row.kind, row.id))
        self.audiences.move(old, row)
        if row.kind == "booking":
            if old is None or _claim(old) != _claim(row):
                self._calendar.place(row.id, _claim(row))
        elif row.body.get("what") == "overlap":
            self._read_links(row.body["subjects"])
            for booking_id in row.body["subjects"]:
                named = self._links[booking_id]
                (named.add if _stands(row) else named.discard)(row.id)

    def rivals(self, claim: Claim) -> Iterator[Row]:
        """Yield the bookings that share a resource with the claim and meet it."""
        for booking_id in sorted(self._calendar.meeting(claim)):
            row = self.row("booking", booking_id)
            if row and _claim(row):
                yield row

    def overlaps_of(self, booking_id: str) -> Iterator[Row]:
        """Yield the overlap conflicts that name the booking and are open or accepted."""
        self._read_links([booking_id])
        for conflict_id in sorted(self._links[booking_id]):
            row = self.row("conflict", conflict_id)
            if row and _stands(row):
                yield row

    def expect(self, device: str, mutations: Sequence[Mutation]) -> None:
        """Read what a batch will probably need in few queries; the rest is read as it comes."""
        keys = {(op.kind, op.id) for m in mutations for op in m.ops if op.kind in KINDS}
        parked = {("conflict", parked_id(device, [key])) for key in keys}
        self._load(keys | parked)
        claims = list(self._coming(mutations))
        self._calendar.expect(claims)
        rivals = {c.booking_id: self._calendar.meeting(c) for c in claims}
        others = {i for ids in rivals.values() for i in ids}
        self._load({("booking", i) for i in others})
        self._read_links(others | {op.id for m in mutations for op in m.ops if _may_claim(op)})
        named = {i for ids in self._links.values() for i in ids}
        met = {i for c in claims for i in self._names(c, rivals[c.booking_id])}
        self._load({("conflict", i) for i in named | met | set(_names_among(claims))})

    def _coming(self, mutations: Sequence[Mutation]) -> Iterator[Claim]:
        """Yield what bookings will claim, supposing that every mutation simply applies."""
        bodies: dict[str, dict[str, Any]] = {}
        for op in (op for m in mutations for op in m.ops if op.kind == "booking"):
            if op.delete or not _may_claim(op):
                continue
            row = self._rows["booking", op.id]
            body = {**(bodies.get(op.id) or (row.body if row else {})), **op.set}
            claim = None if problems("booking", body) else claim_of(op.id, body)
            if claim:
                bodies[op.id] = body
                yield claim

    def _names(self, claim: Claim, others: Iterable[str]) -> Iterator[str]:
        """Yield the names of the overlaps that a claim would have with what stands."""
        rows = [row for i in others if (row := self._rows["booking", i])]
        rivals = [c for row in rows if (c := _claim(row))]
        for other, resource in collisions(claim, rivals):
            yield overlap_id(claim.booking_id, other.booking_id, resource)

    def _load(self, keys: Iterable[Key]) -> None:
        wanted: dict[str, list[str]] = defaultdict(list)
        for kind, row_id in keys:
            if (kind, row_id) not in self._rows:
                self._rows[kind, row_id] = None
                wanted[kind].append(row_id)
        for kind, ids in wanted.items():
            for some in _batches(ids):
                asked = {"school": self._school.id, "kind": kind, "ids": some}
                for found in self._connection.execute(_FIND, asked):
                    row_id, seq, body, versions, deleted, by, audience, lost = found
                    known = {group: Version(*v) for group, v in versions.items()}
                    self._rows[kind, row_id] = Row(kind, row_id, seq, body, known, deleted, by)
                    self.audiences.know((kind, row_id), Stamp(audience, lost))

    def _read_links(self, booking_ids: Iterable[str]) -> None:
        missing = sorted(set(booking_ids) - self._links.keys())
        self._links |= {i: set() for i in missing}
        for some in _batches(missing):
            asked = {"school": self._school.id, "ids": some}
            for booking_id, conflict_id in self._connection.execute(_LINKS, asked):
                self._links[booking_id].add(conflict_id)

    def look_again(self, keys: Sequence[Key]) -> None:
        """Let these rows be stamped as if they had just come."""
        self._load(keys)
        for key in keys:
            row = self._rows[key]
            if row:
                self.audiences.move(None, row)

    def flush(self) -> None:
        """Write every row that changed, with the slots and the links that hang on them.

        A row whose audience alone changed is told again under a new counter.
        """
        for key in self.audiences.settle():
            row = self._rows[key]
            if row and key not in self._unsaved:
                self._rows[key] = replace(row, seq=self.next_seq())
                self._unsaved.add(key)
        rows = [row for key in self._unsaved if (row := self._rows[key])]
        if rows:
            self._save(rows)
            self._calendar.flush()
            self.audiences.flush()
            self._save_links([r for r in rows if r.body.get("what") == "overlap"])
        self._unsaved.clear()

    def _save(self, rows: Sequence[Row]) -> None:
        put = upsert(self._connection, record)
        fresh = {n: put.excluded[n] for n in _WRITTEN}
        put = put.on_conflict_do_update(index_elements=["school_id", "kind", "id"], set_=fresh)
        self._connection.execute(put, [self._written(row) for row in rows])

    def _written(self, row: Row) -> dict[str, Any]:
        stamp = self.audiences.stamp((row.kind, row.id))
        return {
            "school_id": self._school.id, "kind": row.kind, "id": row.id, "seq": row.seq,
            "deleted": row.deleted, "body": row.body, "by": row.by,
            "audience": stamp.audience, "lost": stamp.lost,
            "versions": {g: [v.seq, v.device] for g, v in row.versions.items()},
        }  # fmt: skip

    def _save_links(self, overlaps: Sequence[Row]) -> None:
        school = self._school.id
        ends: dict[bool, list[dict[str, str]]] = {True: [], False: []}
        for row in overlaps:
            for booking_id in row.body["subjects"]:
                ends[_stands(row)].append({"s": school, "b": booking_id, "c": row.id})
        if ends[False]:
            self._connection.execute(_UNLINK, ends[False])
        if ends[True]:
            put = upsert(self._connection, link).values(_LINK).on_conflict_do_nothing()
            self._connection.execute(put, ends[True])


def _claim(row: Row) -> Claim | None:
    return None if row.deleted else claim_of(row.id, row.body)


def _stands(row: Row) -> bool:
    return not row.deleted and row.body.get("state") in STANDING


def _may_claim(op: Op) -> bool:
    """Whether an operation may change what a booking claims."""
    return op.kind == "booking" and (op.delete or not _CLAIMING.isdisjoint(op.set))


def _names_among(claims: Sequence[Claim]) -> Iterator[str]:
    """Yield the names of the overlaps that coming claims would have with each other."""
    in_order = sorted(claims, key=lambda c: c.starts)
    for k, claim in enumerate(in_order):
        meeting = takewhile(_begins_before(claim.ends), islice(in_order, k + 1, None))
        for other, resource in collisions(claim, meeting):
            yield overlap_id(claim.booking_id, other.booking_id, resource)


def _begins_before(ends: datetime) -> Callable[[Claim], bool]:
    return lambda claim: claim.starts < ends


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
