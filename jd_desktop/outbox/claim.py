"""Taking the next message that may leave, in one short transaction; dropping what is too late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.ids import new_id
from jd_desktop.domain.ports import OutgoingSms
from jd_desktop.domain.quiet import is_quiet
from jd_desktop.operations.outcome import note
from jd_desktop.operations.queueing import subject
from jd_desktop.operations.work import Doing
from jd_desktop.outbox import channel
from jd_desktop.outbox.terms import Terms
from jd_desktop.queries.messages import jobs, why_waiting
from jd_desktop.store.tables import outbox_attempt, outbox_job, refused_address

_TOLD_WHILE = ("tentative", "confirmed")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process alone may send now; `attempt_id` is its fence."""

    job_id: str
    message_id: str
    attempt_id: str
    channel: str
    attempts: int
    sms: OutgoingSms


def due(doing: Doing, terms: Terms) -> Claimed | None:
    """Recover what a dead process left, drop what is stale, and take the next message, if any.

    Nothing is taken while its cause is not agreed, its booking waits for a decision, an earlier
    message to the same student is ahead, or the channel is paused or out of tokens.
    """
    recover(doing)
    j = outbox_job.c
    now = wire(doing.now)
    ready = jobs().where(j.state == "queued", or_(j.next_at <= now, j.expires_at <= now))
    queued = doing.db.execute(ready.order_by(j.priority, j.next_at, j.cause_n, j.id)).all()
    live = [job for job in queued if not _dropped(doing, job)]
    waits = why_waiting(doing.db, live)
    for job in live:
        if job.id not in waits and _may_leave(doing, job, terms):
            return _take(doing, job, terms)
    return None


def recover(doing: Doing) -> None:
    """Call uncertain what was being sent when its process died; never queue it again unseen."""
    j = outbox_job.c
    now = wire(doing.now)
    lost = select(j.id, j.message_id).where(j.state == "sending", j.lease_until <= now)
    for job in doing.db.execute(lost).all():
        doing.db.execute(
            update(outbox_job).where(j.id == job.id).values(
                state="uncertain", uncertain_since=now, checks=0, next_at=now, lease_until=None
            )
        )  # fmt: skip
        doing.touch("message", job.message_id)


def is_kept_quiet(origin: str, now: datetime) -> bool:
    """Whether a message lets people be at this hour: a person's own may go at any."""
    return origin == "generated" and is_quiet(now)


def _dropped(doing: Doing, job: Any) -> bool:
    """Put aside a message that may never leave, with the reason; True where it was."""
    state, reason = _verdict(doing, job)
    if not state:
        return False
    doing.db.execute(update(outbox_job).where(outbox_job.c.id == job.id).values(state=state))
    if not note(doing, job.message_id, state, reason=reason):
        note(doing, job.message_id, "cancelled", reason=reason)
    doing.touch("message", job.message_id)
    return True


def _verdict(doing: Doing, job: Any) -> tuple[str, str]:
    """Return the final state and reason of a message that is stale, two empty words otherwise."""
    student = doing.get("student", job.student_id) if job.student_id else None
    if job.message_state in (None, "cancelled"):
        return "cancelled", "withdrawn"
    if instant(job.expires_at) <= doing.now:
        return "expired", "too_late"
    booking = doing.get("booking", job.booking_id or "")
    if student is None or not _still_true(job, booking):
        return "cancelled", "obsolete"
    c = refused_address.c
    barred = select(c.at).where(c.channel == job.channel, c.address == job.recipient)
    if student.get("sms_refused") or doing.db.execute(barred).scalar():
        return "suppressed", "opted_out"
    return "", ""


def _still_true(job: Any, booking: Mapping[str, Any] | None) -> bool:
    """Whether the booking is still as the message says."""
    if not job.booking_id:
        return True
    if job.event == "cancelled" and (booking is None or booking["state"] == "cancelled"):
        return True
    if booking is None or booking["state"] not in _TOLD_WHILE or job.event == "cancelled":
        return False
    said = subject(job.event, job.booking_id, booking, job.student_id)
    on_it = job.student_id in (booking.get("student_ids") or ())
    return on_it and job.about == said


def _may_leave(doing: Doing, job: Any, terms: Terms) -> bool:
    quiet = is_kept_quiet(job.origin, doing.now)
    return not quiet and channel.may_send(doing.db, job.channel, doing.now, terms)


def _take(doing: Doing, job: Any, terms: Terms) -> Claimed:
    attempt_id, now = new_id(doing.now), wire(doing.now)
    to = _number(doing, job)
    channel.spend(doing.db, job.channel, doing.now, terms)
    doing.db.execute(
        update(outbox_job).where(outbox_job.c.id == job.id).values(
            state="sending", attempt_id=attempt_id, attempts=job.attempts + 1, recipient=to,
            lease_until=wire(doing.now + terms.lease),
            first_attempt_at=job.first_attempt_at or now, checks=0, uncertain_since=None,
        )
    )  # fmt: skip
    began = insert(outbox_attempt).values(attempt_id=attempt_id, job_id=job.id, started_at=now)
    doing.db.execute(began)
    doing.touch("message", job.message_id)
    sms = OutgoingSms(job.message_id, to, job.payload, instant(job.expires_at))
    return Claimed(job.id, job.message_id, attempt_id, job.channel, job.attempts + 1, sms)


def _number(doing: Doing, job: Any) -> str:
    """Return where to send: until the first try, a corrected phone number is the right one."""
    phone = (doing.get("student", job.student_id) or {}).get("phone")
    return str(phone if phone and not job.attempts else job.recipient)
