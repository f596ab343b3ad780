"""Messages that follow from what people do: made in the same transaction, held for undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.ids import new_id
from jd_desktop.domain.language import Language, Text, text
from jd_desktop.domain.message import normalise, render, segments
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.tables import ENTITIES, outbox_job, suppression

HELD = timedelta(seconds=60)
"""How long a message waits so that undo can withdraw it."""


def notify(doing: Doing, event: str, booking_id: str) -> None:
    """Queue an SMS to each student of a booking: "confirmed", "moved" or "cancelled".

    What was queued for the booking and has not left is withdrawn: a student who was never
    told of a lesson is not told that it moved, only where it stands.
    """
    booking = doing.need("booking", booking_id)
    if instant(booking["starts"]) <= doing.now:
        return
    for student_id in booking.get("student_ids") or ():
        untold = withdraw(doing, booking_id, student_id)
        said = "confirmed" if untold and event == "moved" else event
        if not (untold and event == "cancelled"):
            _queue(doing, said, booking_id, booking, student_id)


def withdraw(doing: Doing, booking_id: str, student_id: str = "") -> bool:
    """Cancel what is queued about a booking; tells whether a confirmation was among it."""
    return any(row.event == "confirmed" for row in _cancelled(doing, booking_id, student_id))


def withdraw_of(doing: Doing, cause_n: int) -> list[str]:
    """Cancel what an action queued and has not left; returns the ids of its messages."""
    return [row.message_id for row in _cancelled(doing, cause_n=cause_n)]


def _cancelled(
    doing: Doing, booking_id: str = "", student_id: str = "", *, cause_n: int = 0
) -> Sequence[Any]:
    j, m = outbox_job.c, ENTITIES["message"].c
    waiting = (select(j.id, j.message_id, m.event).join(m.id.table, m.id == j.message_id)).where(
        j.state == "queued"
    )
    if cause_n:
        waiting = waiting.where(j.cause_n == cause_n)
    else:
        waiting = waiting.where(j.booking_id == booking_id)
    if student_id:
        waiting = waiting.where(m.student_id == student_id)
    rows = doing.db.execute(waiting).all()
    for row in rows:
        doing.db.execute(update(outbox_job).where(j.id == row.id).values(state="cancelled"))
        doing.set("message", row.message_id, {"state": "cancelled", "reason": "withdrawn"})
    return rows


def _queue(
    doing: Doing, event: str, booking_id: str, booking: dict[str, Any], student_id: str
) -> None:
    student = doing.need("student", student_id)
    said = normalise(_text(doing, event, booking, student))
    expires = _expiry(doing.now, instant(booking["starts"]))
    refusal = _refusal(doing, student)
    message_id = doing.create(
        "message",
        {
            "booking_id": booking_id, "student_id": student_id, "event": event, "channel": "sms",
            "text": said, "segments": segments(said).count,
            "send_after": wire(doing.now + HELD), "expires_at": wire(expires),
            "state": "suppressed" if refusal else "queued", "reason": refusal,
            "owner_device": doing.device, "made_at": wire(doing.now),
        },
    )  # fmt: skip
    if refusal:
        return
    doing.db.execute(
        insert(outbox_job).values(
            id=new_id(doing.now), dedupe_key=f"u:{doing.n}:{message_id}", message_id=message_id,
            booking_id=booking_id, cause_n=doing.n, channel="sms", origin="user",
            on_uncertain="resend", priority=5, recipient=student["phone"], payload=said,
            not_before=wire(doing.now + HELD), next_at=wire(doing.now + HELD),
            expires_at=wire(expires), state="queued", attempts=0, checks=0, status_checks=0,
            created_at=wire(doing.now),
        )
    )  # fmt: skip


def _expiry(now: datetime, starts: datetime) -> datetime:
    """A message about a lesson is worth nothing once the lesson has begun."""
    return max(min(starts, now + timedelta(days=3)), now + HELD)


def _refusal(doing: Doing, student: dict[str, Any]) -> str:
    """Why no SMS may go to this student; "" where one may."""
    if student.get("sms_refused"):
        return "opted_out"
    if not student.get("phone"):
        return "no_phone"
    c = suppression.c
    barred = select(c.reason).where(c.channel == "sms", c.address == student["phone"])
    return "opted_out" if doing.db.execute(barred).scalar() else ""


def _text(doing: Doing, event: str, booking: dict[str, Any], student: dict[str, Any]) -> str:
    code = "en" if student.get("language") == "en" else "da"
    language = Language(code)
    starts = instant(booking["starts"])
    kind = doing.get("booking_type", booking.get("booking_type_id") or "") or {}
    instructor = doing.get("instructor", booking["instructor_id"]) or {}
    values = {
        "fornavn": student["first_name"],
        "type": str(kind.get("name") or "køretime").lower(),
        "dag": language.day(starts),
        "tid": language.time(starts),
        "kørelærer": str(instructor.get("name") or "").split(" ")[0],
        "skole": doing.school_name,
    }
    return render(doing.templates(event, code), values)


def record(work: Work, message_id: str, *, state: str, reason: str = "") -> Changes:
    """Store what became of a message; a late lower state never overwrites a higher one."""
    with work.doing(text("Beskedens status"), undoable=False) as doing:
        doing.set("message", message_id, {"state": state, "reason": reason})
    return doing.changes


def retry(work: Work, job_id: str) -> Changes:
    """Send a failed message again, by a person's decision."""
    return _decide(work, job_id, "queued", text("Sendte en besked igen"))


def discard(work: Work, job_id: str) -> Changes:
    """Give up a message, by a person's decision."""
    return _decide(work, job_id, "cancelled", text("Opgav en besked"))


def mark_sent(work: Work, job_id: str) -> Changes:
    """Say that a message did arrive, by a person's decision."""
    return _decide(work, job_id, "accepted", text("Markerede en besked som sendt"))


def _decide(work: Work, job_id: str, to: str, title: Text) -> Changes:
    j = outbox_job.c
    with work.doing(title, undoable=False) as doing:
        job = doing.db.execute(select(outbox_job).where(j.id == job_id)).one_or_none()
        if job is None or job.state not in ("needs_decision", "failed", "dead", "expired"):
            raise BadInput(text("Beskeden venter ikke på nogen. Den er sendt eller i kø."))
        now = wire(doing.now)
        later = wire(max(instant(job.expires_at), doing.now + timedelta(hours=1)))
        doing.db.execute(
            update(outbox_job).where(j.id == job_id).values(
                state=to, next_at=now, not_before=now, attempts=0, checks=0, uncertain_since=None,
                expires_at=later if to == "queued" else job.expires_at,
            )
        )  # fmt: skip
        doing.touch("message", job.message_id)
    return doing.changes
