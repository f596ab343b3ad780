"""When the outbox next has something to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from jd_desktop.domain.clock import instant
from jd_desktop.domain.quiet import is_quiet
from jd_desktop.outbox import channel
from jd_desktop.outbox.terms import Terms
from jd_desktop.queries.messages import jobs, why_waiting
from jd_desktop.store.tables import outbox_job


def next_moment(db: Connection, terms: Mapping[str, Terms], now: datetime) -> datetime | None:
    """Return when something may next leave or be looked up; None where nothing will.

    The first question about what was accepted counts too: most messages arrive by then.
    """
    j = outbox_job.c
    queued = db.execute(jobs().where(j.state == "queued", j.channel.in_(list(terms)))).all()
    waits = why_waiting(db, queued)
    free = {name: channel.next_free(db, name, now, t) or now for name, t in terms.items()}
    moments = [
        max(instant(r.next_at), free[r.channel])
        for r in queued
        if r.id not in waits and not (r.origin == "generated" and is_quiet(now))
    ]
    unsure = select(func.min(j.next_at)).where(j.state == "uncertain")
    leased = select(func.min(j.lease_until)).where(j.state == "sending")
    asked = select(func.min(j.next_at)).where(
        j.state.in_(("accepted", "sent")), j.provider_id.is_not(None), j.status_checks == 0
    )
    others: list[Any] = [db.execute(q).scalar() for q in (unsure, leased, asked)]
    return min([*moments, *(instant(w) for w in others if w)], default=None)
