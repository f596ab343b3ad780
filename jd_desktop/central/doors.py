"""What the doors beyond signing in are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from sqlalchemy import Engine

from jd_desktop.central import audit, resets, throttle
from jd_desktop.central.accounts import Accounts
from jd_desktop.central.database import DOORS, writing
from jd_desktop.central.mail import Mailer, MailSettings
from jd_desktop.central.passwords import Passwords
from jd_desktop.central.resets import Resets
from jd_desktop.domain.clock import Clock
from jd_desktop.domain.language import Language


@dataclass(frozen=True, slots=True)
class Doors:
    """One's own account, new passwords by mail, and in which language one is answered."""

    passwords: Passwords
    accounts: Accounts
    resets: Resets
    language: Callable[[Request], Language]


def make_doors(
    engine: Engine,
    clock: Clock,
    passwords: Passwords,
    *,
    mail: MailSettings,
    language: Callable[[Request], Language],
) -> Doors:
    """Put the parts together."""
    accounts = Accounts(engine, clock, passwords)
    return Doors(passwords, accounts, Resets(engine, clock, passwords, Mailer(mail)), language)


def sweep(engine: Engine, now: datetime) -> None:
    """Delete what has had its time: tries, links, and old lines of the audit."""
    for chore in (throttle.sweep, resets.sweep, audit.sweep):
        with writing(engine, DOORS) as connection:
            chore(connection, now)
