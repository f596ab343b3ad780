"""Comparing a school's tables with what its ledger gives, both read in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Table, collate, select

from jd_desktop.central.tables import link, record, school, slot, tie

_AT_ONCE = 500
_KEYS = {
    record: ("kind", "id"),
    slot: ("booking_id", "resource", "resource_id"),
    link: ("booking_id", "conflict_id"),
    tie: ("on_id", "kind", "id"),
}
TABLES = tuple(_KEYS)
"""The records, and all that is kept beside them so that they are found."""

_STAMP = frozenset({"audience", "lost"})
Key = tuple[str, ...]
Pair = tuple[Key, RowMapping | None, RowMapping | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the database is not what its ledger gives; values are people's and never told.

    `what` is `missing`, `extra`, `other` with the fields' names, or what a line of the ledger
    suffers from: `order`, `changed`, `decided`.
    """

    table: str
    key: Key
    what: str
    fields: tuple[str, ...] = ()


class Both:
    """The database as it stands, and as its ledger gives it."""

    def __init__(
        self, stands: Connection, given: Connection, school_id: str, moved: frozenset[str]
    ):
        """Take both, and the devices whose people have another role today than they had."""
        self._stands, self._given = stands, given
        self._school_id, self._moved = school_id, moved
        self.rows = 0
        mine = select(school.c.floor).where(school.c.id == school_id)
        self._floor = int(stands.execute(mine).scalar_one())

    def compared(self, table: Table) -> Iterator[Difference]:
        """Yield what differs in a table."""
        here, there = self._read(table, self._stands), self._read(table, self._given)
        for key, one, other in _paired(here, there):
            self.rows += table is record and one is not None
            if one is not None and other is not None:
                fields = tuple(self._differing(table, key, one, other))
                if fields:
                    yield Difference(table.name, key, "other", fields)
            elif not self._is_forgotten(table, one, other):
                yield Difference(table.name, key, "missing" if one is None else "extra")

    def _read(self, table: Table, connection: Connection) -> Iterator[tuple[Key, RowMapping]]:
        """Read in the order in which Python compares, whatever the database's language is."""
        names = _KEYS[table]
        plain = "C" if connection.dialect.name == "postgresql" else "BINARY"
        mine = select(table).where(table.c.school_id == self._school_id)
        asked = mine.order_by(*(collate(table.c[name], plain) for name in names))
        for row in connection.execute(asked.execution_options(yield_per=_AT_ONCE)).mappings():
            yield tuple(row[name] for name in names), row

    def _differing(
        self, table: Table, key: Key, one: RowMapping, other: RowMapping
    ) -> Iterator[str]:
        is_stamped_anew = table is record and key[0] == "conflict" and self._has_moved(key[1])
        for column in table.columns:
            if is_stamped_anew and column.name in _STAMP:
                continue
            here, there = one[column.name], other[column.name]
            if here == there:
                continue
            if column.name == "body":
                yield from sorted(n for n in here | there if here.get(n) != there.get(n))
            else:
                yield column.name

    def _has_moved(self, conflict_id: str) -> bool:
        """Whether who sees a conflict depends on what its author is today."""
        return ":" in conflict_id and conflict_id.split(":")[1] in self._moved

    def _is_forgotten(self, table: Table, one: RowMapping | None, other: RowMapping | None) -> bool:
        """Whether a deleted record was purged, or might have been."""
        row = one if one is not None else other
        return bool(table is record and row and row["deleted"] and row["seq"] <= self._floor)


def _paired(
    here: Iterator[tuple[Key, RowMapping]], there: Iterator[tuple[Key, RowMapping]]
) -> Iterator[Pair]:
    """Yield each key of two ordered readings with what each has of it."""
    one, other = next(here, None), next(there, None)
    while one or other:
        if other is None or (one and one[0] < other[0]):
            assert one
            yield one[0], one[1], None
            one = next(here, None)
        elif one is None or other[0] < one[0]:
            yield other[0], None, other[1]
            other = next(there, None)
        else:
            yield one[0], one[1], other[1]
            one, other = next(here, None), next(there, None)
