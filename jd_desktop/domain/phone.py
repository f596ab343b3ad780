"""Phone numbers: written in any way, kept in one."""

from __future__ import annotations

import re

from jd_desktop.domain.cpr import conceal
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text

_WORD_AFTER_DIGIT = re.compile(r"\d.*[^\W\d_]", re.DOTALL)


def normalise(written: str, region: str = "DK") -> str:
    """Return the number as E.164 (+4512345678); raises BadInput where it is none, or are two."""
    import phonenumbers

    if _WORD_AFTER_DIGIT.search(written):
        raise _unreadable(written)  # letters would be dialled as on a keypad
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException as e:
        raise _unreadable(written) from e
    if number.extension or not phonenumbers.is_possible_number(number):
        raise _unreadable(written)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def display(e164: str) -> str:
    """Return a number as Danes write it: 12 34 56 78; others with their country code."""
    if e164.startswith("+45") and len(e164) == 11:
        digits = e164[3:]
        return " ".join(digits[k : k + 2] for k in range(0, 8, 2))
    return e164


def _unreadable(written: str) -> BadInput:
    return BadInput(
        text("Telefonnummeret {nummer} kan ikke læses.", nummer=conceal(written)),
        hint=text("Skriv otte cifre, eller begynd med + og landekode."),
    )
