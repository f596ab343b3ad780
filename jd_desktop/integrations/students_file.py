"""Students as an office keeps them in a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import blake2b

from jd_desktop.domain.cpr import Cpr
from jd_desktop.domain.language import text
from jd_desktop.domain.phone import normalise
from jd_desktop.domain.search import fold
from jd_desktop.integrations.headings import Columns
from jd_desktop.integrations.reading import Cells, Reading, read_lines
from jd_desktop.integrations.tables import Table
from jd_desktop.integrations.values import day

_OLDEST = date(1900, 1, 1)
_LANGUAGES = {
    "da": "da", "dk": "da", "dansk": "da", "danish": "da",
    "en": "en", "gb": "en", "uk": "en", "engelsk": "en", "english": "en",
}  # fmt: skip
_PLAIN = ("street", "city", "note")


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student to add: the record's fields, and names of what must be found first.

    `key` names the same student when the file comes again; the CPR number is no part of it.
    """

    row: int
    values: Mapping[str, str]
    key: str
    department: str = ""
    instructor: str = ""
    cpr: Cpr | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.values['first_name']} {self.values.get('last_name', '')}".strip()


def read_students(table: Table, columns: Columns, today: date) -> Reading[StudentLine]:
    """Read a table of students; rows with problems are left out whole."""
    return read_lines(table, columns, lambda cells: _student(cells, today))


def split_name(written: str) -> tuple[str, str]:
    """Return first and last name of "Mia Sofie Holm" or "Holm, Mia Sofie"."""
    last, comma, first = (" ".join(p.split()) for p in written.partition(","))
    if comma and first and last:
        return first, last
    first, _, last = (first or last).rpartition(" ")
    return (first, last) if first else (last, "")


def email(written: str) -> str:
    """Read an address; raises ValueError where it can be none."""
    name, at, host = written.partition("@")
    if not (name and at and host) or "@" in host or any(c.isspace() for c in written):
        raise ValueError("no address")
    return written


def _student(cells: Cells, today: date) -> StudentLine:
    first, last = read_name(cells)
    cpr = cells.take("cpr", _cpr, text("CPR-nummeret kan ikke læses."), None)
    values = {
        "first_name": first,
        "last_name": last,
        "phone": read_phone(cells),
        "email": read_email(cells),
        "birth_date": _birth_date(cells, cpr, today),
        "postcode": cells.words("postcode").removeprefix("DK-").removeprefix("DK").strip(),
        "language": cells.take(
            "language",
            lambda written: _LANGUAGES[written.lower()],
            text("Sproget skal være dansk eller engelsk."),
            "",
        ),
        **{name: cells.words(name) for name in _PLAIN},
    }
    return StudentLine(
        cells.row,
        {k: v for k, v in values.items() if v},
        _key(cells.words("number"), values),
        cells.words("department"),
        cells.words("instructor"),
        cpr,
    )


def read_name(cells: Cells) -> tuple[str, str]:
    """Return first and last name from one column or from two."""
    whole = cells.words("name")
    first, last = (" ".join(cells.words(n).split()) for n in ("first_name", "last_name"))
    if not first and whole:
        first, split_last = split_name(whole)
        last = last or split_last
    if not any(c.isalpha() for c in first):
        column = "first_name" if not whole and cells.has("first_name") else "name"
        cells.wrong(column, text("Navnet mangler."))
    return first, last


def read_phone(cells: Cells) -> str:
    """Return a phone as E.164, "" where there is none."""
    reason = text("Telefonnummeret kan ikke læses.")
    return cells.take("phone", normalise, reason, "")


def read_email(cells: Cells) -> str:
    """Return an e-mail address, "" where there is none."""
    cells.words("email")
    return cells.take("email", email, text("E-mailadressen kan ikke læses."), "")


def _cpr(written: str) -> Cpr:
    """Excel takes the leading zero from a number."""
    bare = written.replace("-", "").replace(" ", "")
    return Cpr.parse(bare.zfill(10) if len(bare) == 9 and bare.isdigit() else written)


def _birth_date(cells: Cells, cpr: Cpr | None, today: date) -> str:
    reason = text("Fødselsdatoen kan ikke læses; skriv den som 24-12-2008.")
    born = cells.take("birth_date", partial(day, newest=today), reason, None)
    if born and not _OLDEST <= born <= today:
        cells.wrong("birth_date", text("Fødselsdatoen kan ikke passe."))
    if cpr and born and cpr.birth_date != born:
        cells.wrong("cpr", text("CPR-nummer og fødselsdato passer ikke sammen."))
    known = born or (cpr.birth_date if cpr else None)
    return known.isoformat() if known else ""


def _key(number: str, values: Mapping[str, str]) -> str:
    """Name a student by the office's own number, else by what tells people apart."""
    if number:
        return f"import:students:{number}"
    name = fold(f"{values['first_name']} {values['last_name']}")
    said = "\0".join((name, *(values[k] for k in ("phone", "email", "birth_date"))))
    return f"import:students:{blake2b(said.encode(), digest_size=12).hexdigest()}"
