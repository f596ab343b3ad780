"""Taking access away, and what a computer without access may still do: hand over, say goodbye."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update

from jd_desktop.central import audit
from jd_desktop.central.accept import Sender, accept
from jd_desktop.central.audit import Event
from jd_desktop.central.tables import device
from jd_desktop.domain.clock import wire
from jd_desktop.protocol.mutations import Push, PushAnswer


def revoke(connection: Connection, school_id: str, device_id: str, at: datetime) -> bool:
    """Take a device's access away for good; returns whether there is such a device."""
    c = device.c
    one = and_(c.school_id == school_id, c.id == device_id)
    _revoke(connection, one, at)
    return connection.execute(select(c.id).where(one)).one_or_none() is not None


def revoke_all(connection: Connection, school_id: str, user_id: str, at: datetime) -> None:
    """Take the access of all of a user's devices: should they come back, they sign in anew."""
    c = device.c
    _revoke(connection, and_(c.school_id == school_id, c.user_id == user_id), at)


def _revoke(connection: Connection, which: ColumnElement[bool], at: datetime) -> None:
    """Take the access of those that still have it, a line in the audit for each."""
    c = device.c
    taken = update(device).where(which, c.revoked_at.is_(None)).values(revoked_at=wire(at))
    for row in connection.execute(taken.returning(c.school_id, c.user_id, c.id)).all():
        event = Event(row.school_id, row.user_id, "revoked", device_id=row.id)
        audit.write(connection, event, at)


def hand_over(connection: Connection, sender: Sender, push: Push, at: datetime) -> PushAnswer:
    """Take what a device without access still carries: numbered as a push, held for review.

    An empty push says that this was all. The connection must be at the start of a write
    transaction. Raises Refusal as `accept` does.
    """
    answer = accept(connection, sender, push, at)
    if not push.mutations:
        _mark(connection, sender, handed_over_at=wire(at), waiting=0)
    return answer


def erased(connection: Connection, sender: Sender, at: datetime) -> None:
    """Note that a device has erased its copy."""
    _mark(connection, sender, erased_at=wire(at))


def _mark(connection: Connection, sender: Sender, **values: object) -> None:
    mine = and_(device.c.school_id == sender.school_id, device.c.id == sender.device_id)
    connection.execute(update(device).where(mine).values(**values))
