"""The one door to Excel workbooks: cells as a person would write them."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text

ROWS_AT_MOST = 200_000
_COLUMNS_AT_MOST = 200
_EXCELS_LAST_ROW = 1 << 20
_UNPACKED_AT_MOST = 1 << 28
_FAULTS = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, SyntaxError,
    EOFError, RuntimeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def read_workbook(path: Path, content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    """Return the filled rows of the first visible sheet that has any, with their numbers.

    At most one row more than a table and its headings may have. Raises BadInput where the
    content is no workbook, or would unpack to more than 256 MB.
    """
    try:
        _refuse_bomb(path, content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations that it leaves out
            return _filled_rows(content)
    except _FAULTS as e:
        raise _no_workbook(path, type(e).__name__) from e


def _refuse_bomb(path: Path, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if "xl/workbook.xml" not in packed.namelist():
            raise ValueError("no workbook inside")
        if sum(part.file_size for part in packed.infolist()) > _UNPACKED_AT_MOST:
            raise BadInput(
                text("{fil} pakker ud til mere, end programmet tager imod.", fil=path.name),
                hint=text("Del den i mindre filer."),
            )


def _filled_rows(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    with closing(book):
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # some programs write a wrong one
                rows = list(_rows(sheet))
                if rows:
                    return rows
    return []


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    taken = 0
    lines = sheet.iter_rows(max_row=_EXCELS_LAST_ROW, max_col=_COLUMNS_AT_MOST, values_only=True)
    for number, values in enumerate(lines, start=1):
        if values.count(None) == len(values):
            continue  # one cell in Excel's last row makes a million of these
        cells = [_said(v) if v is not None else "" for v in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield number, tuple(cells)
            taken += 1
        if taken > ROWS_AT_MOST + 1:
            return


def _said(value: Any) -> str:
    """Dates as ISO, whole numbers without a decimal point."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, date | time | timedelta):
        return _moment(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    minutes = round(value.total_seconds() / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _no_workbook(path: Path, detail: str) -> BadInput:
    return BadInput(
        text("{fil} er ikke en Excel-fil, eller den er beskadiget.", fil=path.name),
        hint=text("Åbn den i Excel, og gem den som Excel-projektmappe (.xlsx)."),
        detail=detail,
    )
