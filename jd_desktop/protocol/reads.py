"""Reading a school's records for the platform's other parts, page by page."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

PAGE = 100
PAGE_AT_MOST = 1_000
RESOURCES = {
    "bookings": "booking", "students": "student", "instructors": "instructor",
    "vehicles": "vehicle", "venues": "venue", "departments": "department",
    "booking-types": "booking_type", "messages": "message", "conflicts": "conflict",
}  # fmt: skip
"""What the records are called in addresses, and their kind."""


class Record(BaseModel):
    """A record as it stands: `seq` is its last change, `by` the person who made it."""

    id: str
    seq: int
    by: str
    body: dict[str, Any]


class Page(BaseModel):
    """Some records in order; `next` is the cursor of the following page, "" at the end."""

    items: list[Record]
    next: str
