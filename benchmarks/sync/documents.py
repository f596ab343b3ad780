"""The bookings that every system in a comparison is given: the same, from one seed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

FIRST = datetime(2026, 1, 5, 7, tzinfo=UTC)
INSTRUCTORS = 40
SLOTS_A_DAY = 10
_LESSON = timedelta(minutes=45)


def bookings(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Return so many bookings, each with its id; about one in 200 collides with another."""
    chance = random.Random(seed)
    return [_booking(k, chance) for k in range(count)]


def _booking(k: int, chance: random.Random) -> dict[str, Any]:
    instructor, turn = k % INSTRUCTORS, k // INSTRUCTORS
    day, hour = divmod(turn, SLOTS_A_DAY)
    starts = FIRST + timedelta(days=day, hours=hour)
    if chance.random() < 1 / 400:
        starts -= timedelta(minutes=30)
    return {
        "id": identity(k, chance),
        "instructor_id": f"instructor-{instructor:04d}",
        "vehicle_id": f"vehicle-{instructor:04d}",
        "student_ids": [f"student-{chance.randrange(5_000):06d}"],
        "starts": instant(starts),
        "ends": instant(starts + _LESSON),
        "state": "confirmed",
        "booking_type_id": "koerelektion",
        "pickup": chance.choice(("Nørregade 12, 5000 Odense C", "Skolen", "Banegården")),
        "note": f"Time {chance.randrange(40)}: " + chance.choice(("vigepligt", "motorvej", "by")),
        "booked_by": "Bo",
    }


def identity(k: int, chance: random.Random) -> str:
    """Return a UUID version 7 made one millisecond after the one before it."""
    made = (1_760_000_000_000 + k) << 80 | 7 << 76 | chance.getrandbits(12) << 64
    return str(UUID(int=made | 2 << 62 | chance.getrandbits(62)))


def instant(at: datetime) -> str:
    """Write an instant as the wire does."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
