"""What happened at one's doors, in a person's words."""

from __future__ import annotations

from jd_desktop.domain.language import Language, Text, text
from jd_desktop.protocol.account import SignInLine

_OUTCOMES: dict[str, tuple[Text, str]] = {
    "signed_in": (text("Logget ind"), "ok"),
    "wrong_password": (text("Forkert adgangskode"), "bad"),
    "code_needed": (text("Rigtig adgangskode, koden manglede"), "warn"),
    "wrong_code": (text("Forkert kode"), "bad"),
    "throttled": (text("Afvist efter for mange forsøg"), "bad"),
    "signed_out": (text("Logget ud"), ""),
    "password_changed": (text("Adgangskoden skiftet"), ""),
    "reset_asked": (text("Bad om ny adgangskode på mail"), "warn"),
    "password_reset": (text("Ny adgangskode valgt via mail"), "warn"),
    "factor_on": (text("Kode slået til"), ""),
    "factor_off": (text("Kode slået fra"), "warn"),
    "factor_reset": (text("Kode slået fra af en administrator"), "warn"),
    "revoked": (text("Computerens adgang fjernet"), "warn"),
    "closed": (text("Kontoen lukket af en administrator"), "warn"),
    "opened": (text("Kontoen åbnet af en administrator"), ""),
}
"""What to say of each outcome, and the tone to say it in."""


def outcome(language: Language, line: SignInLine) -> tuple[str, str]:
    """Return how it ended, and the tone to say it in."""
    said, tone = _OUTCOMES[line.outcome]
    return language.say(said), tone


def computer(language: Language, line: SignInLine) -> str:
    """Say which computer it was; what never got in has no name, but a place."""
    if line.device_name:
        return line.device_name
    if line.from_hash:
        return language.tr("Ukendt computer (sted {mærke})", mærke=line.from_hash[:4])
    return language.tr("Centralen")
