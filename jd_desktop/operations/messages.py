"""Messages that follow from what people do: made in the same transaction, held for undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.ids import new_id
from jd_desktop.domain.language import Language, text
from jd_desktop.domain.message import RANKS, normalise, render, segments
from jd_desktop.operations.work import HELD, Doing, Work
from jd_desktop.store.tables import ENTITIES, channel_state, outbox_job, refused_address

AT_REST = ("needs_decision", "failed", "dead", "expired", "undelivered")
"""States of a job in which it waits for a person, or for nobody."""
_UNDER_WAY = ("queued", "sending", "uncertain")
_NOT_TOLD = frozenset({"cancelled", "expired", "suppressed", "failed", "undelivered"})


def notify(doing: Doing, event: str, booking_id: str) -> None:
    """Queue an SMS to each student of a booking: "confirmed", "moved" or "cancelled".

    What was queued for the booking and has not left is withdrawn: a student who was never
    told of a lesson is not told that it moved, only where it stands.
    """
    booking = doing.need("booking", booking_id)
    begun = instant(booking["starts"]) <= doing.now
    for student_id in booking.get("student_ids") or ():
        withdrawn = _withdraw(doing, booking_id, student_id)
        untold = "confirmed" in withdrawn or not _told(doing, booking_id, student_id)
        _withdraw_elsewhere(doing, booking_id, student_id)
        said = "confirmed" if untold and event == "moved" else event
        if not begun and not (untold and event == "cancelled"):
            _queue(doing, said, booking_id, student_id, held=doing.hold)


def withdraw_of(doing: Doing, cause_n: int) -> list[str]:
    """Cancel what an action queued and has not left; returns the ids of its messages."""
    j = outbox_job.c
    waiting = select(j.id, j.message_id).where(j.state == "queued", j.cause_n == cause_n)
    return _cancel(doing, doing.db.execute(waiting).all())


def subject(event: str, booking_id: str, booking: Mapping[str, Any], student_id: str) -> str:
    """Name what a message says: it ends the job's key, and a booking that moves matches no more."""
    where = booking.get("instructor_id") or "" if event != "cancelled" else ""
    return ":".join((event, booking_id, student_id, str(booking["starts"]), where))


def note(
    doing: Doing, message_id: str, state: str, *, reason: str = "", provider_id: str = ""
) -> bool:
    """Write what became of a message within an action; False where it knows better already."""
    before = doing.get("message", message_id)
    if before is None or RANKS[state] <= RANKS[before["state"]]:
        return False
    known = {"provider_id": provider_id} if provider_id else {}
    doing.set("message", message_id, {"state": state, "reason": reason, **known})
    return True


def record(
    work: Work, message_id: str, *, state: str, reason: str = "", provider_id: str = ""
) -> Changes:
    """Store what became of a message; a late lower state never overwrites a higher one."""
    with work.doing(text("Beskedens status"), undoable=False) as doing:
        note(doing, message_id, state, reason=reason, provider_id=provider_id)
    return doing.changes


def retry(work: Work, job_id: str) -> Changes:
    """Send a message again as a new one, with today's phone number and the booking as it stands.

    Takes the id of the job or of its message; the old one stays in the record as it ended.
    Raises BadInput where it is under way or its lesson has begun, Refused where no SMS may go.
    """
    with work.doing(text("Sendte en besked igen"), undoable=False) as doing:
        job = _at_rest(doing, job_id)
        old = doing.need("message", job.message_id)
        event, student_id = old["event"], old["student_id"]
        _refuse_unless_current(doing, event, job.booking_id)
        _refuse_twice(doing, job.booking_id, student_id)
        refusal = _refusal(doing, doing.need("student", student_id))
        if refusal:
            raise Refused(
                text("Eleven kan ikke få SMS."),
                hint=text("Se elevens telefonnummer og samtykke, og ring i stedet."),
                detail=refusal,
            )
        _lay_aside(doing, job, "replaced")
        _queue(doing, event, job.booking_id, student_id, held=timedelta(0))
    return doing.changes


def discard(work: Work, job_id: str) -> Changes:
    """Give up a message, by a person's decision; also one that has not left yet."""
    with work.doing(text("Opgav en besked"), undoable=False) as doing:
        _lay_aside(doing, _at_rest(doing, job_id, "queued"), "discarded")
    return doing.changes


def mark_sent(work: Work, job_id: str) -> Changes:
    """Say that a message of which nothing was known did arrive, by a person's decision."""
    with work.doing(text("Markerede en besked som sendt"), undoable=False) as doing:
        job = _at_rest(doing, job_id)
        if job.state != "needs_decision":
            raise BadInput(
                text("Det vides, at beskeden ikke kom frem."), hint=text("Send den igen i stedet.")
            )
        settled = update(outbox_job).where(outbox_job.c.id == job.id)
        doing.db.execute(settled.values(state="accepted", status_checks=CHECKED_ENOUGH))
        note(doing, job.message_id, "accepted", reason="by_person")
        doing.touch("message", job.message_id)
    return doing.changes


CHECKED_ENOUGH = 99
"""A job with so many status checks is asked about no more."""


def resume(work: Work, channel: str = "sms") -> Changes:
    """Let a paused channel send again, after its settings were put right."""
    with work.doing(text("Genoptog afsendelse"), undoable=False) as doing:
        c = channel_state.c
        freed = update(channel_state).where(c.channel == channel)
        doing.db.execute(freed.values(paused_until=None, reason=None))
        j = outbox_job.c
        waiting = select(j.message_id).where(j.state == "queued", j.channel == channel)
        for message_id in doing.db.execute(waiting).scalars():
            doing.touch("message", message_id)
    return doing.changes


