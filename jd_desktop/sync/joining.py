"""Becoming a device of a school, and leaving it; what people did is never thrown away."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import text
from jd_desktop.protocol.session import Session
from jd_desktop.store import state
from jd_desktop.store.tables import mutation
from jd_desktop.sync.pull import start_over


def join(db: Connection, session: Session, device_name: str) -> None:
    """Store who and what this database now is; a new device counts its mutations from 1.

    Mutations that an earlier device of this database had not sent are sent by the new one.
    What a central put back from a backup has lost of this very device is sent again.
    Raises Refused where the database already holds a school of its own, another one, or the
    same as somebody else sees it; nothing is touched then.
    """
    if state.is_alone(db):
        raise Refused(
            text("Denne computer har allerede sin egen skole uden central."),
            hint=text("Brug en anden datamappe til centralens skole."),
        )
    if state.get(db, "school_id", session.school_id) != session.school_id:
        raise Refused(
            text("Denne datamappe hører til en anden skole."),
            hint=text("Vælg en anden mappe med --data-dir."),
        )
    mine = state.get(db, "person") or {}
    if mine.get("user_id", session.user_id) != session.user_id:
        raise Refused(
            text("Denne datamappe hører til {navn}.", navn=str(mine.get("name", ""))),
            hint=text("Log ind som den samme, eller vælg en anden mappe med --data-dir."),
        )
    if state.get(db, "epoch") != session.epoch:
        start_over(db, session.epoch)
    state.put(
        db,
        sent_before=_sent_before(db, session),
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


def _sent_before(db: Connection, session: Session) -> int:
    """Return how our numbers stand to the central's; what it lost of ours waits again."""
    m = mutation.c
    sent = db.execute(select(func.max(m.n)).where(m.acked_head.is_not(None))).scalar() or 0
    before = int(state.get(db, "sent_before", 0))
    is_same = state.get(db, "device_id") == session.device_id
    if not is_same or sent - before <= session.last_n:
        return sent - session.last_n
    lost = update(mutation).where(m.n > session.last_n + before)
    db.execute(lost.values(acked_head=None, outcome=None))
    return before


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


def sign_off(db: Connection) -> int:
    """Note that the device is signed out; returns how many mutations still wait here."""
    state.put(db, signed_in=False)
    waiting = select(func.count()).where(mutation.c.acked_head.is_(None))
    return db.execute(waiting).scalar_one()
