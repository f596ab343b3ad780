from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jd_desktop.host.paths import resources
from jd_desktop.integrations.headings import load_headings
from jd_desktop.integrations.reading import Reading
from jd_desktop.integrations.tables import Row, Table
from jd_desktop.integrations.things_file import ThingLine, read_instructors, read_vehicles

SYNONYMS = resources() / "import" / "headings.toml"


def read(kind: str, **cells: str) -> Reading[ThingLine]:
    table = Table(tuple(cells), (Row(2, tuple(cells.values())),))
    columns = load_headings(kind, SYNONYMS, None).columns(table.headings)
    if kind == "vehicles":
        return read_vehicles(table, columns)
    return read_instructors(table, columns, date(2026, 11, 23))


def values(kind: str, **cells: str) -> dict[str, Any]:
    (line,) = read(kind, **cells).lines
    return dict(line.values)


def test_a_vehicle() -> None:
    cells = {"Reg. nr.": "ck41277", "Mærke": "VW", "Model": "Golf", "Gear": "Automat"}
    assert values("vehicles", **cells) == {
        "plate": "CK 41 277", "make": "VW", "model": "Golf", "gear": "automatic",
    }  # fmt: skip


def test_an_instructor() -> None:
    cells = {
        "Kørelærer": "Demir, Ali", "Initialer": "ad", "Mobil": "21 00 00 01",
        "Kategorier": "b, be/a", "Godkendt til": "31-12-2028",
    }  # fmt: skip
    assert values("instructors", **cells) == {
        "name": "Ali Demir", "initials": "AD", "phone": "+4521000001",
        "categories": ["B", "BE", "A"], "approval_valid_to": "2028-12-31",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "cells", "column"),
    [
        ("vehicles", {"Nummerplade": "", "Model": "Golf"}, "Nummerplade"),
        ("vehicles", {"Nummerplade": "CK 41 277 og en mere"}, "Nummerplade"),
        ("vehicles", {"Nummerplade": "CK41277", "Gear": "firehjulstræk"}, "Gear"),
        ("instructors", {"Navn": "", "Initialer": "AD"}, "Navn"),
        ("instructors", {"Navn": "Ali", "Tlf": "2"}, "Tlf"),
        ("instructors", {"Navn": "Ali", "Gyldig til": "snart"}, "Gyldig til"),
        ("instructors", {"Navn": "Ali", "Initialer": "010109-1234"}, "Initialer"),
    ],
)
def test_what_cannot_be_read_skips_the_row(kind: str, cells: dict[str, str], column: str) -> None:
    reading = read(kind, **cells)
    assert reading.lines == ()
    assert [p.column for p in reading.problems] == [column]
    assert "1234" not in repr(reading)
