"""Becoming a device of a school, and leaving it; what people did is never thrown away."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import text
from jd_desktop.protocol.session import Session
from jd_desktop.store import state
from jd_desktop.store.tables import mutation
from jd_desktop.sync.pull import start_over


def join(db: Connection, session: Session, device_name: str) -> None:
    """Store who and what this database now is; a new device counts its mutations from 1.

    Mutations that an earlier device of this database had not sent are sent by the new one.
    Raises Refused where the database already holds a school of its own.
    """
    if state.is_alone(db):
        raise Refused(
            text("Denne computer har allerede sin egen skole uden central."),
            hint=text("Brug en anden datamappe til centralens skole."),
        )
    if state.get(db, "epoch") != session.epoch:
        start_over(db, session.epoch)
    sent = db.execute(select(func.max(mutation.c.n)).where(mutation.c.acked_head.is_not(None)))
    state.put(
        db,
        sent_before=(sent.scalar() or 0) - session.last_n,
        device_id=session.device_id,
        device_name=device_name,
        school_id=session.school_id,
        school_name=session.school_name,
        signed_in=True,
        person={
            "user_id": session.user_id,
            "name": session.name,
            "role": session.role,
            "instructor_id": session.instructor_id,
        },
    )


def found(db: Connection, school_name: str, person_name: str) -> None:
    """Begin a school that works alone on this computer, with its first person as admin."""
    state.put(
        db,
        alone=True,
        cursor=0,
        epoch="alone",
        school_name=school_name,
        person={"user_id": "alone", "name": person_name, "role": "admin", "instructor_id": ""},
    )


def leave(db: Connection) -> int:
    """Note that the device is signed out; returns how many mutations still wait here."""
    state.put(db, signed_in=False)
    waiting = select(func.count()).where(mutation.c.acked_head.is_(None))
    return db.execute(waiting).scalar_one()
