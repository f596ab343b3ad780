"""Several changes of one student's bookings, told in one SMS.

Each keeps its own message and its own job until the moment it leaves: then one of them, the lead,
says it for all, and the others are `merged` into it. They follow whatever becomes of it, and their
records say what was said. Where it certainly did not leave, all are on their own again, so that
nothing untrue is ever repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from jd_desktop.domain import filling
from jd_desktop.domain.clock import wire
from jd_desktop.domain.events import ABOUT_BOOKINGS, SMS
from jd_desktop.domain.message import FINAL, RANKS
from jd_desktop.operations import wordings
from jd_desktop.operations.messages import AT_REST
from jd_desktop.operations.outcome import note
from jd_desktop.operations.work import Doing
from jd_desktop.queries.messages import jobs
from jd_desktop.store.tables import ENTITIES, outbox_job

MERGED = "merged"
"""The state of a job that another one speaks for."""


def keep_up(doing: Doing) -> None:
    """Let the merged follow their lead: on their own again, at rest with it, or told as it is."""
    leads = outbox_job.alias("lead")
    j, lead, m = outbox_job.c, leads.c, ENTITIES["message"].c
    followers = (
        select(j.id, j.message_id, lead.id.label("lead_id"), lead.state.label("ended"))
        .add_columns(lead.message_id.label("lead_message_id"), lead.payload.label("said"))
        .select_from(outbox_job)
        .join(leads, lead.id == j.lead_id)
        .join(ENTITIES["message"], m.id == j.message_id)
        .where(j.state == MERGED, m.state.not_in(FINAL))
    )
    for row in doing.db.execute(followers).all():
        if row.ended in ("queued", "cancelled"):
            _set(doing, row.id, state="queued", lead_id=None)
            _restore(doing, row.lead_id, row.lead_message_id)
            continue
        told = doing.need("message", row.lead_message_id)
        note(doing, row.message_id, told["state"], reason=told.get("reason") or "")
        if RANKS[told["state"]] >= RANKS["accepted"]:
            for message_id in (row.lead_message_id, row.message_id):
                doing.set("message", message_id, {"text": row.said})
        if row.ended in AT_REST:
            _set(doing, row.id, state=row.ended, lead_id=None)
        doing.touch("message", row.message_id)


def candidates(doing: Doing, lead: Any) -> list[Any]:
    """Return the jobs that say something to the same student at the same time; none for most."""
    if not _may_merge(lead):
        return []
    j, m = outbox_job.c, ENTITIES["message"].c
    same = (
        jobs()
        .where(j.state == "queued", j.channel == lead.channel, j.next_at <= wire(doing.now))
        .where(m.student_id == lead.student_id, j.recipient == lead.recipient, j.id != lead.id)
        .order_by(j.cause_n, j.id)
    )
    found = doing.db.execute(same).all()
    return [job for job in found if _may_merge(job) and job.booking_id != lead.booking_id]


def merge(doing: Doing, lead: Any, others: Sequence[Any]) -> str:
    """Let the lead speak for the others too; returns what it says, in the order of their times."""
    student = doing.need("student", lead.student_id)
    told = [
        (booking["starts"], filling.changed(about, job.event))
        for job in (lead, *others)
        for about in (wordings.about(doing, student, job.booking_id),)
        for booking in (about.booking,)
    ]
    listed = {"liste": [words for _, words in sorted(told)]}
    said = wordings.say(doing, "digest", lead.channel, wordings.about(doing, student), listed)
    for job in others:
        _set(doing, job.id, state=MERGED, lead_id=lead.id)
        doing.touch("message", job.message_id)
    _set(doing, lead.id, payload=said.text)
    return said.text


def _may_merge(job: Any) -> bool:
    usual = job.origin == "user" and job.event in ABOUT_BOOKINGS and job.channel == SMS
    return bool(usual and job.booking_id and not job.attempts)


def _restore(doing: Doing, job_id: str, message_id: str) -> None:
    """Let a lead that did not leave say only its own again."""
    _set(doing, job_id, payload=doing.need("message", message_id)["text"])


def _set(doing: Doing, job_id: str, **values: Any) -> None:
    doing.db.execute(update(outbox_job).where(outbox_job.c.id == job_id).values(**values))
