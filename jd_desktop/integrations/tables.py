"""One reader for tables as offices have them: Excel workbooks and text with separators."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Text, text
from jd_desktop.integrations.workbook import ROWS_AT_MOST, read_workbook

BYTES_AT_MOST = 50 * 1024 * 1024
_HEADING_WITHIN = 20
_SEPARATORS = ";\t,"
_ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\v\f\x1a")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"%PDF", b"II*\0", b"MM\0*", b"RIFF")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = ("<html", "<!doctype", "<table", "<?xml", "<head", "<meta", "<style", "<script")

Recognised: TypeAlias = Callable[[str], bool]
AS_EXCEL = text("Åbn den i Excel, og gem den som Excel-projektmappe (.xlsx).")
CHOOSE = text("Vælg en Excel-fil (.xlsx) eller en CSV-fil.")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table with its number as Excel shows it; its repr shows no cell."""

    number: int
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and the rows under them; empty rows are left out."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def any_heading(written: str) -> bool:
    """Take every filled cell for a heading."""
    return bool(written.strip())


def read_table(path: Path, *, recognised: Recognised = any_heading) -> Table:
    """Read a file; a title may stand above the row of headings where `recognised` knows them.

    Raises BadInput, in one sentence, where the file is no table or is too large.
    """
    content = read_bytes(path)
    if content.startswith(b"PK\x03\x04"):
        return _table(path, [Row(n, c) for n, c in read_workbook(path, content)], recognised)
    _refuse_what_is_no_text(path, content)
    return _table(path, _separated(path, decode(path, content), recognised), recognised)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file of at most 50 MB; raises BadInput."""
    if path.is_dir():
        raise refusal(path, text("{fil} er en mappe."), CHOOSE)
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_AT_MOST + 1)
    except FileNotFoundError as e:
        raise refusal(
            path, text("Filen {fil} findes ikke."), text("Se, om navnet er rigtigt.")
        ) from e
    except OSError as e:
        hint = text("Luk den i andre programmer, og prøv igen.")
        raise refusal(path, text("{fil} kan ikke læses."), hint, detail=str(e)) from e
    if len(content) > BYTES_AT_MOST:
        raise refusal(path, text("{fil} er over 50 MB."), text("Del den i mindre filer."))
    if not content.strip():
        raise refusal(path, text("{fil} er tom."), CHOOSE)
    return content


def decode(path: Path, content: bytes) -> str:
    """Return text written in UTF-8 with or without mark, UTF-16 with mark, or Windows-1252."""
    marked = next((e for mark, e in _ENCODINGS.items() if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            written = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROLS.isdisjoint(written):
            return written
    raise refusal(path, text("{fil} er hverken en Excel-fil eller en tekstfil."), CHOOSE)


def refusal(path: Path, title: Text, hint: Text, *, detail: str = "") -> BadInput:
    """Make the sentence about a file: its name goes into the title's {fil}."""
    return BadInput(
        Text(title.source, {**title.values, "fil": path.name}), hint=hint, detail=detail
    )


def _refuse_what_is_no_text(path: Path, content: bytes) -> None:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            title = text("{fil} er låst med en adgangskode.")
            raise refusal(
                path, title, text("Åbn den i Excel, fjern adgangskoden, og gem den igen.")
            )
        raise refusal(path, text("{fil} er en Excel-fil af den gamle slags (.xls)."), AS_EXCEL)
    if content.startswith(_PICTURES):
        raise refusal(path, text("{fil} er et billede eller en PDF, ikke en tabel."), CHOOSE)
    beginning = content[:512].decode("latin-1").lstrip("ï»¿ \r\n\t").lower()
    if beginning.startswith(_MARKUP):
        raise refusal(path, text("{fil} er en webside, ikke en tabel."), AS_EXCEL)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        raise refusal(path, text("{fil} er ikke en Excel-fil."), AS_EXCEL)


def _separated(path: Path, written: str, recognised: Recognised) -> list[Row]:
    """Read text by the separator under which most headings are recognised."""
    first, _, rest = written.partition("\n")
    if first.strip().lower() in ("sep=;", "sep=,", "sep=\t", "sep="):
        return _records(path, rest, first.strip("\r\n")[4:] or ";")

    def headings(separator: str) -> int:
        try:
            rows = list(islice(_split(written, separator), _HEADING_WITHIN))
        except csv.Error:
            return 0
        return max((sum(map(recognised, row)) for row in rows), default=0)

    return _records(path, written, max(_SEPARATORS, key=headings))


def _records(path: Path, written: str, separator: str) -> list[Row]:
    rows, number = [], 0
    try:
        for number, cells in enumerate(_split(written, separator), start=1):
            if any(c.strip() for c in cells):
                rows.append(Row(number, tuple(cells)))
            if len(rows) > ROWS_AT_MOST + 1:
                break
    except csv.Error as e:
        title = text("{fil} har et anførselstegn for meget eller for lidt efter række {række}.")
        raise refusal(
            path,
            Text(title.source, {"række": number}),
            text("Ret det, og prøv igen."),
            detail=str(e),
        ) from e
    return rows


def _split(written: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(
        io.StringIO(written.rstrip("\x1a"), newline=""), delimiter=separator, strict=True
    )


def _table(path: Path, rows: list[Row], recognised: Recognised) -> Table:
    if len(rows) > ROWS_AT_MOST + 1:
        title = text("{fil} har over 200.000 rækker.")
        raise refusal(path, title, text("Del den i mindre filer."))
    if not rows:
        raise refusal(path, text("{fil} er tom."), CHOOSE)
    place = _heading_place(rows[:_HEADING_WITHIN], recognised)
    return Table(rows[place].cells, tuple(rows[place + 1 :]))


def _heading_place(rows: Iterable[Row], recognised: Recognised) -> int:
    """Return the row where most is recognised: titles stand above it."""
    if recognised is any_heading:
        return 0
    counted = [sum(map(recognised, row.cells)) for row in rows]
    return counted.index(max(counted))
