"""Putting a message in the outbox, and taking one out that has not left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.events import SMS
from jd_desktop.domain.ids import new_id
from jd_desktop.domain.message import segments
from jd_desktop.operations import wordings
from jd_desktop.operations.outcome import note
from jd_desktop.operations.ruling import not_wanted
from jd_desktop.operations.work import HELD, Doing
from jd_desktop.store.consent import address, refusal
from jd_desktop.store.tables import ENTITIES, outbox_job

_LONGEST_WAIT = timedelta(minutes=5)
"""So long, a message waits for more to say in the same one."""

_PRIORITY = {"user": 5, "generated": 7, "broadcast": 9}


@dataclass(frozen=True, slots=True)
class Post:
    """A message to one student by one channel, and when it may leave and is worth nothing.

    `key` keeps what is not a person's own doing from being queued twice; "" for a person's.
    `about` says what it tells, so that it can be seen when that is no longer true.
    """

    event: str
    channel: str
    student_id: str
    said: wordings.Said
    leaves: datetime
    expires: datetime
    booking_id: str = ""
    about: str = ""
    key: str = ""
    origin: str = "user"
    broadcast_id: str = ""


def of_many(broadcast_id: str, student_id: str, channel: str) -> str:
    """Return the key of one message to many for one student, the same on every computer."""
    return f"b:{broadcast_id}:{student_id}:{channel}"


def subject(event: str, booking_id: str, booking: Mapping[str, Any], student_id: str) -> str:
    """Name what a message says: it ends the job's key, and a booking that moves matches no more."""
    where = booking.get("instructor_id") or "" if event != "cancelled" else ""
    return ":".join((event, booking_id, student_id, str(booking["starts"]), where))


def queue(
    doing: Doing, event: str, booking_id: str, student_id: str, *, channel: str, held: timedelta
) -> None:
    """Queue what an event of a booking says to a student; it leaves when `held` has passed."""
    booking, student = doing.need("booking", booking_id), doing.need("student", student_id)
    it = wordings.about(doing, student, booking_id)
    post = Post(
        event,
        channel,
        student_id,
        wordings.say(doing, event, channel, it),
        leaves=doing.now + held,
        expires=_expiry(doing.now, instant(booking["starts"])),
        booking_id=booking_id,
        about=subject(event, booking_id, booking, student_id),
    )
    send(doing, post)
    if held:
        _wait_for_each_other(doing, post)


def send(doing: Doing, post: Post) -> str:
    """Queue a message, or keep it with the reason where it may not go; returns its id."""
    student = doing.need("student", post.student_id)
    why_not = refusal(doing.db, student, post.channel)
    if not why_not and not_wanted(student, post.event):
        why_not = "not_wanted"
    message_id = _keep(doing, post, student, why_not)
    if not why_not:
        _enqueue(doing, post, message_id, address(student, post.channel))
    return message_id


def _wait_for_each_other(doing: Doing, post: Post) -> None:
    """Let what is still held for the student by this channel leave with the latest, in one."""
    j, m = outbox_job.c, ENTITIES["message"].c
    mine = select(m.id).where(m.student_id == post.student_id)
    now, leaves = wire(doing.now), wire(post.leaves)
    waiting = (
        update(outbox_job)
        .where(j.state == "queued", j.channel == post.channel, j.origin == "user")
        .where(j.attempts == 0, j.booking_id.is_not(None), j.message_id.in_(mine))
        .where(j.next_at > now, j.next_at < leaves, j.expires_at > leaves)
        .where(j.created_at > wire(doing.now - _LONGEST_WAIT))
    )
    doing.db.execute(waiting.values(next_at=leaves))


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


def cancel(doing: Doing, rows: Sequence[Any], reason: str = "withdrawn") -> list[str]:
    """Take jobs (id, message_id) out of the queue; returns the ids of their messages."""
    j = outbox_job.c
    for row in rows:
        # What never left may be said anew: its key is free again.
        freed = {"state": "cancelled", "dedupe_key": j.dedupe_key + "#" + j.id}
        doing.db.execute(update(outbox_job).where(j.id == row.id).values(freed))
        note(doing, row.message_id, "cancelled", reason=reason)
        doing.touch("message", row.message_id)
    return [row.message_id for row in rows]


def about(doing: Doing, booking_id: str, student_id: str) -> Sequence[tuple[str, dict[str, Any]]]:
    """Return what was ever written to a student about a booking, whichever computer wrote it."""
    m = ENTITIES["message"].c
    mine = select(m.id).where(m.booking_id == booking_id, m.student_id == student_id)
    found = ((i, doing.get("message", i)) for i in doing.db.execute(mine).scalars().all())
    return [(i, body) for i, body in found if body is not None]


def _keep(doing: Doing, post: Post, student: Mapping[str, Any], why_not: str) -> str:
    """Make the record of a message; what came of no template, rule or broadcast says nothing."""
    return doing.create(
        "message",
        {
            "booking_id": post.booking_id, "student_id": post.student_id, "event": post.event,
            "channel": post.channel, "subject": post.said.subject, "text": post.said.text,
            "segments": segments(post.said.text).count if post.channel == SMS else None,
            "send_after": wire(post.leaves), "expires_at": wire(post.expires),
            "state": "suppressed" if why_not else "queued", "reason": why_not,
            "origin": post.origin, "broadcast_id": post.broadcast_id,
            "template_id": post.said.template_id,
            "template_version": post.said.template_version or None,
            "address": address(student, post.channel),
            "owner_device": doing.device, "made_at": wire(doing.now),
        },
    )  # fmt: skip


def _enqueue(doing: Doing, post: Post, message_id: str, to: str) -> None:
    leaves, key = wire(post.leaves), f"u:{doing.n}:{message_id}:{post.about}"
    doing.db.execute(
        insert(outbox_job).values(
            id=new_id(doing.now), dedupe_key=post.key or key,
            message_id=message_id, booking_id=post.booking_id or None, cause_n=doing.n,
            channel=post.channel, origin=post.origin, on_uncertain="resend",
            priority=_PRIORITY[post.origin], recipient=to, payload=post.said.text,
            not_before=leaves, next_at=leaves, expires_at=wire(post.expires), about=post.about,
            state="queued", attempts=0, checks=0, status_checks=0, created_at=wire(doing.now),
        )
    )  # fmt: skip


def _expiry(now: datetime, starts: datetime) -> datetime:
    """A message about a lesson is worth nothing once the lesson has begun."""
    return max(min(starts, now + timedelta(days=3)), now + HELD)
