"""About what an SMS costs, and what makes one costly, long or likely to be stopped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from jd_desktop.domain.message import Segments

MOST_SEGMENTS = 10
"""So many parts a vendor takes at most: 1,600 characters."""

_ENDINGS = "dk|com|net|org|nu|info|eu|io|app|example"
_ADDRESS = re.compile(
    rf"(?:https?://|www\.)\S+|(?<![\w@.-])(?:[\w-]+\.)+(?:{_ENDINGS})(?![\w.-]*[\w@])(?:/\S*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price of one part of an SMS in øre: an estimate from a day, with where it is from."""

    per_segment_ore: int
    vendor: str
    since: date
    source: str
    certainty: str

    def price(self, counted: Segments) -> int:
        """Return about what an SMS costs, in øre."""
        return counted.count * self.per_segment_ore


def web_addresses(written: str) -> tuple[str, ...]:
    """Return the web addresses in an SMS: Danish operators may stop one that has any.

    An e-mail address is none.
    """
    return tuple(dict.fromkeys(m[0].rstrip(".,;:!?)") for m in _ADDRESS.finditer(written)))
