from __future__ import annotations

from datetime import date, timedelta

import pytest

from jd_desktop.domain.language import COPENHAGEN
from jd_desktop.host.paths import resources
from jd_desktop.integrations.bookings_file import BookingLine, read_bookings
from jd_desktop.integrations.headings import load_headings
from jd_desktop.integrations.reading import Reading
from jd_desktop.integrations.tables import Row, Table

HEADINGS = load_headings("bookings", resources() / "import" / "headings.toml", None)
TUESDAY = {"Dato": "24-11-2026", "Fra": "10.15", "Elev": "Mia"}


def read(**cells: str) -> Reading[BookingLine]:
    table = Table(tuple(cells), (Row(2, tuple(cells.values())),))
    return read_bookings(table, HEADINGS.columns(table.headings), date(2026, 11, 23))


def one(**cells: str) -> BookingLine:
    (line,) = read(**cells).lines
    return line


def lasts(line: BookingLine) -> timedelta | None:
    return line.ends - line.starts if line.ends else None


@pytest.mark.parametrize(
    "cells",
    [
        {"Dato": "24-11-2026", "Fra": "10.15"}, {"Dato": "2026-11-24", "Fra": "10:15:00"},
        {"Start": "2026-11-24 10:15"}, {"Dato": "24/11/26", "Kl.": "kl. 10.15"},
        {"Dato": "2026-11-24 00:00", "Tid": "1015"},
    ],
)  # fmt: skip
def test_a_lesson_begins_when_the_file_says(cells: dict[str, str]) -> None:
    starts = one(**cells, Elev="Mia").starts.astimezone(COPENHAGEN)
    assert starts.strftime("%Y-%m-%d %H:%M") == "2026-11-24 10:15"


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [({"Til": "11.45"}, 90), ({"Varighed": "90 min"}, 90), ({"Varighed": "1,5 t"}, 90), ({}, None)],
)
def test_a_lesson_ends_when_the_file_says(cells: dict[str, str], minutes: int | None) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert lasts(one(**TUESDAY, **cells)) == expected


def test_a_cancelled_lesson() -> None:
    assert one(**TUESDAY, Status="AFLYST").cancelled
    assert not one(**TUESDAY, Status="Bekræftet").cancelled


def test_a_lesson_has_the_files_own_number_or_who_and_when() -> None:
    later = {**TUESDAY, "Fra": "12:00"}
    assert one(**TUESDAY, ID="7").key == one(**later, ID="7").key
    assert one(**TUESDAY).key != one(**later).key
    assert one(**TUESDAY, Lærer="Ali").key == one(**TUESDAY, Lærer="Bo").key


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({**TUESDAY, "Elev": ""}, ["Elev"]), ({**TUESDAY, "Dato": "i morgen"}, ["Dato"]),
        ({**TUESDAY, "Fra": "25.00"}, ["Fra"]), ({**TUESDAY, "Til": "09.00"}, ["Til"]),
        ({**TUESDAY, "Til": "10.15"}, ["Til"]), ({**TUESDAY, "Varighed": "13 t"}, ["Varighed"]),
        ({**TUESDAY, "Status": "måske"}, ["Status"]), ({**TUESDAY, "Tlf": "12"}, ["Tlf"]),
        ({**TUESDAY, "Dato": "28-03-2027", "Fra": "02:30"}, ["Fra"]),
        ({**TUESDAY, "Note": "010109-1234"}, ["Note"]), ({"Fra": "", "Elev": "Mia"}, ["Fra"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_skips_the_row(cells: dict[str, str], columns: list[str]) -> None:
    reading = read(**cells)
    assert reading.lines == ()
    assert [p.column for p in reading.problems] == columns
    assert "1234" not in repr(reading)
