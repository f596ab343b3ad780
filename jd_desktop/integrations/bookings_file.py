"""Bookings as an office keeps them in a table: one lesson a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import blake2b

from jd_desktop.domain.clock import local_day, wire
from jd_desktop.domain.language import text
from jd_desktop.domain.search import fold
from jd_desktop.integrations.headings import Columns
from jd_desktop.integrations.reading import Cells, Reading, read_lines
from jd_desktop.integrations.students_file import read_phone
from jd_desktop.integrations.tables import Table
from jd_desktop.integrations.values import LONGEST, clock, day, length, local

_STATES = {
    "": False, "bekraeftet": False, "booket": False, "planlagt": False, "ok": False,
    "aktiv": False, "confirmed": False, "booked": False, "planned": False,
    "aflyst": True, "annulleret": True, "afbud": True, "slettet": True,
    "cancelled": True, "canceled": True,
}  # fmt: skip

_NEVER = datetime.fromisoformat("1900-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class BookingLine:
    """A lesson to book, with the names of what must be found first.

    `said` is free text in which students, instructor, vehicle and type may be named (a
    calendar's event); `key` names the same lesson when the file comes again.
    """

    row: int
    key: str
    starts: datetime
    ends: datetime | None
    student: str = ""
    phone: str = ""
    instructor: str = ""
    vehicle: str = ""
    type: str = ""
    note: str = ""
    place: str = ""
    said: str = ""
    people: tuple[str, ...] = ()
    cancelled: bool = False


def read_bookings(table: Table, columns: Columns, today: date) -> Reading[BookingLine]:
    """Read a table of bookings; rows with problems are left out whole."""
    return read_lines(table, columns, lambda cells: _booking(cells, today))


def _booking(cells: Cells, today: date) -> BookingLine:
    starts = _starts(cells, today)
    student, phone = cells.words("student"), read_phone(cells)
    if not student and not cells.raw("phone"):
        cells.wrong("student", text("Eleven mangler."))
    cancelled = cells.take(
        "state",
        lambda written: _STATES[fold(written)],
        text("Status skal være bekræftet eller aflyst."),
        False,
    )
    return BookingLine(
        cells.row,
        _key(cells.words("number"), starts, student, phone),
        starts,
        _ends(cells, starts),
        student=student,
        phone=phone,
        instructor=cells.words("instructor"),
        vehicle=cells.words("vehicle"),
        type=cells.words("type"),
        note=cells.words("note"),
        cancelled=cancelled,
    )


def _starts(cells: Cells, today: date) -> datetime:
    """Return when it begins; a date may stand in its own column or before the time."""
    reason = text("Datoen kan ikke læses; skriv den som 24-12-2026.")
    where = "date" if cells.raw("date") else "start"
    on = cells.take(where, partial(day, newest=date(today.year + 50, 12, 31)), reason, None)
    at = cells.take("start", clock, text("Tiden kan ikke læses; skriv den som 10:15."), None)
    if not cells.raw("start"):
        cells.wrong("start", text("Starttiden mangler."))
    if on is None or at is None:
        return _NEVER
    try:
        return local(on, at)
    except (ValueError, OverflowError):
        cells.wrong("start", text("Den tid findes ikke: uret stilles frem til sommertid."))
        return _NEVER


def _ends(cells: Cells, starts: datetime) -> datetime | None:
    """Return when it ends, None where the file does not say; the type's length then counts."""
    lasts = cells.take("minutes", length, text("Varigheden kan ikke læses; skriv minutter."), None)
    until = cells.take("end", clock, text("Tiden kan ikke læses; skriv den som 11:45."), None)
    if starts is _NEVER or until is None:
        return starts + lasts if lasts else None
    try:
        ends = local(local_day(starts), until)
    except ValueError:
        ends = starts
    if not timedelta(0) < ends - starts <= LONGEST:
        cells.wrong("end", text("Lektionen skal slutte efter den begynder, samme dag."))
    return ends


def _key(number: str, starts: datetime, student: str, phone: str) -> str:
    """Name a lesson by the office's own number, else by who and when."""
    if number:
        return f"import:bookings:{number}"
    said = "\0".join((wire(starts), phone or " ".join(sorted(fold(student).split()))))
    return f"import:bookings:{blake2b(said.encode(), digest_size=12).hexdigest()}"
