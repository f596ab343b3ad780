"""Whether a student may be written to: what they said, what is known of their address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.events import EMAIL
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
    known, refused, bad = _FIELDS[channel]
    missing, opted_out, broken = _REASONS[channel]
    if student.get(refused):
        return opted_out
    if not student.get(known):
        return missing
    barred = _barred(db, channel, str(student[known]))
    if barred is not None:
        return broken if barred in _ITS_FAULT else opted_out
    return broken if student.get(bad) else ""


def _barred(db: Connection, channel: str, where: str) -> str | None:
    """Return why an address is closed to us, as this computer or the school knows; None if open."""
    c, s = refused_address.c, ENTITIES["suppression"].c
    here = select(c.reason).where(c.channel == channel, c.address == where)
    everywhere = select(s.reason).where(
        s.channel == channel, s.address == where, s.state == "active"
    )
    found = db.execute(here.union_all(everywhere)).scalars().all()
    return None if not found else min((r or "" for r in found), key=lambda r: r in _ITS_FAULT)