def _withdraw(doing: Doing, booking_id: str, student_id: str) -> set[str]:
    """Cancel what is queued here for a student about a booking; returns what it would have said."""
    j = outbox_job.c
    queued = select(j.id, j.message_id).where(j.booking_id == booking_id, j.state == "queued")
    mine = [
        row
        for row in doing.db.execute(queued).all()
        if (doing.get("message", row.message_id) or {}).get("student_id") == student_id
    ]
    return {doing.need("message", i)["event"] for i in _cancel(doing, mine)}


def _cancel(doing: Doing, rows: Sequence[Any]) -> list[str]:
    for row in rows:
        gone = update(outbox_job).where(outbox_job.c.id == row.id)
        doing.db.execute(gone.values(state="cancelled"))
        note(doing, row.message_id, "cancelled", reason="withdrawn")
        doing.touch("message", row.message_id)
    return [row.message_id for row in rows]


def _told(doing: Doing, booking_id: str, student_id: str) -> bool:
    """Whether the student may know of the lesson; one without any message was told by mouth."""
    states = [body["state"] for _, body in _messages(doing, booking_id, student_id)]
    return not states or any(s not in _NOT_TOLD for s in states)


def _withdraw_elsewhere(doing: Doing, booking_id: str, student_id: str) -> None:
    """Ask the computer that has queued a message not to send it; if it has, its word stands."""
    for message_id, body in _messages(doing, booking_id, student_id):
        if body["state"] == "queued" and body.get("owner_device") != doing.device:
            note(doing, message_id, "cancelled", reason="withdrawn")


def _messages(
    doing: Doing, booking_id: str, student_id: str
) -> Sequence[tuple[str, dict[str, Any]]]:
    m = ENTITIES["message"].c
    about = select(m.id).where(m.booking_id == booking_id, m.student_id == student_id)
    found = ((i, doing.get("message", i)) for i in doing.db.execute(about).scalars().all())
    return [(i, body) for i, body in found if body is not None]


def _queue(doing: Doing, event: str, booking_id: str, student_id: str, *, held: timedelta) -> None:
    booking = doing.need("booking", booking_id)
    student = doing.need("student", student_id)
    said = normalise(_text(doing, event, booking, student))
    expires = _expiry(doing.now, instant(booking["starts"]))
    refusal = _refusal(doing, student)
    leaves = wire(doing.now + held)
    message_id = doing.create(
        "message",
        {
            "booking_id": booking_id, "student_id": student_id, "event": event, "channel": "sms",
            "text": said, "segments": segments(said).count,
            "send_after": leaves, "expires_at": wire(expires),
            "state": "suppressed" if refusal else "queued", "reason": refusal,
            "owner_device": doing.device, "made_at": wire(doing.now),
        },
    )  # fmt: skip
    if refusal:
        return
    about = subject(event, booking_id, booking, student_id)
    doing.db.execute(
        insert(outbox_job).values(
            id=new_id(doing.now), dedupe_key=f"u:{doing.n}:{message_id}:{about}",
            message_id=message_id, booking_id=booking_id, cause_n=doing.n, channel="sms",
            origin="user", on_uncertain="resend", priority=5, recipient=student["phone"],
            payload=said, not_before=leaves, next_at=leaves, expires_at=wire(expires),
            state="queued", attempts=0, checks=0, status_checks=0, created_at=wire(doing.now),
        )
    )  # fmt: skip


def _expiry(now: datetime, starts: datetime) -> datetime:
    """A message about a lesson is worth nothing once the lesson has begun."""
    return max(min(starts, now + timedelta(days=3)), now + HELD)


def _refusal(doing: Doing, student: Mapping[str, Any]) -> str:
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


def _at_rest(doing: Doing, wanted: str, *also: str) -> Any:
    j = outbox_job.c
    job = doing.db.execute(
        select(outbox_job).where(or_(j.id == wanted, j.message_id == wanted))
    ).one_or_none()
    if job is None or job.state not in (*AT_REST, *also):
        raise BadInput(
            text("Beskeden venter ikke på nogen."), hint=text("Den er sendt, i kø eller opgivet.")
        )
    return job


def _refuse_unless_current(doing: Doing, event: str, booking_id: str) -> None:
    booking = doing.get("booking", booking_id)
    if booking is None or instant(booking["starts"]) <= doing.now:
        raise BadInput(
            text("Beskeden er forældet: lektionen er begyndt eller slettet."),
            hint=text("Ring til eleven, hvis det stadig er vigtigt."),
        )
    if (booking["state"] == "cancelled") != (event == "cancelled"):
        raise BadInput(
            text("Beskeden passer ikke længere til bookingen."),
            hint=text("Se bookingen, og skriv eller ring til eleven."),
        )


def _refuse_twice(doing: Doing, booking_id: str, student_id: str) -> None:
    j, m = outbox_job.c, ENTITIES["message"].c
    other = (
        select(j.id)
        .join(ENTITIES["message"], m.id == j.message_id)
        .where(j.booking_id == booking_id, m.student_id == student_id, j.state.in_(_UNDER_WAY))
    )
    if doing.db.execute(other).first() is not None:
        raise BadInput(
            text("En nyere besked til eleven er allerede på vej."),
            hint=text("Vent på den, eller opgiv den først."),
        )


def _lay_aside(doing: Doing, job: Any, why: str) -> None:
    gone = update(outbox_job).where(outbox_job.c.id == job.id)
    doing.db.execute(gone.values(state="cancelled"))
    note(doing, job.message_id, "cancelled", reason=why)
    doing.touch("message", job.message_id)
