"""What came of reading a file: lines that may be taken, and problems, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from jd_desktop.domain.cpr import conceal
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Text, text
from jd_desktop.integrations.headings import Columns
from jd_desktop.integrations.tables import Row, Table

T = TypeVar("T")
Line = TypeVar("Line")
LONGEST_TEXT = 4_000
_EXCEL_ERRORS = frozenset(
    (
        "#N/A",
        "#I/T",
        "#REF!",
        "#VALUE!",
        "#VÆRDI!",
        "#NAME?",
        "#NAVN?",
        "#DIV/0!",
        "#NUM!",
        "#NULL!",
    )
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not taken: its number, its column, and a reason that repeats no cell."""

    row: int
    column: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Reading(Generic[Line]):
    """A file's lines, its problems, the columns not used, and how fields are headed in it."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    def problem(self, row: int, name: str, reason: Text) -> Problem:
        """Make a problem of a field, under the heading that it has in the file."""
        return Problem(row, self.titles.get(name, ""), reason)


class Cells:
    """One row by fields; what cannot be read is collected, so that all of it is told at once."""

    def __init__(self, row: Row, columns: Columns):
        """Take a row and where its fields stand."""
        self.row = row.number
        self._cells, self._columns = row.cells, columns
        self.problems: list[Problem] = []

    def raw(self, name: str) -> str:
        """Return a cell as written, "" where there is none."""
        place = self._columns.places.get(name, len(self._cells))
        return self._cells[place].strip() if place < len(self._cells) else ""

    def has(self, name: str) -> bool:
        """Whether the file has a column of this field."""
        return name in self._columns.places

    def words(self, name: str) -> str:
        """Return a cell of plain text; a CPR number in it is a problem: it would be synced."""
        written = self.raw(name)
        if written.upper() in _EXCEL_ERRORS:
            self.wrong(name, text("Cellen indeholder en fejl fra Excel."))
        if conceal(written) != written:
            self.wrong(name, text("Her står et CPR-nummer; det må kun stå i kolonnen med CPR."))
        if len(written) > LONGEST_TEXT:
            self.wrong(name, text("Teksten er for lang; der er plads til 4.000 tegn."))
        return written

    def take(self, name: str, read: Callable[[str], T], reason: Text, absent: T) -> T:
        """Read a filled cell; where `read` raises, the reason is noted and `absent` returned."""
        written = self.raw(name)
        if not written:
            return absent
        try:
            return read(written)
        except (BadInput, ValueError, LookupError, OverflowError):
            self.wrong(name, reason)
            return absent

    def wrong(self, name: str, reason: Text) -> None:
        """Note a problem with a field."""
        self.problems.append(Problem(self.row, self._columns.titles.get(name, ""), reason))


def read_lines(table: Table, columns: Columns, read: Callable[[Cells], Line]) -> Reading[Line]:
    """Read every row; one with any problem is left out whole."""
    lines: list[Line] = []
    problems: list[Problem] = []
    for cells in _each(table, columns):
        line = read(cells)
        problems += cells.problems
        if not cells.problems:
            lines.append(line)
    return Reading(tuple(lines), tuple(problems), columns.ignored, columns.titles)


def _each(table: Table, columns: Columns) -> Iterator[Cells]:
    """Give each row that has anything under a known heading."""
    for row in table.rows:
        cells = Cells(row, columns)
        if any(cells.raw(name) for name in columns.places):
            yield cells
