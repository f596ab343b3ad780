"""The audit of the doors: every try of a known user, and what was changed of who gets in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, and_, delete, func, insert, select

from jd_desktop.central.tables import device, sign_in, user
from jd_desktop.domain.clock import wire
from jd_desktop.domain.ids import new_id
from jd_desktop.protocol.account import Outcome, SignInLine, SignIns

KEPT = timedelta(days=400)
PAGE = 100


@dataclass(frozen=True, slots=True)
class Event:
    """Something at the doors: whose, how it ended, from where, at which device."""

    school_id: str
    user_id: str
    outcome: Outcome
    address: str = ""
    device_id: str = ""


def write(connection: Connection, event: Event, now: datetime) -> None:
    """Write an event down, and let go of the school's too old ones."""
    connection.execute(
        insert(sign_in).values(
            school_id=event.school_id, id=new_id(now), at=wire(now), user_id=event.user_id,
            device_id=event.device_id, outcome=event.outcome, from_hash=_place(event),
        )
    )  # fmt: skip
    old = and_(sign_in.c.school_id == event.school_id, sign_in.c.at < wire(now - KEPT))
    connection.execute(delete(sign_in).where(old))


def sweep(connection: Connection, now: datetime) -> None:
    """Let go of the too old ones of every school."""
    connection.execute(delete(sign_in).where(sign_in.c.at < wire(now - KEPT)))


def page(connection: Connection, school_id: str, *, user_id: str = "", before: str = "") -> SignIns:
    """Return a school's or a user's events, newest first, from before one of them on."""
    s, u, d = sign_in.c, user.c, device.c
    named = and_(u.school_id == s.school_id, u.id == s.user_id)
    at = and_(d.school_id == s.school_id, d.id == s.device_id)
    computer = func.coalesce(d.name, "").label("device_name")
    wanted = (
        select(s.id, s.at, s.user_id, u.name, s.device_id, computer, s.outcome, s.from_hash)
        .join(user, named)
        .outerjoin(device, at)
        .where(s.school_id == school_id)
        .order_by(s.id.desc())
        .limit(PAGE + 1)
    )
    if user_id:
        wanted = wanted.where(s.user_id == user_id)
    if before:
        wanted = wanted.where(s.id < before)
    found = [SignInLine.model_validate(r, from_attributes=True) for r in connection.execute(wanted)]
    more = found[PAGE - 1].id if len(found) > PAGE else ""
    return SignIns(sign_ins=found[:PAGE], before=more)


def _place(event: Event) -> str:
    """Tell places apart within a school, without keeping where they are."""
    if not event.address:
        return ""
    return sha256(f"{event.school_id}\n{event.address}".encode()).hexdigest()[:12]
