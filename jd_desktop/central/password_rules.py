"""What a password must be: long, not the e-mail, not one that everybody tries first."""

from __future__ import annotations

from jd_desktop.central.commonest import COMMONEST
from jd_desktop.domain.language import Text, text

SHORTEST = 10


def weakness(password: str, email: str) -> Text | None:
    """Return why a password is too easy to guess, None where it will do."""
    if len(password) < SHORTEST:
        return text("Adgangskoden skal have mindst {n} tegn.", n=SHORTEST)
    plain = password.strip().casefold()
    if plain in {email.strip().casefold(), email.strip().casefold().partition("@")[0]}:
        return text("Adgangskoden må ikke være din e-mail.")
    if plain in COMMONEST or _is_pattern(plain):
        return text("Den adgangskode er en af dem, alle prøver først. Vælg en anden.")
    return None


def _is_pattern(plain: str) -> bool:
    """Say whether it is a few signs again and again, such as "aaaaaaaaaa" and "1212121212"."""
    longest = 4
    return any(plain == (plain[:n] * len(plain))[: len(plain)] for n in range(1, longest + 1))
