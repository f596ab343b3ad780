"""Whether a student may be written to: what they said, what is known of their address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.suppression import ACTIVE, normal
from jd_desktop.store.tables import ENTITIES, refused_address

_FIELDS = {
    "sms": ("phone", "sms_refused", "phone_bad"),
    EMAIL: ("email", "email_refused", "email_bad"),
}
_REASONS = {
    "sms": ("no_phone", "opted_out", "phone_bad"),
    EMAIL: ("no_email", "mail_opted_out", "email_bad"),
}
_ITS_FAULT = frozenset({"bounced", "invalid", "no_such", "bad", "unreachable"})


def address(student: Mapping[str, Any], channel: str) -> str:
    """Return where a student is written to by a channel, "" where that is not known."""
    return str(student.get(_FIELDS[channel][0]) or "")


def refusal(db: Connection, student: Mapping[str, Any], channel: str) -> str:
    """Return why nothing may go to a student by a channel, "" where it may.

    A word of the student's own ("opted_out") goes before what is wrong with the address.
    """
    return why_not(student, channel, closed(db, channel, address(student, channel)))


def why_not(student: Mapping[str, Any], channel: str, barred: Mapping[str, str]) -> str:
    """Return why nothing may go to a student, where closed addresses and their reasons are known.

    "opted_out", "no_phone", "phone_bad", and for e-mail "mail_opted_out", "no_email", "email_bad".
    """
    _, refused, bad = _FIELDS[channel]
    missing, opted_out, broken = _REASONS[channel]
    to = normal(channel, address(student, channel))
    if student.get(refused):
        return opted_out
    if not to:
        return missing
    if to in barred:
        return broken if barred[to] in _ITS_FAULT else opted_out
    return broken if student.get(bad) else ""


def closed(db: Connection, channel: str, where: str | None = None) -> dict[str, str]:
    """Return the addresses that are closed to us with the reason, or only this one of them."""
    c, s = refused_address.c, ENTITIES["suppression"].c
    here = select(c.address, c.reason).where(c.channel == channel)
    everywhere = select(s.address, s.reason).where(s.channel == channel, s.state == ACTIVE)
    if where is not None:
        to = normal(channel, where)
        here, everywhere = here.where(c.address == to), everywhere.where(s.address == to)
    found: dict[str, str] = {}
    for to, reason in db.execute(here.union_all(everywhere)):
        if found.get(to, "bounced") in _ITS_FAULT:  # a person's own word stands
            found[to] = reason or ""
    return found
