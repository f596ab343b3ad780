"""The outbox as a person reads it: what waits, what failed, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, func, or_, select

from jd_desktop.domain.batches import batched
from jd_desktop.domain.clock import instant
from jd_desktop.domain.events import CHANNELS
from jd_desktop.domain.language import Text, text
from jd_desktop.queries.message_words import WAITS, Words, is_known, words_for
from jd_desktop.queries.overlaps import clashes, parked
from jd_desktop.store import state as facts
from jd_desktop.store.tables import ENTITIES, channel_state, mutation, outbox_job

WAITING = ("queued", "sending", "uncertain")
FAILED = ("needs_decision", "failed", "dead", "expired", "undelivered")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message that this computer sends: to whom, where it stands, why, and what helps.

    `state` is the job's: queued, sending, uncertain, accepted, sent, delivered, undelivered,
    failed, dead, expired, suppressed, cancelled or needs_decision.
    """

    job_id: str
    message_id: str
    booking_id: str
    student_id: str
    student: str
    recipient: str
    event: str
    text: str
    state: str
    attempts: int
    made_at: datetime
    leaves_at: datetime
    expires_at: datetime
    reason: Text | None
    next_step: Text | None


def outbox_list(db: Connection, *, state: str | None = None) -> list[OutboxRow]:
    """Return this computer's messages, newest first; of one state where it is given."""
    j, s = outbox_job.c, ENTITIES["student"].c
    wanted = jobs().add_columns(s.first_name, s.last_name)
    wanted = wanted.outerjoin(ENTITIES["student"], s.id == ENTITIES["message"].c.student_id)
    if state is not None:
        wanted = wanted.where(j.state == state)
    rows = db.execute(wanted.order_by(j.cause_n.desc(), j.id.desc())).all()
    waits = why_waiting(db, [r for r in rows if r.state == "queued"])
    broken = channel_problems(db)
    return [_row(r, waits.get(r.id, ""), broken.get(r.channel)) for r in rows]


def failed_count(db: Connection) -> int:
    """Return how many messages did not arrive, or may not have, and wait for a person."""
    return _count(db, FAILED)


def waiting_count(db: Connection) -> int:
    """Return how many messages have still to leave this computer."""
    return _count(db, WAITING)


def channel_problems(db: Connection) -> dict[str, Text]:
    """Return why channels are paused, for those where a person must put something right."""
    c = channel_state.c
    broken = select(c.channel, c.reason).where(
        c.reason.is_not(None), c.paused_until.is_not(None), c.channel.in_(CHANNELS)
    )
    return {r.channel: said for r in db.execute(broken) if (said := read_back(r.reason))}


def words_of_jobs(db: Connection, message_ids: Sequence[str]) -> dict[str, Words]:
    """Return what is the matter with these messages and what helps, for those sent from here."""
    found: list[Any] = []
    for some in batched(message_ids, 500):
        found += db.execute(jobs().where(outbox_job.c.message_id.in_(some))).all()
    waits = why_waiting(db, [r for r in found if r.state == "queued"])
    broken = channel_problems(db)
    return {r.message_id: _words(r, waits.get(r.id, ""), broken.get(r.channel)) for r in found}


def jobs() -> Any:
    """Select jobs with the student, event and reason of their messages."""
    m = ENTITIES["message"].c
    about = (
        m.student_id, m.event, m.reason.label("why"), m.code, m.state.label("message_state"),
        m.owner_device.label("owner"),
    )  # fmt: skip
    return select(outbox_job, *about).outerjoin(
        ENTITIES["message"], m.id == outbox_job.c.message_id
    )


def why_waiting(db: Connection, queued: Sequence[Any]) -> Mapping[str, str]:
    """Return why each of these queued jobs may not leave yet; those that may are left out.

    "agreement": the central has not said yes to its cause; "overlap", "parked": a person must
    decide about its booking first; "order": an earlier message to the same student is ahead.
    """
    bookings = {r.booking_id for r in queued if r.booking_id}
    clash, undecided = clashes(db, bookings), parked(db, bookings)
    disagreed = _not_agreed(db, {r.cause_n for r in queued})
    ahead = _first_in_line(db, queued)
    found: dict[str, str] = {}
    for job in queued:
        if job.cause_n in disagreed:
            found[job.id] = "agreement"
        elif clash.get(job.booking_id) == "later":
            found[job.id] = "overlap"
        elif job.booking_id in undecided:
            found[job.id] = "parked"
        elif ahead.get(_line(job), job.id) != job.id:
            found[job.id] = "order"
    return found


