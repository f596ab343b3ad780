"""Why the doors stay closed: codes, passwords and accounts."""

from __future__ import annotations

from http import HTTPStatus

from jd_desktop.central.refusals import Refusal
from jd_desktop.domain.language import Text, text


def code_needed() -> Refusal:
    """The password is right; the second factor's code is missing."""
    title = text("Skriv koden fra din godkender-app.")
    refusal = Refusal(HTTPStatus.UNAUTHORIZED, "code_needed", title)
    refusal.headers["WWW-Authenticate"] = "Bearer"
    return refusal


def wrong_code() -> Refusal:
    """The code is wrong, too old, or was used before."""
    title = text("Koden er forkert eller brugt.")
    hint = text("Vent på den næste kode i appen, og skriv den.")
    return Refusal(HTTPStatus.FORBIDDEN, "wrong_code", title, hint=hint)


def wrong_password() -> Refusal:
    """Somebody who is signed in did not know the password."""
    return Refusal(HTTPStatus.FORBIDDEN, "wrong_password", text("Adgangskoden er forkert."))


def weak_password(why: Text) -> Refusal:
    """A new password that is too easy to guess."""
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "weak_password", why)


def factor_on() -> Refusal:
    """There is a second factor already; it must be switched off first."""
    title = text("Din konto kræver allerede en kode.")
    return Refusal(HTTPStatus.CONFLICT, "factor_on", title)


def in_use() -> Refusal:
    """Another user has this e-mail."""
    return Refusal(HTTPStatus.CONFLICT, "in_use", text("E-mailadressen er allerede i brug."))


def last_admin() -> Refusal:
    """A school must keep somebody who can let others in."""
    title = text("Skolen skal have mindst én administrator.")
    hint = text("Gør først en anden til administrator.")
    return Refusal(HTTPStatus.CONFLICT, "last_admin", title, hint=hint)
