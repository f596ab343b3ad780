"""Asking the vendor what became of what it accepted, less and less often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from jd_desktop.domain import suppression
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.message import FINAL, RANKS
from jd_desktop.domain.ports import EmailStatus, SmsStatus
from jd_desktop.operations.outcome import note
from jd_desktop.operations.work import Doing
from jd_desktop.outbox.channel import spelled
from jd_desktop.outbox.refusals import heed
from jd_desktop.outbox.terms import Terms
from jd_desktop.store.tables import outbox_job


@dataclass(frozen=True, slots=True)
class Question:
    """A message to ask the vendor about."""

    job_id: str
    message_id: str
    provider_id: str


def next_question(doing: Doing, way: str, terms: Terms) -> Question | None:
    """Return a channel's next message whose fate may be known by now."""
    j = outbox_job.c
    due = (
        select(outbox_job)
        .where(
            j.state.in_(("accepted", "sent")),
            j.channel == way,
            j.provider_id.is_not(None),
            j.status_checks <= len(terms.polls),
            j.next_at <= wire(doing.now),
        )
        .order_by(j.next_at, j.id)
        .limit(1)
    )
    job = doing.db.execute(due).one_or_none()
    return None if job is None else Question(job.id, job.message_id, job.provider_id)


def store(
    doing: Doing, question: Question, said: SmsStatus | EmailStatus | None, terms: Terms
) -> None:
    """Write the vendor's answer, never to a lower state, and when to ask again."""
    j = outbox_job.c
    job = doing.db.execute(select(outbox_job).where(j.id == question.job_id)).one()
    values: dict[str, Any] = {"status_checks": job.status_checks + 1}
    values["next_at"] = wire(_next_time(job, doing.now, terms))
    doing.db.execute(update(outbox_job).where(j.id == job.id).values(**values))
    if said is not None:
        learn(doing, job, said, provider_id=question.provider_id)
    doing.touch("message", job.message_id)


def learn(
    doing: Doing,
    job: Any,
    said: SmsStatus | EmailStatus,
    *,
    provider_id: str = "",
    at: datetime | None = None,
) -> None:
    """Write what a vendor said of a job, and what follows from it for the student, in one action.

    `at` is when it came to be, now where the vendor does not say. A word about a job that was
    uncertain settles it.
    """
    values: dict[str, Any] = {}
    state = _reached(job, said)
    if state != job.state:
        values["state"] = state
        values["last_error"] = None if said.reason is None else spelled(said.reason)
    if provider_id and not job.provider_id:
        values["provider_id"] = provider_id
    if values:
        doing.db.execute(update(outbox_job).where(outbox_job.c.id == job.id).values(**values))
        doing.touch("message", job.message_id)
    note(doing, job.message_id, state, reason=said.code, provider_id=provider_id, code=said.code)
    heed(doing, job.message_id, _refused(doing, job, said, at or doing.now), at=at)


def _refused(doing: Doing, job: Any, said: SmsStatus | EmailStatus, at: datetime) -> str:
    if not isinstance(said, EmailStatus):
        return suppression.of_code(job.channel, said.code)
    message = doing.get("message", job.message_id)
    if said.complained and message is not None and not message.get("complained_at"):
        doing.set("message", job.message_id, {"complained_at": wire(at)})
    return suppression.of_email(
        complained=said.complained, unwanted=said.unwanted, lasting=said.lasting
    )


def _reached(job: Any, said: SmsStatus | EmailStatus | None) -> str:
    """Return the higher of both states; what the vendor had and lost is undelivered."""
    if said is None or job.state in FINAL:
        return str(job.state)
    state = "undelivered" if said.state in ("failed", "cancelled") else said.state
    return state if RANKS.get(state, -1) > RANKS[job.state] else str(job.state)


def _next_time(job: Any, now: datetime, terms: Terms) -> datetime:
    """The last question is put when the message has expired: the vendor gives up then too."""
    asked = int(job.status_checks) + 1
    if asked < len(terms.polls):
        return now + terms.polls[asked] - terms.polls[asked - 1]
    return max(instant(job.expires_at), now)