def read_back(stored: Mapping[str, Any] | None) -> Text | None:
    """Return a stored sentence as a text that can be said in anybody's language."""
    if not stored:
        return None
    values = {
        k: (read_back(v) or "") if isinstance(v, dict) else v
        for k, v in stored.get("values", {}).items()
    }
    return Text(str(stored["source"]), values)


def _not_agreed(db: Connection, numbers: Collection[int]) -> set[int]:
    """Return the mutations that the central's word has not confirmed here; none where alone."""
    if facts.is_alone(db):
        return set()
    n, head = mutation.c.n, mutation.c.acked_head
    cursor = int(facts.get(db, "cursor", 0))
    agreed = select(n).where(n.in_(numbers), head.is_not(None), head <= cursor)
    return set(numbers) - set(db.execute(agreed).scalars())


def _line(job: Any) -> tuple[str, str, str]:
    """Name the line in which a job stands: a late mail holds no SMS back."""
    return job.channel, job.booking_id or "", job.student_id or ""


def _first_in_line(db: Connection, queued: Sequence[Any]) -> dict[tuple[str, str, str], str]:
    """Return, for each line of these jobs, the one that must leave before all others."""
    j, m, lead = outbox_job.c, ENTITIES["message"].c, outbox_job.alias("lead")
    leads = exists().where(lead.c.id == j.lead_id, lead.c.state.in_(WAITING))
    active = (
        select(j.id, j.channel, j.booking_id, m.student_id)
        .join(ENTITIES["message"], m.id == j.message_id)
        .where(or_(j.state.in_(WAITING), and_(j.state == "merged", leads)))
        .order_by(j.cause_n, j.id)
    )
    first: dict[tuple[str, str, str], str] = {}
    for column, values in (
        (j.booking_id, {r.booking_id for r in queued if r.booking_id}),
        (m.student_id, {r.student_id for r in queued if r.student_id and not r.booking_id}),
    ):
        for some in batched(sorted(values), 500):
            for job in db.execute(active.where(column.in_(some))):
                first.setdefault(_line(job), job.id)
    return first


def _count(db: Connection, states: Iterable[str]) -> int:
    j = outbox_job.c
    some = select(func.count()).select_from(outbox_job).where(j.state.in_(list(states)))
    return db.execute(some).scalar_one()


def _row(r: Any, waits: str, broken: Text | None) -> OutboxRow:
    reason, next_step = _words(r, waits, broken)
    return OutboxRow(
        job_id=r.id,
        message_id=r.message_id,
        booking_id=r.booking_id or "",
        student_id=r.student_id or "",
        student=f"{r.first_name or ''} {r.last_name or ''}".strip(),
        recipient=r.recipient,
        event=r.event or "",
        text=r.payload,
        state=r.state,
        attempts=r.attempts,
        made_at=instant(r.created_at),
        leaves_at=instant(r.next_at),
        expires_at=instant(r.expires_at),
        reason=reason,
        next_step=next_step,
    )


def _words(r: Any, waits: str, broken: Text | None) -> Words:
    if r.state == "queued":
        if waits:
            return WAITS[waits]
        if broken is not None:
            return broken, text("Ret opsætningen, og genoptag så afsendelsen.")
        if r.turn == "asked":
            return WAITS["turn"]
        return WAITS["again" if r.attempts else "held"]
    said = read_back(r.last_error)
    if said is not None and r.state in FAILED and not is_known(r.state, r.why or "", r.code or ""):
        return said, text("Ret fejlen, og send beskeden igen.")
    return words_for(r.state, r.why or "", r.code or "", channel=r.channel)
