"""CPR numbers: read, masked, never shown by accident."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text

_DAY = r"([0-9]{2})[\s./-]?([0-9]{2})[\s./-]?([0-9]{2})"
_PARTS = _DAY + r"\s{0,2}[-_./\u2010-\u2015\u2212]{0,2}\s{0,2}([0-9]{4})"
_WRITTEN = re.compile(rf"\s*{_PARTS}\s*")
_WITHIN = re.compile(rf"(?<![0-9+]){_PARTS}(?![0-9])")


@dataclass(frozen=True, slots=True, repr=False)
class Cpr:
    """A civil registration number; printing it shows only the mask.

    Modulus 11 is not checked: since 2007 valid numbers fail it (CPR-kontoret, domain.md §1.7).
    """

    digits: str

    @classmethod
    def parse(cls, written: str) -> Cpr:
        """Read DDMMYY-SSSS in any common writing; raises BadInput, which does not repeat it."""
        found = _WRITTEN.fullmatch(written)
        if not found:
            raise _unreadable()
        cpr = cls("".join(found.groups()))
        try:
            _ = cpr.birth_date
        except ValueError as e:
            raise _unreadable() from e
        return cpr

    @property
    def birth_date(self) -> date:
        """The date of birth; the seventh digit and the year tell the century."""
        day, month, year = (int(self.digits[k : k + 2]) for k in (0, 2, 4))
        return date(_century(int(self.digits[6]), year) + year, month, day)

    def masked(self) -> str:
        """Return 010109-••••."""
        return f"{self.digits[:6]}-••••"

    def __repr__(self) -> str:
        """Never the number."""
        return "Cpr(••••••-••••)"

    __str__ = masked


def conceal(written: str) -> str:
    """Return a text with whatever may be a CPR number masked, for showing it to anybody."""
    return _WITHIN.sub(lambda found: _masked(found.group()), written)


def _masked(written: str) -> str:
    try:
        return Cpr.parse(written).masked()
    except BadInput:
        return written


def _century(seventh: int, year: int) -> int:
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def _unreadable() -> BadInput:
    return BadInput(text("CPR-nummeret kan ikke læses."), hint=text("Skriv det som DDMMÅÅ-XXXX."))
