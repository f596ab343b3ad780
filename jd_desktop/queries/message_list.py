"""The school's messages in trays, of any number: what waits, needs a person, failed, went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from jd_desktop.domain.clock import instant
from jd_desktop.domain.events import EVENTS
from jd_desktop.domain.language import Text, text
from jd_desktop.queries.conversation import COMPLAINED, went
from jd_desktop.queries.message_words import Words, words_for
from jd_desktop.queries.messages import words_of_jobs
from jd_desktop.queries.students import found_ids
from jd_desktop.store.tables import ENTITIES, outbox_attempt, outbox_job

TRAYS: Mapping[str, tuple[str, ...]] = {
    "waiting": ("drafted", "queued", "sending"),
    "decide": ("uncertain", "needs_decision"),
    "failed": ("failed", "undelivered", "expired", "suppressed"),
    "sent": ("accepted", "sent", "delivered"),
    "all": (),
}
"""Which states of a message lie in which tray; "all" has every one, also what was taken back."""

_message, _student = ENTITIES["message"], ENTITIES["student"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What part of the messages is looked at; "" leaves a filter out."""

    tray: str = "all"
    search: str = ""
    channel: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A line of a tray; `words` say why it stands there and what helps, where anything does."""

    id: str
    student_id: str
    student: str
    event: str
    label: Text
    channel: str
    text: str
    state: str
    went: Text
    made_at: datetime | None
    leaves_at: datetime | None
    words: Words
    is_here: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send: when, and what came of it; `code` is the vendor's."""

    at: datetime
    came_to: Text
    code: str


@dataclass(frozen=True, slots=True)
class MessageCard:
    """A message with all that is known of it. `text` of an e-mail is light Markdown.

    `job_id` and `job_state` are "" where another computer sends it, or nobody may.
    """

    row: MessageRow
    subject: str
    address: str
    phone: str
    email: str
    booking_id: str
    segments: int
    expires_at: datetime | None
    job_id: str
    job_state: str
    attempts: tuple[Attempt, ...]


def tray_counts(db: Connection) -> dict[str, int]:
    """Return how many messages lie in each tray."""
    m = _message.c
    per_state: dict[str, int] = dict(
        db.execute(select(m.state, func.count()).group_by(m.state)).all()
    )
    given_up = _given_up_count(db)
    counts = {
        tray: sum(per_state.get(s, 0) for s in states or per_state)
        for tray, states in TRAYS.items()
    }
    return {**counts, "failed": counts["failed"] - given_up}


def count(db: Connection, wanted: Wanted) -> int:
    """Return how many messages there are to look at."""
    some = select(func.count()).select_from(_message).where(*_conditions(db, wanted))
    return db.execute(some).scalar_one()


def page_at(db: Connection, wanted: Wanted, *, offset: int, limit: int) -> list[MessageRow]:
    """Return a page by its place, the newest message first."""
    m = _message.c
    ids = select(m.id).where(*_conditions(db, wanted)).order_by(m.id.desc())
    return _rows(db, list(db.execute(ids.limit(limit).offset(offset)).scalars()))


def rows_about(db: Connection, booking_id: str) -> list[MessageRow]:
    """Return what was written about a booking, the newest message first."""
    m = _message.c
    return _rows(db, list(db.execute(select(m.id).where(m.booking_id == booking_id)).scalars()))


def card(db: Connection, message_id: str) -> MessageCard | None:
    """Return all about a message, None where it is gone."""
    rows = _rows(db, [message_id])
    if not rows:
        return None
    m, s, j = _message.c, _student.c, outbox_job.c
    one = (
        select(_message, s.phone, s.email)
        .outerjoin(_student, s.id == m.student_id)
        .where(m.id == message_id)
    )
    r = db.execute(one).one()
    job = db.execute(select(j.id, j.state).where(j.message_id == message_id)).first()
    return MessageCard(
        row=rows[0],
        subject=r.subject or "",
        address=r.address or "",
        phone=r.phone or "",
        email=r.email or "",
        booking_id=r.booking_id or "",
        segments=r.segments or 0,
        expires_at=_moment(r.expires_at),
        job_id=job.id if job else "",
        job_state=job.state if job else "",
        attempts=_attempts(db, job.id) if job else (),
    )


def _conditions(db: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    m = _message.c
    found: list[ColumnElement[bool]] = []
    if TRAYS[wanted.tray]:
        found.append(m.state.in_(TRAYS[wanted.tray]))
    if wanted.tray == "failed":
        found.append(m.id.not_in(_given_up()))
    if wanted.channel:
        found.append(m.channel == wanted.channel)
    if wanted.event:
        found.append(m.event == wanted.event)
    if wanted.search.strip():
        found.append(m.student_id.in_(found_ids(db, wanted.search)))
    return found


def _given_up() -> Any:
    """Select what failed and was sent anew or given up: nobody has to look at it any more."""
    j = outbox_job.c
    return select(j.message_id).where(j.state == "cancelled")


def _given_up_count(db: Connection) -> int:
    m = _message.c
    some = select(func.count()).where(m.state.in_(TRAYS["failed"]), m.id.in_(_given_up()))
    return db.execute(some).scalar_one()


def _rows(db: Connection, ids: list[str]) -> list[MessageRow]:
    m, s = _message.c, _student.c
    wanted = (
        select(_message, s.first_name, s.last_name)
        .outerjoin(_student, s.id == m.student_id)
        .where(m.id.in_(ids))
        .order_by(m.id.desc())
    )
    here = words_of_jobs(db, ids)
    return [_row(r, here.get(r.id)) for r in db.execute(wanted)]


def _row(r: Any, here: Words | None) -> MessageRow:
    words = here or words_for(r.state, r.reason or "", r.code or "", channel=r.channel)
    known = EVENTS.get(r.event)
    return MessageRow(
        id=r.id,
        student_id=r.student_id or "",
        student=f"{r.first_name or ''} {r.last_name or ''}".strip(),
        event=r.event,
        label=known.label if known else text("Besked"),
        channel=r.channel,
        text=r.text or "",
        state=r.state,
        went=went(r.state),
        made_at=_moment(r.made_at),
        leaves_at=_moment(r.send_after),
        words=COMPLAINED if r.complained_at else words,
        is_here=here is not None,
    )


def _attempts(db: Connection, job_id: str) -> tuple[Attempt, ...]:
    a = outbox_attempt.c
    tries = select(outbox_attempt).where(a.job_id == job_id).order_by(a.started_at)
    return tuple(
        Attempt(instant(r.started_at), _CAME_TO.get(r.outcome or "", _UNDER_WAY), _code(r))
        for r in db.execute(tries)
    )


def _code(r: Any) -> str:
    """Return the vendor's code; what is known of an uncertain try is for the log."""
    return (r.code or "") if r.outcome in ("Refused", "ChannelBroken") else ""


def _moment(written: str | None) -> datetime | None:
    return instant(written) if written else None


_UNDER_WAY = text("Ikke afsluttet.")
_CAME_TO: Mapping[str, Text] = {
    "Accepted": text("Udbyderen tog imod den."),
    "NothingSent": text("Intet blev sendt. Forsøges igen."),
    "Uncertain": text("Uvist, om den kom af sted."),
    "Refused": text("Udbyderen afviste den."),
    "ChannelBroken": text("Udbyderen afviser alt lige nu."),
    "Lost": text("Programmet stoppede midt i forsøget."),
    "NoTurn": text("Centralen kunne ikke spørges. Intet blev sendt."),
    "NotOurs": text("En anden computer sender den."),
}
