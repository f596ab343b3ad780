"""Double bookings are accepted and linked: open overlaps = colliding pairs, for every commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from jd_desktop.domain.agreement import Records, put_conflict
from jd_desktop.domain.clock import wire
from jd_desktop.domain.merge import Row
from jd_desktop.domain.schedule import Claim, claim_of, collisions, overlap_id

STANDING = ("open", "accepted")


class Diary(Records, Protocol):
    """A school's rows with its calendar: who claims what, and which overlaps are recorded."""

    def rivals(self, claim: Claim) -> Iterable[Row]:
        """Return the active bookings that share a resource with the claim and meet it."""
        ...

    def overlaps_of(self, booking_id: str) -> Iterable[Row]:
        """Return the overlap conflicts that name the booking and are open or accepted."""
        ...


def relink(booking_ids: Iterable[str], diary: Diary, at: datetime) -> None:
    """Open overlaps that have come and close those that are gone, for changed bookings."""
    for booking_id in sorted(set(booking_ids)):
        row = diary.row("booking", booking_id)
        claim = claim_of(row.id, row.body) if row and not row.deleted else None
        pairs = _pairs(claim, diary) if claim else {}
        for gone in list(diary.overlaps_of(booking_id)):
            if gone.id not in pairs:
                put_conflict(diary, gone.id, {**gone.body, "state": "gone"})
        for conflict_id, (other, resource) in pairs.items():
            if row is not None:
                _link(conflict_id, row, other, resource, diary, at)


def _pairs(claim: Claim, diary: Diary) -> dict[str, tuple[Row, tuple[str, str]]]:
    rows = {r.id: r for r in diary.rivals(claim)}
    claims = [c for r in rows.values() if (c := claim_of(r.id, r.body))]
    return {
        overlap_id(claim.booking_id, other.booking_id, resource): (rows[other.booking_id], resource)
        for other, resource in collisions(claim, claims)
    }


def _link(
    conflict_id: str, one: Row, other: Row, resource: tuple[str, str], diary: Diary, at: datetime
) -> None:
    first, later = sorted((one, other), key=claimed_at)
    slots = [slot_of(first), slot_of(later)]
    standing = diary.row("conflict", conflict_id)
    if standing and standing.body["state"] in STANDING and standing.body["slots"] == slots:
        return
    put_conflict(
        diary,
        conflict_id,
        {
            "what": "overlap",
            "state": "open",
            "decision": "",
            "resource": resource[0],
            "resource_id": resource[1],
            "first": first.id,
            "later": later.id,
            "subjects": sorted((first.id, later.id)),
            "slots": slots,
            "changes": [],
            "at": wire(at),
            "by": later.body.get("booked_by") or "",
        },
    )


def claimed_at(row: Row) -> tuple[int, int, str]:
    """Order bookings: what was held came first, then by when the present slot was claimed."""
    versions, state = row.versions, row.body.get("state")
    groups = ("slot",) if state == "completed" else ("slot", "state")
    claimed = max((versions[g].seq for g in groups if g in versions), default=row.seq)
    return (0 if state == "completed" else 1, claimed, row.id)


def slot_of(row: Row) -> list[Any]:
    """Return what of a booking an overlap depends on, as the conflict keeps it."""
    body = row.body
    return [row.id, body["starts"], body["ends"]]
