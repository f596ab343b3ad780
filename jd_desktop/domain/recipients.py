"""Whom a message to many is for: what a person chose, and why some do not get it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from jd_desktop.domain.clock import instant, wire

MISSING = ("phone", "email", "birth_date", "street")
"""What a student may lack that a school asks for."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which students: those for whom all of this holds; what is empty does not count.

    `booking_type_id` and the period ask for a planned or held booking of the type, in the period;
    `without_booking` for students who have none there. `missing` is a field that is empty.
    """

    active: bool = True
    department_id: str = ""
    instructor_id: str = ""
    tag: str = ""
    booking_type_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    without_booking: bool = False
    missing: str = ""

    @property
    def asks_for_bookings(self) -> bool:
        """Whether bookings decide."""
        return bool(self.booking_type_id or self.since or self.until or self.without_booking)

    def written(self) -> dict[str, Any]:
        """Write it down as a broadcast keeps it: only what counts."""
        kept = {k: v for k, v in asdict(self).items() if v or k == "active"}
        return {k: wire(v) if isinstance(v, datetime) else v for k, v in kept.items()}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Filter:
        """Read what was written down; what this version does not know is left out."""
        return cls(
            active=kept.get("active") is not False,
            **{k: str(kept.get(k) or "") for k in _WORDS},
            since=_moment(kept.get("since")),
            until=_moment(kept.get("until")),
            without_booking=kept.get("without_booking") is True,
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    """A student who was chosen, and why they get nothing, "" where they do.

    Reasons: those of consent ("no_phone" …), "not_wanted", "left_out" by a person,
    "same_address" as another one, "already" told.
    """

    student_id: str
    name: str
    address: str
    reason: str = ""


_WORDS = ("department_id", "instructor_id", "tag", "booking_type_id", "missing")


def _moment(written: Any) -> datetime | None:
    return instant(written) if written else None
