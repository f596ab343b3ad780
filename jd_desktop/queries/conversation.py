"""Everything that was written to a student, in order, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.clock import instant
from jd_desktop.domain.events import ABOUT_BOOKINGS, EVENTS
from jd_desktop.domain.language import Text, text
from jd_desktop.queries.message_words import Words, words_for
from jd_desktop.queries.messages import words_of_jobs
from jd_desktop.store.tables import ENTITIES

_NOT_LEFT = frozenset({"drafted", "queued", "suppressed", "sending", "cancelled", "expired"})


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation: what it said, where to, how it went and what helps.

    `at` is when it was made, `leaves_at` when it may leave. `text` of an e-mail is light Markdown.
    `state` is a state of domain.message, `went` says it in words. `address` is "" for whoever
    may not see it. `is_here` says that this computer sends it, and can send it again.
    """

    message_id: str
    event: str
    label: Text
    channel: str
    address: str
    subject: str
    text: str
    at: datetime | None
    leaves_at: datetime | None
    state: str
    went: Text
    reason: Text | None
    next_step: Text | None
    booking_id: str
    broadcast_id: str
    is_here: bool


def conversation(db: Connection, student_id: str, *, limit: int = 200) -> list[Line]:
    """Return the latest messages to a student, the oldest of them first."""
    m = ENTITIES["message"]
    latest = (
        select(m)
        .where(m.c.student_id == student_id)
        .order_by(m.c.made_at.desc(), m.c.id.desc())
        .limit(limit)
    )
    rows = [dict(r) for r in db.execute(latest).mappings()]
    here = words_of_jobs(db, [r["id"] for r in rows])
    lines = [_line(r, here.get(r["id"])) for r in reversed(rows)]
    return [b for a, b in zip([None, *lines], lines, strict=False) if not _same(a, b)]


def went(state: str) -> Text:
    """Say a message's state in a word or two."""
    return _WENT.get(state, text("Ukendt"))


def _same(before: Line | None, line: Line) -> bool:
    """Whether two changes of bookings were told in one message: it is shown once."""
    if before is None or line.event not in ABOUT_BOOKINGS or line.state in _NOT_LEFT:
        return False
    return (before.text, before.channel, before.state) == (line.text, line.channel, line.state)


def _line(r: Mapping[str, Any], here: Words | None) -> Line:
    reason, next_step = here or words_for(
        r["state"], r["reason"] or "", r["code"] or "", channel=r["channel"]
    )
    if r["complained_at"]:
        reason, next_step = COMPLAINED
    known = EVENTS.get(r["event"])
    return Line(
        message_id=r["id"],
        event=r["event"],
        label=known.label if known else text("Besked"),
        channel=r["channel"],
        address=r["address"] or "",
        subject=r["subject"] or "",
        text=r["text"] or "",
        at=_moment(r["made_at"]),
        leaves_at=_moment(r["send_after"]),
        state=r["state"],
        went=went(r["state"]),
        reason=reason,
        next_step=next_step,
        booking_id=r["booking_id"] or "",
        broadcast_id=r["broadcast_id"] or "",
        is_here=here is not None,
    )


def _moment(written: str | None) -> datetime | None:
    return instant(written) if written else None


COMPLAINED: Words = (
    text("Eleven har meldt mailen som uønsket."),
    text("Skriv ikke flere mails til eleven. Ring i stedet."),
)
_WENT: Mapping[str, Text] = {
    "drafted": text("Kladde"),
    "queued": text("Venter"),
    "suppressed": text("Ikke sendt"),
    "sending": text("Sendes nu"),
    "uncertain": text("Uvist"),
    "needs_decision": text("Kræver en afgørelse"),
    "cancelled": text("Trukket tilbage"),
    "expired": text("Forældet"),
    "failed": text("Mislykket"),
    "accepted": text("Afsendt"),
    "sent": text("Sendt"),
    "undelivered": text("Nåede ikke frem"),
    "delivered": text("Leveret"),
}
