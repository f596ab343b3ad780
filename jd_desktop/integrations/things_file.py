"""Instructors and vehicles as an office keeps them in tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from jd_desktop.domain.language import text
from jd_desktop.integrations.headings import Columns
from jd_desktop.integrations.reading import Cells, Reading, read_lines
from jd_desktop.integrations.students_file import read_email, read_name, read_phone
from jd_desktop.integrations.tables import Table
from jd_desktop.integrations.values import day, plate

_BETWEEN = re.compile(r"[\s,;/+]+")
_GEARS = {
    "manuel": "manual", "manual": "manual", "manuelt": "manual", "m": "manual",
    "automat": "automatic", "automatic": "automatic", "automatgear": "automatic",
    "automatisk": "automatic", "aut": "automatic", "a": "automatic",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThingLine:
    """An instructor or a vehicle to add, and the name of its department."""

    row: int
    name: str
    values: Mapping[str, Any]
    department: str = ""


def read_instructors(table: Table, columns: Columns, today: date) -> Reading[ThingLine]:
    """Read a table of instructors; rows with problems are left out whole."""
    return read_lines(table, columns, lambda cells: _instructor(cells, today))


def read_vehicles(table: Table, columns: Columns) -> Reading[ThingLine]:
    """Read a table of vehicles; rows with problems are left out whole."""
    return read_lines(table, columns, _vehicle)


def _instructor(cells: Cells, today: date) -> ThingLine:
    name = " ".join(read_name(cells)).strip()
    approved = cells.take(
        "approval_valid_to",
        partial(day, newest=date(today.year + 50, 12, 31)),
        text("Datoen kan ikke læses; skriv den som 24-12-2028."),
        None,
    )
    values = {
        "name": name,
        "initials": cells.words("initials").upper(),
        "phone": read_phone(cells),
        "email": read_email(cells),
        "categories": [c.upper() for c in _BETWEEN.split(cells.words("categories")) if c],
        "approval_no": cells.words("approval_no"),
        "approval_valid_to": approved.isoformat() if approved else "",
    }
    return ThingLine(cells.row, name, _filled(values), cells.words("department"))


def _vehicle(cells: Cells) -> ThingLine:
    cells.words("plate")
    number = cells.take("plate", plate, text("Nummerpladen kan ikke læses."), "")
    if not cells.raw("plate"):
        cells.wrong("plate", text("Nummerpladen mangler."))
    gear = text("Gearet skal være manuelt eller automatisk.")
    values = {
        "plate": number,
        "make": cells.words("make"),
        "model": cells.words("model"),
        "category": cells.words("category").upper(),
        "gear": cells.take("gear", lambda written: _GEARS[written.lower()], gear, ""),
    }
    return ThingLine(cells.row, number, _filled(values), cells.words("department"))


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v}
