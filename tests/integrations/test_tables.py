from __future__ import annotations

import csv
import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH
from jd_desktop.integrations.tables import Row, read_table

HEADINGS = ("Navn", "Tlf", "Bemærkning")
WALL_CLOCK = datetime.fromisoformat("2026-11-23T10:15")
WRITTEN = st.text(st.characters(exclude_categories=("C",), include_characters="\n\t"), max_size=30)
LATIN = st.text(st.characters(codec="cp1252", exclude_categories=("C",)), max_size=30)


def rows_of(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, ...]]]:
    row = st.tuples(cells, cells, cells).filter(lambda r: any(c.strip() for c in r))
    return st.lists(row, max_size=8)


def as_csv(rows: list[tuple[str, ...]], separator: str) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows([HEADINGS, *rows])
    return file.getvalue()


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_table(path)
    assert caught.value.exit_code == 2
    assert caught.value.hint is not None
    return caught.value.sentence(DANISH)


@given(rows_of(WRITTEN), st.sampled_from(";,\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_comes_through_csv(
    tmp_path: Path, rows: list[tuple[str, ...]], separator: str, encoding: str
) -> None:
    file = tmp_path / "elever.csv"
    file.write_bytes(as_csv(rows, separator).encode(encoding))
    table = read_table(file)
    assert table.headings == HEADINGS
    assert [r.cells for r in table.rows] == rows


@given(rows_of(LATIN), st.sampled_from(";,\t"))
def test_any_danish_text_comes_through_windows_1252(
    tmp_path: Path, rows: list[tuple[str, ...]], separator: str
) -> None:
    file = tmp_path / "elever.csv"
    written = as_csv([*rows, ("Bjørn", "æøå ÆØÅ é €", "–")], separator)
    file.write_bytes(written.encode("cp1252"))
    assert [r.cells for r in read_table(file).rows][:-1] == rows


@given(rows_of(WRITTEN))
def test_any_text_comes_through_excel(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [HEADINGS, *rows]:
        cells = [openpyxl.cell.WriteOnlyCell(sheet, value=c) for c in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    book.save(tmp_path / "elever.xlsx")
    table = read_table(tmp_path / "elever.xlsx")
    wide = [r.cells + ("",) * (3 - len(r.cells)) for r in table.rows]
    assert [tuple(c if c.strip() else "" for c in r) for r in wide] == [
        tuple(c if c.strip() else "" for c in r) for r in rows
    ]


def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    file = tmp_path / "elever.csv"
    file.write_text('Navn;Note\r\n"Mia";"to\r\nlinjer"\r\n\r\nBo;x\r\n', newline="")
    assert [(r.number, r.cells[0]) for r in read_table(file).rows] == [(2, "Mia"), (4, "Bo")]


def test_rows_of_a_workbook_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["B2"], book.active["C2"], book.active["B5"] = "Navn", "Tlf", "Mia"
    book.save(tmp_path / "elever.xlsx")
    table = read_table(tmp_path / "elever.xlsx")
    assert table.headings == ("", "Navn", "Tlf")
    assert [(r.number, r.cells) for r in table.rows] == [(5, ("", "Mia"))]


def test_excel_values_read_as_a_person_would_write_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b", "c", "d", "e", "f", "g", "h"])
    book.active.append([
        date(2008, 3, 1), WALL_CLOCK, time(9, 5), timedelta(minutes=90),
        20123456, 20123456.0, 1.5, True,
    ])  # fmt: skip
    book.save(tmp_path / "x.xlsx")
    assert read_table(tmp_path / "x.xlsx").rows[0].cells == (
        "2008-03-01", "2026-11-23 10:15", "09:05", "01:30", "20123456", "20123456", "1.5", "ja",
    )  # fmt: skip


def test_the_first_visible_sheet_that_has_anything_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden, filled = book.create_sheet("Skjult"), book.create_sheet("Elever")
    hidden.append(["Hemmeligt"])
    hidden.sheet_state = "hidden"
    filled.append(["Navn"])
    filled.append(["Mia"])
    book.save(tmp_path / "x.xlsx")
    assert read_table(tmp_path / "x.xlsx").headings == ("Navn",)


def test_a_title_may_stand_above_the_headings(tmp_path: Path) -> None:
    file = tmp_path / "elever.csv"
    file.write_text("Elevliste, november, 2026;;\nNavn;Tlf;By\nMia;20123456;Aarhus\n")
    table = read_table(file, recognised=lambda h: h in ("Navn", "Tlf", "By"))
    assert (table.headings, table.rows) == (("Navn", "Tlf", "By"), (Row(3, table.rows[0].cells),))


def test_a_heading_with_a_comma_in_it_does_not_decide_the_separator(tmp_path: Path) -> None:
    file = tmp_path / "elever.csv"
    file.write_text("Navn (efternavn, fornavn, evt. mellemnavn);Tlf\nHolm, Mia;20123456\n")
    table = read_table(file, recognised=lambda h: h == "Tlf")
    assert table.rows[0].cells == ("Holm, Mia", "20123456")


def test_excels_own_line_about_the_separator_is_no_row(tmp_path: Path) -> None:
    file = tmp_path / "elever.csv"
    file.write_text("sep=,\nNavn,Tlf\nMia,20123456\n")
    table = read_table(file)
    assert (table.headings, table.rows[0].number) == (("Navn", "Tlf"), 2)


def test_a_row_shows_none_of_its_cells_when_printed() -> None:
    assert "010109" not in repr(Row(2, ("010109-1234",)))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("foto.xlsx", b"\xff\xd8\xff\xe0" + bytes(range(256)), "billede"),
        ("foto.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "billede"),
        ("liste.xlsx", b"<html><body><table></table></body></html>", "webside"),
        ("liste.csv", b"\xef\xbb\xbf  <!DOCTYPE html>", "webside"),
        ("liste.xlsx", b"Navn;Tlf\nMia;1\n", "ikke en Excel-fil"),
        ("liste.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0k\0b\0o\0o\0k\0", "gamle"),
        ("liste.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "adgangskode"),
        ("liste.xlsx", b"PK\x03\x04" + b"\0" * 100, "beskadiget"),
        ("liste.csv", b"abc\0\0\1\2", "hverken"),
        ("liste.csv", b"", "tom"),
        ("liste.csv", b" \r\n ", "tom"),
        ("liste.csv", b'Navn;Tlf\nMia;1\n"Bo;2\nIda;3\n', "anf"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    sentence = refused(tmp_path / name)
    assert said in sentence
    assert name in sentence
    assert "\n" not in sentence


def test_a_missing_file_and_a_folder_are_said_in_a_sentence(tmp_path: Path) -> None:
    assert "findes ikke" in refused(tmp_path / "nej.xlsx")
    assert "mappe" in refused(tmp_path)


def test_a_file_over_50_mb_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "stor.csv").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    assert "50 MB" in refused(tmp_path / "stor.csv")


def test_a_file_that_unpacks_to_very_much_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bombe.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(257):
                part.write(bytes(1 << 20))
    assert "pakker ud" in refused(tmp_path / "bombe.xlsx")


def test_a_zip_that_is_no_workbook_is_no_excel_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "arkiv.xlsx", "w") as packed:
        packed.writestr("word/document.xml", "<document/>")
    assert "ikke en Excel-fil" in refused(tmp_path / "arkiv.xlsx")


@given(st.binary(max_size=400), st.booleans())
def test_a_damaged_workbook_is_read_or_refused_but_never_a_traceback(
    tmp_path: Path, damage: bytes, at_end: bool
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Navn"])
    whole = io.BytesIO()
    book.save(whole)
    written = whole.getvalue()
    cut = len(damage) * 7 % len(written)
    (tmp_path / "x.xlsx").write_bytes(
        written[:cut] + damage + (b"" if at_end else written[cut + len(damage) :])
    )
    with suppress(BadInput):
        assert read_table(tmp_path / "x.xlsx").headings


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Navn\n" + "Mia\n" * 200_001)
    assert "200.000" in refused(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_text("Navn\n" + "Mia\n" * 200_000)
    assert len(read_table(tmp_path / "x.csv").rows) == 200_000
