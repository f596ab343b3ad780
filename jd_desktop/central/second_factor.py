"""The second factor: codes of six digits that change with the time (RFC 6238)."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import Connection, Row, and_, select, update

from jd_desktop.central.tables import user

ISSUER = "Just Driving"
UNCONFIRMED = -1
"""The step of a secret that was given out but not yet shown to work."""

_STEP_SECONDS = 30
_DRIFT = (0, -1, 1)


def is_on(person: Row[tuple[object, ...]]) -> bool:
    """Say whether a user needs a code to sign in."""
    return bool(person.totp_secret) and person.totp_step != UNCONFIRMED


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the step that a code belongs to, this one or a neighbour; None for none."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdecimal()):
        return None
    made, here = pyotp.HOTP(secret), int(now.timestamp()) // _STEP_SECONDS
    fits = [s for s in (here + d for d in _DRIFT) if hmac.compare_digest(made.at(s), typed)]
    return fits[0] if fits else None


def enrol(connection: Connection, school_id: str, user_id: str) -> str:
    """Give a user a new secret, which does nothing until it is confirmed; return it."""
    secret = pyotp.random_base32()
    _set(connection, school_id, user_id, secret, UNCONFIRMED)
    return secret


def uri(secret: str, email: str) -> str:
    """Return what an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def take(connection: Connection, school_id: str, user_id: str, code: str, *, now: datetime) -> bool:
    """Say whether a code is right and new; its step counts once, also among processes.

    The first code that fits confirms a secret.
    """
    c = user.c
    one = and_(c.school_id == school_id, c.id == user_id)
    secret = connection.execute(select(c.totp_secret).where(one)).scalar_one()
    step = step_of(secret, code, now) if secret else None
    if step is None:
        return False
    once = update(user).where(one, c.totp_secret == secret, c.totp_step < step)
    return connection.execute(once.values(totp_step=step)).rowcount == 1


def remove(connection: Connection, school_id: str, user_id: str) -> None:
    """Let a user in with the password alone."""
    _set(connection, school_id, user_id, "", 0)


def _set(connection: Connection, school_id: str, user_id: str, secret: str, step: int) -> None:
    one = and_(user.c.school_id == school_id, user.c.id == user_id)
    connection.execute(update(user).where(one).values(totp_secret=secret, totp_step=step))
