"""A school's rows in memory, for tests of the rules of agreement."""

from __future__ import annotations

from collections.abc import Iterable

from jd_desktop.domain.merge import Row
from jd_desktop.domain.overlaps import STANDING
from jd_desktop.domain.schedule import Claim, claim_of


class PlainDiary:
    """The smallest thing that satisfies Diary."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.head = 0
        self.numbers: dict[str, int] = {}

    def row(self, kind: str, row_id: str) -> Row | None:
        return self.rows.get((kind, row_id))

    def put(self, row: Row) -> None:
        self.rows[row.kind, row.id] = row

    def next_seq(self) -> int:
        self.head += 1
        return self.head

    def next_number(self, series: str) -> int:
        self.numbers[series] = self.numbers.get(series, 0) + 1
        return self.numbers[series]

    def rivals(self, claim: Claim) -> Iterable[Row]:
        for row in list(self.rows.values()):
            if row.kind == "booking" and not row.deleted and row.id != claim.booking_id:
                other = claim_of(row.id, row.body)
                if other and other.meets(claim) and other.resources & claim.resources:
                    yield row

    def overlaps_of(self, booking_id: str) -> Iterable[Row]:
        for row in list(self.conflicts()):
            if booking_id in row.body["subjects"] and row.body["state"] in STANDING:
                yield row

    def conflicts(self) -> list[Row]:
        return [r for r in self.rows.values() if r.kind == "conflict"]
