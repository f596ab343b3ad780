from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.host.paths import resources
from jd_desktop.integrations.headings import load_headings
from jd_desktop.integrations.reading import Reading
from jd_desktop.integrations.students_file import StudentLine, read_students, split_name
from jd_desktop.integrations.tables import Row, Table

HEADINGS = load_headings("students", resources() / "import" / "headings.toml", None)
TODAY = date(2026, 11, 23)


def read(**cells: str) -> Reading[StudentLine]:
    table = Table(tuple(cells), (Row(2, tuple(cells.values())),))
    return read_students(table, HEADINGS.columns(table.headings), TODAY)


def one(**cells: str) -> StudentLine:
    (line,) = read(**cells).lines
    return line


def wrong(**cells: str) -> list[tuple[str, str]]:
    reading = read(**cells)
    assert reading.lines == ()
    return [(p.column, str(p.reason)) for p in reading.problems]


@pytest.mark.parametrize(
    ("written", "names"),
    [("Mia Holm", ("Mia", "Holm")), ("Holm, Mia", ("Mia", "Holm")), ("Mia", ("Mia", "")),
     ("Mia Sofie Holm", ("Mia Sofie", "Holm")), (" Holm ,  Mia  Sofie ", ("Mia Sofie", "Holm")),
     ("Holm,", ("Holm", "")), ("Ad-Din, Noor el", ("Noor el", "Ad-Din"))],
)  # fmt: skip
def test_a_name_in_one_column(written: str, names: tuple[str, str]) -> None:
    assert split_name(written) == names


@given(st.text(max_size=40))
def test_no_letter_of_a_name_is_lost(written: str) -> None:
    said = "".join(split_name(written))
    assert sorted("".join(said.split())) == sorted("".join(written.replace(",", "", 1).split()))


def test_names_in_two_columns() -> None:
    line = one(Fornavn="Mia  Sofie", Efternavn="Holm")
    assert (line.values["first_name"], line.values["last_name"]) == ("Mia Sofie", "Holm")
    assert line.name == "Mia Sofie Holm"


def test_a_birth_date_is_taken_from_the_cpr_number() -> None:
    line = one(Navn="Mia", CPR="241208-4321")
    assert line.values["birth_date"] == "2008-12-24"
    assert "4321" not in repr(line)


def test_a_cpr_number_that_excel_took_for_a_number_is_whole_again() -> None:
    cpr = one(Navn="Mia", CPR="101091234").cpr
    assert cpr is not None
    assert cpr.digits == "0101091234"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Navn": "", "By": "x"}, "Navn"), ({"Navn": "-"}, "Navn"),
        ({"Navn": "Mia", "Tlf": "2012"}, "Tlf"), ({"Navn": "Mia", "Mail": "mia"}, "Mail"),
        ({"Navn": "Mia", "Mail": "mia@x y"}, "Mail"),
        ({"Navn": "Mia", "CPR": "999999-1234"}, "CPR"),
        ({"Navn": "Mia", "Født": "1-13-2008"}, "Født"),
        ({"Navn": "Mia", "Født": "24-12-2026"}, "Født"),
        ({"Navn": "Mia", "Født": "1-1-1808"}, "Født"),
        ({"Navn": "Mia", "Sprog": "fransk"}, "Sprog"),
        ({"Navn": "Mia", "CPR": "241208-4321", "Født": "25-12-2008"}, "CPR"),
        ({"Navn": "Mia", "Note": "cpr 241208-4321"}, "Note"),
        ({"Navn": "Mia", "By": "#REF!"}, "By"),
        ({"Navn": "Mia", "Note": "x" * 4001}, "Note"), ({"Navn": "Mia 241208 4321"}, "Navn"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_skips_the_row_and_is_not_repeated(
    cells: dict[str, str], column: str
) -> None:
    ((told, reason),) = wrong(**cells)
    assert told == column
    for written in cells.values():
        assert len(written) < 4 or written not in reason


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    assert [c for c, _ in wrong(Navn="Mia", Tlf="1", Mail="m", Født="x")] == ["Tlf", "Mail", "Født"]


def test_an_empty_row_is_nothing() -> None:
    table = Table(("Navn", "Intet"), (Row(2, ("", "sum 3")), Row(3, ("Mia",))))
    reading = read_students(table, HEADINGS.columns(table.headings), TODAY)
    assert [line.row for line in reading.lines] == [3]
    assert reading.problems == ()


def test_the_key_tells_people_apart_and_never_holds_the_cpr_number() -> None:
    mia = one(Navn="Mia Holm", Tlf="20123456", CPR="241208-4321")
    assert mia.key == one(Navn="Holm, Mia", Tlf="+45 20 12 34 56", Født="24-12-2008").key
    assert mia.key != one(Navn="Ida Holm", Tlf="20123456", Født="24-12-2008").key
    assert mia.key != one(Navn="Mia Holm", Tlf="20123457", Født="24-12-2008").key
    assert "4321" not in mia.key
    assert one(Navn="Mia", Elevnr="17").key == one(Navn="Mia Holm", Elevnr="17").key


@given(st.dictionaries(
    st.sampled_from(["Navn", "Tlf", "Mail", "Født", "CPR", "Note", "Sprog", "Elevnr"]),
    st.text(max_size=20),
))  # fmt: skip
def test_any_row_is_taken_whole_or_told(cells: dict[str, str]) -> None:
    reading = read(**{"Navn": "Mia", **cells})
    empty = not any(c.strip() for c in {"Navn": "Mia", **cells}.values())
    assert len(reading.lines) + bool(reading.problems) == (0 if empty else 1)
