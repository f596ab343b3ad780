"""Who claims what and when, as far as one push needs to know: the slot index in memory.

Times are compared as the wire writes them, which sorts as time does. What is found may be a
little more than what truly meets; the domain's rules decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select

from jd_desktop.central.tables import slot
from jd_desktop.domain.clock import wire
from jd_desktop.domain.schedule import Claim
from jd_desktop.domain.validity import LONGEST_BOOKING

Bucket = tuple[str, str, date]
"""A resource, its id, and the UTC day on which a slot begins."""

AT_ONCE = 500
_c = slot.c
_FIND = select(_c.booking_id, _c.resource_id, _c.starts, _c.ends).where(
    _c.school_id == bindparam("school"),
    _c.resource == bindparam("resource"),
    _c.resource_id.in_(bindparam("ids", expanding=True)),
    _c.starts >= bindparam("first"),
    _c.starts < bindparam("last"),
)


class Calendar:
    """A school's slots: read day by day as needed, rewritten for bookings that change."""

    def __init__(self, connection: Connection, school_id: str):
        """Take a connection that holds the school's gate."""
        self._connection, self._school_id = connection, school_id
        self._read: set[Bucket] = set()
        self._days: dict[Bucket, dict[str, tuple[str, str]]] = defaultdict(dict)
        self._where: dict[str, set[Bucket]] = defaultdict(set)
        self._placed: dict[str, Claim | None] = {}

    def place(self, booking_id: str, claim: Claim | None) -> None:
        """Let a booking claim this from now on, or nothing."""
        for bucket in self._where.pop(booking_id, ()):
            del self._days[bucket][booking_id]
        self._placed[booking_id] = claim
        if claim:
            times = (wire(claim.starts), wire(claim.ends))
            for resource, resource_id in claim.resources:
                self._note((resource, resource_id, claim.starts.date()), booking_id, times)

    def _note(self, bucket: Bucket, booking_id: str, times: tuple[str, str]) -> None:
        self._days[bucket][booking_id] = times
        self._where[booking_id].add(bucket)

    def meeting(self, claim: Claim) -> set[str]:
        """Return the other bookings that share a resource with a claim and meet it."""
        buckets = list(_needed_by(claim))
        self._read_missing(buckets)
        starts, ends = wire(claim.starts), wire(claim.ends)
        found = {
            booking_id
            for bucket in buckets
            for booking_id, (begun, ended) in self._days[bucket].items()
            if begun <= ends and starts <= ended
        }
        return found - {claim.booking_id}

    def expect(self, claims: Iterable[Claim]) -> None:
        """Read what `meeting` will need for these claims, week by week."""
        self._read_missing(b for claim in claims for b in _needed_by(claim))

    def _read_missing(self, buckets: Iterable[Bucket]) -> None:
        missing = {b for b in buckets if b not in self._read}
        if not missing:
            return
        weeks: dict[tuple[str, int], list[Bucket]] = defaultdict(list)
        for bucket in missing:
            weeks[bucket[0], bucket[2].toordinal() // 7].append(bucket)
        for (resource, _), some in weeks.items():
            ids = sorted({b[1] for b in some})
            days = sorted({b[2] for b in some})
            for start in range(0, len(ids), AT_ONCE):
                self._load(resource, ids[start : start + AT_ONCE], days)
        self._read |= missing

    def _load(self, resource: str, ids: list[str], days: list[date]) -> None:
        asked = {
            "school": self._school_id,
            "resource": resource,
            "ids": ids,
            "first": days[0].isoformat(),
            "last": (days[-1] + timedelta(days=1)).isoformat(),
        }
        for booking_id, resource_id, starts, ends in self._connection.execute(_FIND, asked):
            if booking_id not in self._placed:
                day = date.fromisoformat(starts[:10])
                self._note((resource, resource_id, day), booking_id, (starts, ends))

    def flush(self) -> None:
        """Rewrite the slots of every booking that was placed."""
        ids = sorted(self._placed)
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            old = delete(slot).where(_c.school_id == self._school_id, _c.booking_id.in_(some))
            self._connection.execute(old)
        rows = [
            {
                "school_id": self._school_id, "booking_id": c.booking_id, "resource": resource,
                "resource_id": resource_id, "starts": wire(c.starts), "ends": wire(c.ends),
            }
            for c in self._placed.values()
            if c
            for resource, resource_id in c.resources
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert(slot), rows)


def _needed_by(claim: Claim) -> Iterator[Bucket]:
    """Nothing lasts longer than 12 hours, so what meets a claim begins within them or later."""
    first = (claim.starts - LONGEST_BOOKING).date()
    days = [first + timedelta(days=k) for k in range((claim.ends.date() - first).days + 1)]
    for resource, resource_id in claim.resources:
        for day in days:
            yield resource, resource_id, day
