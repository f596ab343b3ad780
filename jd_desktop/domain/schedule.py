"""Interval algebra: who is claimed when, what collides, where there is room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from jd_desktop.domain.clock import instant
from jd_desktop.domain.kind import Body

CLAIMING = frozenset({"tentative", "confirmed", "completed"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A booking's hold on people and things for a half-open time [starts, ends)."""

    booking_id: str
    starts: datetime
    ends: datetime
    resources: frozenset[tuple[str, str]]
    shares_venue: bool = False

    def meets(self, other: Claim) -> bool:
        """Whether the two times have a moment in common."""
        return self.starts < other.ends and other.starts < self.ends

    def shared_with(self, other: Claim) -> Iterator[tuple[str, str]]:
        """Yield the (resource, id) that both hold and that cannot be held twice."""
        for resource in sorted(self.resources & other.resources):
            both_share = self.shares_venue and other.shares_venue
            if not (resource[0] == "venue" and both_share):
                yield resource


def claim_of(booking_id: str, body: Body) -> Claim | None:
    """Return what a booking holds, None where its state claims nothing."""
    if body.get("state") not in CLAIMING:
        return None
    held = [(name, body.get(f"{name}_id") or "") for name in ("instructor", "vehicle", "venue")]
    held += [("student", s) for s in body.get("student_ids") or ()]
    return Claim(
        booking_id,
        instant(body["starts"]),
        instant(body["ends"]),
        frozenset((n, i) for n, i in held if i),
        bool(body.get("shares_venue")),
    )


def overlap_id(one: str, other: str, resource: tuple[str, str]) -> str:
    """Name the double booking of a resource by two bookings, whichever came first."""
    low, high = sorted((one, other))
    return f"overlap:{low}:{high}:{resource[0]}:{resource[1]}"


def collisions(claim: Claim, others: Iterable[Claim]) -> Iterator[tuple[Claim, tuple[str, str]]]:
    """Yield each other claim with the resource that both want at the same time."""
    for other in others:
        if other.booking_id != claim.booking_id and claim.meets(other):
            for resource in claim.shared_with(other):
                yield other, resource


def free_slots(
    claim: Claim, others: Iterable[Claim], candidates: Iterable[datetime], *, wanted: int
) -> list[datetime]:
    """Return the first `wanted` starts at which nothing collides, each a real alternative."""
    length, taken = claim.ends - claim.starts, list(others)
    found: list[datetime] = []
    for start in candidates:
        moved = Claim(claim.booking_id, start, start + length, claim.resources, claim.shares_venue)
        if any(moved.meets(Claim("", at, at + length, frozenset())) for at in found):
            continue
        if not any(True for _ in collisions(moved, taken)):
            found.append(start)
            if len(found) == wanted:
                break
    return found


def snap(at: datetime, step: timedelta = timedelta(minutes=15)) -> datetime:
    """Round to the nearest step of the clock."""
    past = timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    return at - past + step * round(past / step)
