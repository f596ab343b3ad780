"""A school's records as the caller may see them, for the platform's other parts; in threads."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path, Query, Response
from pydantic import AwareDatetime

from jd_desktop.central import reads, refusals
from jd_desktop.central.database import reading
from jd_desktop.central.people import Caller
from jd_desktop.central.request import Here, Who, told
from jd_desktop.central.routing import Route
from jd_desktop.protocol.reads import PAGE, PAGE_AT_MOST, RESOURCES, Page, Record

Resource = Literal[
    "bookings", "students", "instructors", "vehicles", "venues", "departments", "booking-types",
    "messages", "conflicts",
]  # fmt: skip
Name = Annotated[str, Path(max_length=200, pattern=r"^[^\x00]+$")]
Cursor = Annotated[str, Query(max_length=2000)]
Limit = Annotated[int, Query(ge=1, le=PAGE_AT_MOST)]
Day = Annotated[AwareDatetime | None, Query()]
Of = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


def list_bookings(  # noqa: PLR0913, PLR0917 - each is a part of the question
    here: Here,
    who: Who,
    school_id: Name,
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
    instructor: Of = "",
    vehicle: Of = "",
    student: Of = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Response:
    """List active bookings that meet a time, of an instructor, vehicle or student."""
    reader = _reader(who, school_id, cursor, limit)
    named = {"instructor": instructor, "vehicle": vehicle, "student": student}
    given = {k: v for k, v in named.items() if v}
    if len(given) > 1 or _is_too_far(since) or _is_too_far(until):
        raise refusals.invalid()
    resource, resource_id = next(iter(given.items()), ("instructor", ""))
    asked = reads.Bookings(since, until, resource, resource_id)
    with reading(here.engine, school_id) as connection:
        return told(reads.bookings(connection, reader, asked))


def list_records(
    here: Here,
    who: Who,
    school_id: Name,
    resource: Resource,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Response:
    """List the records of a kind in the order of their ids."""
    reader = _reader(who, school_id, cursor, limit)
    with reading(here.engine, school_id) as connection:
        return told(reads.page(connection, reader, RESOURCES[resource]))


def read_record(
    here: Here, who: Who, school_id: Name, resource: Resource, record_id: Name
) -> Response:
    """Read one record."""
    reader = _reader(who, school_id)
    with reading(here.engine, school_id) as connection:
        found = reads.one(connection, reader, RESOURCES[resource], record_id)
    if found is None:
        raise refusals.not_found()
    return told(found)


def _reader(who: Caller, school_id: str, cursor: str = "", limit: int = PAGE) -> reads.Reader:
    """Whose eyes it is for; another school's address is nobody's."""
    if who.sender.school_id != school_id:
        raise refusals.not_found()
    return reads.Reader(school_id, who.sender.viewer, cursor, limit)


def _is_too_far(at: datetime | None) -> bool:
    """Whether a time is so far off that nothing can be reckoned from it."""
    return at is not None and not 1900 <= at.year < 3000


ROUTES = (
    Route("GET", "/v1/schools/{school_id}/bookings", list_bookings, gives=Page),
    Route("GET", "/v1/schools/{school_id}/{resource}", list_records, gives=Page),
    Route("GET", "/v1/schools/{school_id}/{resource}/{record_id}", read_record, gives=Record),
)
