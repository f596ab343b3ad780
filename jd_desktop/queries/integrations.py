"""How it last went with each system outside: when something came through, what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import Text
from jd_desktop.queries.messages import read_back
from jd_desktop.store import state
from jd_desktop.store.tables import channel_state, outbox_attempt, outbox_job, payment_job


@dataclass(frozen=True, slots=True)
class Going:
    """When a system last took something, and the words of what it last complained of."""

    last_success: datetime | None = None
    last_error: Text | None = None
    why_it_waits: Text | None = None


def how_it_goes(db: Connection) -> dict[str, Going]:
    """Return it by "central", "sms", "email" and "stripe"."""
    agreed = state.get(db, "last_agreed")
    return {
        "central": Going(instant(agreed) if agreed else None),
        "sms": _channel(db, "sms"),
        "email": _channel(db, "email"),
        "stripe": _payments(db),
    }


def _channel(db: Connection, name: str) -> Going:
    j, a, c = outbox_job.c, outbox_attempt.c, channel_state.c
    through = (
        select(func.max(a.ended_at))
        .join(outbox_job, j.id == a.job_id)
        .where(j.channel == name, a.outcome == "Accepted")
    )
    at = db.execute(through).scalar()
    failed = (
        select(j.last_error)
        .where(j.channel == name, j.last_error.is_not(None))
        .order_by(j.next_at.desc())
        .limit(1)
    )
    paused = db.execute(select(c.reason).where(c.channel == name)).scalar()
    error = db.execute(failed).scalar()
    return Going(instant(at) if at else None, read_back(error), read_back(paused))


def _payments(db: Connection) -> Going:
    p = payment_job.c
    done = select(func.max(p.asked_at)).where(p.provider_id.is_not(None))
    failed = select(p.last_error).where(p.last_error.is_not(None)).order_by(p.next_at.desc())
    at, error = db.execute(done).scalar(), db.execute(failed.limit(1)).scalar()
    return Going(instant(at) if at else None, read_back(error))
