"""Putting a message in the outbox, and taking one out that has not left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.ids import new_id
from jd_desktop.domain.language import Language
from jd_desktop.domain.message import normalise, render, segments
from jd_desktop.operations.outcome import note
from jd_desktop.operations.work import HELD, Doing
from jd_desktop.store.tables import ENTITIES, outbox_job, refused_address


def subject(event: str, booking_id: str, booking: Mapping[str, Any], student_id: str) -> str:
    """Name what a message says: it ends the job's key, and a booking that moves matches no more."""
    where = booking.get("instructor_id") or "" if event != "cancelled" else ""
    return ":".join((event, booking_id, student_id, str(booking["starts"]), where))


def queue(doing: Doing, event: str, booking_id: str, student_id: str, *, held: timedelta) -> None:
    """Queue what an event of a booking says to a student; it leaves when `held` has passed."""
    booking = doing.need("booking", booking_id)
    student = doing.need("student", student_id)
    written = normalise(_text(doing, event, booking, student))
    expires = _expiry(doing.now, instant(booking["starts"]))
    why_not = refusal(doing, student)
    leaves = wire(doing.now + held)
    message_id = doing.create(
        "message",
        {
            "booking_id": booking_id, "student_id": student_id, "event": event, "channel": "sms",
            "text": written, "segments": segments(written).count,
            "send_after": leaves, "expires_at": wire(expires),
            "state": "suppressed" if why_not else "queued", "reason": why_not,
            "owner_device": doing.device, "made_at": wire(doing.now),
        },
    )  # fmt: skip
    if why_not:
        return
    what = subject(event, booking_id, booking, student_id)
    doing.db.execute(
        insert(outbox_job).values(
            id=new_id(doing.now), dedupe_key=f"u:{doing.n}:{message_id}:{what}",
            message_id=message_id, booking_id=booking_id, cause_n=doing.n, channel="sms",
            origin="user", on_uncertain="resend", priority=5, recipient=student["phone"],
            payload=written, not_before=leaves, next_at=leaves, expires_at=wire(expires),
            state="queued", attempts=0, checks=0, status_checks=0, created_at=wire(doing.now),
        )
    )  # fmt: skip


def withdraw_of(doing: Doing, cause_n: int) -> list[str]:
    """Cancel what an action queued and has not left; returns the ids of its messages."""
    j = outbox_job.c
    waiting = select(j.id, j.message_id).where(j.state == "queued", j.cause_n == cause_n)
    return cancel(doing, doing.db.execute(waiting).all())


def withdraw(doing: Doing, booking_id: str, student_id: str) -> set[str]:
    """Cancel what is queued here for a student about a booking; returns what it would have said."""
    j = outbox_job.c
    queued = select(j.id, j.message_id).where(j.booking_id == booking_id, j.state == "queued")
    mine = [
        row
        for row in doing.db.execute(queued).all()
        if (doing.get("message", row.message_id) or {}).get("student_id") == student_id
    ]
    return {doing.need("message", i)["event"] for i in cancel(doing, mine)}


def cancel(doing: Doing, rows: Sequence[Any]) -> list[str]:
    """Take jobs (id, message_id) out of the queue; returns the ids of their messages."""
    for row in rows:
        gone = update(outbox_job).where(outbox_job.c.id == row.id)
        doing.db.execute(gone.values(state="cancelled"))
        note(doing, row.message_id, "cancelled", reason="withdrawn")
        doing.touch("message", row.message_id)
    return [row.message_id for row in rows]


def about(doing: Doing, booking_id: str, student_id: str) -> Sequence[tuple[str, dict[str, Any]]]:
    """Return what was ever written to a student about a booking, whichever computer wrote it."""
    m = ENTITIES["message"].c
    mine = select(m.id).where(m.booking_id == booking_id, m.student_id == student_id)
    found = ((i, doing.get("message", i)) for i in doing.db.execute(mine).scalars().all())
    return [(i, body) for i, body in found if body is not None]


def _expiry(now: datetime, starts: datetime) -> datetime:
    """A message about a lesson is worth nothing once the lesson has begun."""
    return max(min(starts, now + timedelta(days=3)), now + HELD)


def refusal(doing: Doing, student: Mapping[str, Any]) -> str:
    """Why no SMS may go to this student; "" where one may."""
    if student.get("sms_refused"):
        return "opted_out"
    if not student.get("phone"):
        return "no_phone"
    c = refused_address.c
    barred = select(c.reason).where(c.channel == "sms", c.address == student["phone"])
    return "opted_out" if doing.db.execute(barred).scalar() else ""


def _text(doing: Doing, event: str, booking: Mapping[str, Any], student: Mapping[str, Any]) -> str:
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
