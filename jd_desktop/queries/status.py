"""How it stands: what waits, what needs somebody, whose program this is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from jd_desktop.domain.clock import instant
from jd_desktop.queries.conflicts import open_count
from jd_desktop.queries.messages import failed_count
from jd_desktop.queries.news import unseen_count
from jd_desktop.store import state
from jd_desktop.store.tables import mutation


@dataclass(frozen=True, slots=True)
class Status:
    """What the status strip tells; `clock_off_s` is how far this computer's clock is ahead."""

    school: str
    person: str
    role: str
    instructor_id: str
    is_alone: bool
    last_agreed: datetime | None
    waiting: int
    conflicts: int
    failed_messages: int
    clock_off_s: int
    news: int = 0


def status(db: Connection) -> Status:
    """Return how it stands now."""
    person = state.get(db, "person", {})
    agreed = state.get(db, "last_agreed")
    unsent = select(func.count()).where(mutation.c.acked_head.is_(None))
    return Status(
        school=state.get(db, "school_name", ""),
        person=person.get("name", ""),
        role=person.get("role", ""),
        instructor_id=person.get("instructor_id", ""),
        is_alone=state.is_alone(db),
        last_agreed=instant(agreed) if agreed else None,
        waiting=db.execute(unsent).scalar_one(),
        conflicts=open_count(db),
        failed_messages=failed_count(db),
        clock_off_s=int(state.get(db, "clock_off_s", 0)),
        news=unseen_count(db),
    )
