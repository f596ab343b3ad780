"""Amounts of money as people type them, read into øre."""

from __future__ import annotations

import re

_DANISH = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?")
_POINTED = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)\.(\d{1,2})")


def read(written: str) -> int | None:
    """Return øre of "1.550", "1550,5", "1.550,00 kr." or "1,550.00"; None where it is no amount.

    A point before exactly three digits parts thousands, as Danes write it; before one or two it
    parts the øre.
    """
    plain = re.sub(r"(?i)kr\.?|dkk|[\s\u00a0]", "", written)
    found = _DANISH.fullmatch(plain) or _POINTED.fullmatch(plain)
    if found is None:
        return None
    kroner, rest = found.groups()
    return int(re.sub(r"[.,]", "", kroner)) * 100 + int((rest or "").ljust(2, "0"))
