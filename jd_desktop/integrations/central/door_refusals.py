"""What the central means by a refusal: of its doors, of what it lacks, of what is too large."""

from __future__ import annotations

from collections.abc import Callable

from jd_desktop.domain.errors import (
    BadInput,
    JdError,
    Missing,
    Refused,
    SignInNeeded,
    TooLarge,
)
from jd_desktop.domain.language import text


class CodeNeeded(SignInNeeded):
    """The password is right; the second factor's code is missing."""

    exit_code = 5


def _code_needed() -> JdError:
    return CodeNeeded(text("Skriv også koden fra din godkender-app."))


def _wrong_code() -> JdError:
    return SignInNeeded(
        text("Koden er forkert eller brugt."),
        hint=text("Vent på den næste kode i appen, og skriv den."),
    )


def _weak() -> JdError:
    return BadInput(
        text("Den adgangskode er for let at gætte."),
        hint=text("Brug mindst 10 tegn, ikke din e-mail og ikke et ord, som alle prøver først."),
    )


MEANINGS: dict[str, Callable[[], JdError]] = {
    "code_needed": _code_needed,
    "wrong_code": _wrong_code,
    "wrong_password": lambda: Refused(text("Adgangskoden er forkert."), hint=text("Prøv igen.")),
    "weak_password": _weak,
    "factor_on": lambda: Refused(text("Din konto kræver allerede en kode.")),
    "last_admin": lambda: Refused(text("Skolen skal have mindst én administrator.")),
    "not_found": lambda: Missing(text("Det findes ikke i centralen.")),
    "too_large_file": lambda: TooLarge(text("Filen er for stor til centralen.")),
    "in_use": lambda: Refused(text("E-mailadressen er allerede i brug.")),
}
"""The error that each code of a door means."""
