"""Taking the next message that may leave, in one short transaction; dropping what is too late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, exists, insert, literal, select, tuple_, update

from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.ids import new_id
from jd_desktop.domain.quiet import is_quiet
from jd_desktop.operations.outcome import note
from jd_desktop.operations.queueing import subject
from jd_desktop.operations.work import Doing
from jd_desktop.outbox import bundle, channel
from jd_desktop.outbox.slip import Slip, slip
from jd_desktop.outbox.terms import Terms
from jd_desktop.queries.messages import jobs, why_waiting
from jd_desktop.store import state
from jd_desktop.store.consent import address, closed, why_not
from jd_desktop.store.tables import mutation, outbox_attempt, outbox_job

WINDOW = 50
"""So many are looked at together: what waits for something is passed by without loading all."""

_TOLD_WHILE = ("tentative", "confirmed")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process alone may send now; `attempt_id` is its fence.

    `key` is what the central is asked about, so that no other computer sends it too.
    """

    job_id: str
    message_id: str
    attempt_id: str
    channel: str
    attempts: int
    slip: Slip
    key: str
    origin: str
    has_turn: bool


def due(doing: Doing, way: str, terms: Terms) -> Claimed | None:
    """Take a channel's next message, as `several` does."""
    return next(iter(several(doing, way, terms, at_most=1)), None)


def several(doing: Doing, way: str, terms: Terms, *, at_most: int) -> list[Claimed]:
    """Recover what a dead process left, drop what is stale, and take a channel's next messages.

    Nothing is taken while its cause is not agreed, its booking waits for a decision, an earlier
    message to the same student is ahead, or the channel is paused or out of tokens. No two of
    those taken go to the same address, so that they may be sent in any order.
    """
    recover(doing)
    bundle.keep_up(doing)
    _drop_expired(doing)
    free = min(at_most, channel.tokens(doing.db, way, doing.now, terms))
    found = _choose(doing, way, free) if free else []
    if not found:
        return []
    channel.spend(doing.db, way, doing.now, terms, taken=len(found))
    return _take(doing, found, terms)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A job that may leave, to where, and what is said to the same student in the same message."""

    job: Any
    to: str
    others: Sequence[Any]


def _choose(doing: Doing, way: str, at_most: int) -> list[_Chosen]:
    """Return the next jobs that may leave, each to another address."""
    found: list[_Chosen] = []
    used: set[str] = set()
    after: Any = None
    while rows := _window(doing, way, after, max(WINDOW, at_most)):
        waits = why_waiting(doing.db, rows)
        barred = _look_ahead(doing, way, rows)
        dropped = False
        for job in rows:
            if job.id in waits or (to := _where_to(doing, job)) in used:
                continue
            if _dropped(doing, job, barred):
                dropped = True
                continue
            found.append(_Chosen(job, to, _with_it(doing, job, barred)))
            used |= {to, job.recipient}
            if len(found) == at_most:
                return found
        # What stood behind a dropped one may be the first in its line now: look again.
        after = after if dropped and not found else rows[-1]
    return found


def _look_ahead(doing: Doing, way: str, rows: Sequence[Any]) -> Mapping[str, str]:
    """Read what the jobs are about in one go; returns the addresses that are closed."""
    doing.load("student", {r.student_id for r in rows if r.student_id})
    doing.load("booking", {r.booking_id for r in rows if r.booking_id})
    doing.load("message", {r.message_id for r in rows})
    return closed(doing.db, way)


def _with_it(doing: Doing, lead: Any, barred: Mapping[str, str]) -> list[Any]:
    """Return what may be said to the same student in the same message."""
    found = [job for job in bundle.candidates(doing, lead) if not _dropped(doing, job, barred)]
    waits = why_waiting(doing.db, found) if found else {}
    return [job for job in found if job.id not in waits]


def is_waiting(doing: Doing, way: str) -> bool:
    """Whether a channel has anything to do: to send, to look up, or to ask about."""
    j = outbox_job.c
    waits = j.state.in_(("queued", "sending", "uncertain", "accepted", "sent"))
    return (
        doing.db.execute(select(j.id).where(waits, j.channel == way).limit(1)).first() is not None
    )


def touch_queued(doing: Doing, way: str) -> None:
    """Tell screens that a channel's messages stand otherwise now."""
    j = outbox_job.c
    for message_id in doing.db.execute(
        select(j.message_id).where(j.state == "queued", j.channel == way).limit(WINDOW)
    ).scalars():
        doing.touch("message", message_id)


def _window(doing: Doing, way: str, after: Any, limit: int) -> Sequence[Any]:
    """Return the next few jobs of a channel that are due, in the order of their leaving."""
    j, now = outbox_job.c, wire(doing.now)
    order = (j.priority, j.next_at, j.cause_n, j.id)
    ready = jobs().where(j.state == "queued", j.channel == way, j.next_at <= now)
    if is_quiet(doing.now):
        ready = ready.where(j.origin != "generated")
    if not state.is_alone(doing.db):
        cursor = int(state.get(doing.db, "cursor", 0))
        n, head = mutation.c.n, mutation.c.acked_head
        ready = ready.where(exists().where(n == j.cause_n, head.is_not(None), head <= cursor))
    if after is not None:
        last = (after.priority, after.next_at, after.cause_n, after.id)
        ready = ready.where(tuple_(*order) > tuple_(*(literal(v) for v in last)))
    return doing.db.execute(ready.order_by(*order).limit(limit)).all()


