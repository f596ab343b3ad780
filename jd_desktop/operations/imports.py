"""Taking in what offices have in files: each row is taken whole, known, or skipped with why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jd_desktop.domain.clock import local_day
from jd_desktop.host.paths import resources
from jd_desktop.integrations.bookings_file import read_bookings
from jd_desktop.integrations.headings import Columns, load_headings
from jd_desktop.integrations.students_file import read_students
from jd_desktop.integrations.tables import Table, read_table
from jd_desktop.integrations.things_file import read_instructors, read_vehicles
from jd_desktop.operations.import_bookings import import_bookings, import_events
from jd_desktop.operations.import_people import (
    import_instructors,
    import_students,
    import_vehicles,
)
from jd_desktop.operations.import_report import Report
from jd_desktop.operations.work import Work

__all__ = [
    "Report",
    "import_bookings",
    "import_events",
    "import_instructors",
    "import_students",
    "import_vehicles",
    "run_import",
]
_CALENDARS = (".ics", ".ical", ".icalendar", ".ifb", ".vcs")


def run_import(  # noqa: PLR0913 - the command line has this many options
    work: Work,
    kind: str,
    path: Path,
    *,
    mapping: Path | None = None,
    dry_run: bool = False,
    now: datetime,
    instructor: str = "",
) -> Report:
    """Take in a file of students, instructors, vehicles or bookings.

    Raises BadInput where the file as a whole cannot be used; a row that cannot is reported.
    """
    if kind == "bookings" and path.suffix.lower() in _CALENDARS:
        from jd_desktop.integrations.icalendar_file import read_icalendar

        events = read_icalendar(path, now)
        return import_events(work, events, dry_run=dry_run, instructor=instructor)
    table, columns = _table(kind, path, mapping)
    today = local_day(now)
    if kind == "students":
        return import_students(work, read_students(table, columns, today), dry_run=dry_run)
    if kind == "instructors":
        return import_instructors(work, read_instructors(table, columns, today), dry_run=dry_run)
    if kind == "vehicles":
        return import_vehicles(work, read_vehicles(table, columns), dry_run=dry_run)
    lines = read_bookings(table, columns, today)
    return import_bookings(work, lines, dry_run=dry_run, instructor=instructor)


def _table(kind: str, path: Path, mapping: Path | None) -> tuple[Table, Columns]:
    headings = load_headings(kind, resources() / "import" / "headings.toml", mapping)
    table = read_table(path, recognised=headings.recognises)
    return table, headings.columns(table.headings)
