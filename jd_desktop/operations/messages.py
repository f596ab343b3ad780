"""What a person decides about a message: send again, give up, call it sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.events import EMAIL
from jd_desktop.domain.language import text
from jd_desktop.operations.outcome import note
from jd_desktop.operations.queueing import Post, queue, send
from jd_desktop.operations.wordings import Said
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.consent import refusal
from jd_desktop.store.tables import ENTITIES, channel_state, outbox_job

AT_REST = ("needs_decision", "failed", "dead", "expired", "undelivered")
"""States of a job in which it waits for a person, or for nobody."""
WORTH = timedelta(days=3)
"""How long a message that is about no lesson is worth sending."""
_UNDER_WAY = ("queued", "sending", "uncertain")


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
        student_id = old["student_id"]
        if job.booking_id:
            _refuse_unless_current(doing, old["event"], job.booking_id)
            _refuse_twice(doing, job, student_id)
        why_not = refusal(doing.db, doing.need("student", student_id), job.channel)
        if why_not:
            raise _no_way_to(job.channel, why_not)
        _lay_aside(doing, job, "replaced")
        if job.booking_id:
            at_once = timedelta(0)
            queue(
                doing, old["event"], job.booking_id, student_id, channel=job.channel, held=at_once
            )
        else:
            _send_again(doing, old)
    return doing.changes


def _no_way_to(channel: str, why_not: str) -> Refused:
    if channel == EMAIL:
        return Refused(
            text("Eleven kan ikke få e-mail."),
            hint=text("Se elevens e-mailadresse og samtykke, og ring i stedet."),
            detail=why_not,
        )
    return Refused(
        text("Eleven kan ikke få SMS."),
        hint=text("Se elevens telefonnummer og samtykke, og ring i stedet."),
        detail=why_not,
    )


def _send_again(doing: Doing, old: Mapping[str, Any]) -> None:
    """Queue what was said before, word for word: it is about no booking that may have changed."""
    again = Post(
        old["event"],
        old["channel"],
        old["student_id"],
        Said(old.get("subject") or "", old["text"], old.get("template_id") or ""),
        leaves=doing.now,
        expires=doing.now + WORTH,
        broadcast_id=old.get("broadcast_id") or "",
    )
    send(doing, again)


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


def _refuse_twice(doing: Doing, job: Any, student_id: str) -> None:
    j, m = outbox_job.c, ENTITIES["message"].c
    other = (
        select(j.id)
        .join(ENTITIES["message"], m.id == j.message_id)
        .where(
            j.booking_id == job.booking_id,
            j.channel == job.channel,
            m.student_id == student_id,
            j.state.in_(_UNDER_WAY),
        )
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
