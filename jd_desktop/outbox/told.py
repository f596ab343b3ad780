"""What the central tells of our own messages: a webhook may know before we have asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, select, update

from jd_desktop.domain.clock import wire
from jd_desktop.domain.message import RANKS
from jd_desktop.operations.work import Doing
from jd_desktop.outbox.terms import Terms
from jd_desktop.store.tables import ENTITIES, outbox_job

_LEFT = ("accepted", "sent", "undelivered", "delivered")
"""States of a message that is known to have left."""

_OPEN = ("queued", "uncertain", "needs_decision", "accepted", "sent")
"""States of a job that may still learn something; one that is being sent is its attempt's."""

_j, _m = outbox_job.c, ENTITIES["message"].c


def heed(doing: Doing) -> int:
    """Settle the jobs of which the records know more than we do; returns how many.

    So what was sent by a program that died before it heard so is not sent again, nor by a computer
    that was put back from a copy; and nobody is asked whether it left.
    """
    job, known = _rank(_j.state), _rank(_m.state)
    knows_more = (
        select(_j.id, _j.message_id, _m.state, _m.provider_id)
        .join(ENTITIES["message"], _m.id == _j.message_id)
        .where(_j.state.in_(_OPEN), _m.state.in_(_LEFT), known > job)
    )
    rows = doing.db.execute(knows_more).all()
    for row in rows:
        _settle(doing, row)
    return len(rows)


def _settle(doing: Doing, row: Any) -> None:
    mine = select(_j.id).where(_j.provider_id == row.provider_id, _j.id != row.id)
    is_free = row.provider_id and doing.db.execute(mine).scalar() is None
    values: dict[str, Any] = {
        "state": row.state, "uncertain_since": None, "lease_until": None,
        "next_at": wire(doing.now + Terms().polls[0]),
    }  # fmt: skip
    if is_free:
        values["provider_id"] = row.provider_id
    doing.db.execute(update(outbox_job).where(_j.id == row.id).values(**values))
    doing.touch("message", row.message_id)


def _rank(state: Any) -> Any:
    return case(RANKS, value=state, else_=-1)