def _drop_expired(doing: Doing) -> None:
    """Put aside what is worth nothing any more, whatever it waited for."""
    j, now = outbox_job.c, wire(doing.now)
    late = jobs().where(j.state == "queued", j.expires_at <= now).limit(WINDOW)
    while rows := doing.db.execute(late).all():
        for job in rows:
            _dropped(doing, job, closed(doing.db, job.channel))


def recover(doing: Doing) -> None:
    """Call uncertain what was being sent when its process died; never queue it again unseen."""
    j, a = outbox_job.c, outbox_attempt.c
    now = wire(doing.now)
    lost = select(j.id, j.message_id, j.attempt_id).where(
        j.state == "sending", j.lease_until <= now
    )
    for job in doing.db.execute(lost).all():
        died = update(outbox_attempt).where(a.attempt_id == job.attempt_id, a.outcome.is_(None))
        doing.db.execute(died.values(outcome="Lost"))
        doing.db.execute(
            update(outbox_job).where(j.id == job.id).values(
                state="uncertain", uncertain_since=now, checks=0, next_at=now, lease_until=None
            )
        )  # fmt: skip
        doing.touch("message", job.message_id)


def _dropped(doing: Doing, job: Any, barred: Mapping[str, str]) -> bool:
    """Put aside a message that may never leave, with the reason; True where it was."""
    state, reason = _verdict(doing, job, barred)
    if not state:
        return False
    doing.db.execute(update(outbox_job).where(outbox_job.c.id == job.id).values(state=state))
    if not note(doing, job.message_id, state, reason=reason):
        note(doing, job.message_id, "cancelled", reason=reason)
    doing.touch("message", job.message_id)
    return True


def _verdict(doing: Doing, job: Any, barred: Mapping[str, str]) -> tuple[str, str]:
    """Return the final state and reason of a message that is stale, two empty words otherwise.

    `barred` are the addresses that are closed to its channel.
    """
    student = doing.get("student", job.student_id) if job.student_id else None
    if job.message_state in (None, "cancelled"):
        return "cancelled", "withdrawn"
    if instant(job.expires_at) <= doing.now:
        return "expired", "unconfirmed" if job.turn == "asked" else "too_late"
    booking = doing.get("booking", job.booking_id or "")
    if student is None or not _still_true(job, booking):
        return "cancelled", "obsolete"
    if message_of_another(doing, job):
        return "cancelled", "taken_over"
    refused = why_not(student, job.channel, barred)
    return ("suppressed", refused) if refused else ("", "")


def message_of_another(doing: Doing, job: Any) -> bool:
    """Whether an administrator has given the message to another computer."""
    return job.owner not in (None, "", doing.device)


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


def _take(doing: Doing, chosen: Sequence[_Chosen], terms: Terms) -> list[Claimed]:
    """Make the jobs ours, each under a fence of its own, and write down that they are tried."""
    now = wire(doing.now)
    fences = [new_id(doing.now) for _ in chosen]
    taken = zip(chosen, fences, strict=True)
    doing.db.execute(
        _TAKE,
        [
            {
                "job": one.job.id, "state": "sending", "attempt_id": fence,
                "attempts": one.job.attempts + 1, "recipient": one.to,
                "lease_until": wire(doing.now + terms.lease),
                "first_attempt_at": one.job.first_attempt_at or now, "checks": 0,
                "uncertain_since": None,
            }
            for one, fence in taken
        ],
    )  # fmt: skip
    began = [
        {"attempt_id": fence, "job_id": one.job.id, "started_at": now}
        for one, fence in zip(chosen, fences, strict=True)
    ]
    doing.db.execute(insert(outbox_attempt), began)
    return [_claimed(doing, one, fence) for one, fence in zip(chosen, fences, strict=True)]


_TAKE = update(outbox_job).where(outbox_job.c.id == bindparam("job"))
_TAKE = _TAKE.values(
    {
        name: bindparam(name)
        for name in (
            "state", "attempt_id", "attempts", "recipient", "lease_until", "first_attempt_at",
            "checks", "uncertain_since",
        )
    }
)  # fmt: skip


def _claimed(doing: Doing, one: _Chosen, fence: str) -> Claimed:
    job = one.job
    doing.touch("message", job.message_id)
    told = slip(doing, job, one.to)
    if one.others:
        told = replace(told, text=bundle.merge(doing, job, one.others))
    return Claimed(
        job.id, job.message_id, fence, job.channel, job.attempts + 1, told,
        key=f"m:{job.message_id}" if job.origin == "user" else job.dedupe_key,
        origin=job.origin, has_turn=job.turn == "won",
    )  # fmt: skip


def _where_to(doing: Doing, job: Any) -> str:
    """Return where to send: until the first try, a corrected number or address is the right one."""
    known = address(doing.get("student", job.student_id) or {}, job.channel)
    return str(known if known and not job.attempts else job.recipient)
