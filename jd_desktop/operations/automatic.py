"""Messages that no person asks for: made when they are due, once, by whoever may make them.

Whoever holds the school's automation lease calls `generate` now and then. It may be called at any
time and again: what was made is not made twice, and what has become worthless is not made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from jd_desktop.domain.batches import batched
from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.events import ABOUT_BOOKINGS
from jd_desktop.domain.language import text
from jd_desktop.domain.reminders import AHEAD, Occasion, key, occasions
from jd_desktop.domain.rules import Rule
from jd_desktop.operations import queueing, wordings
from jd_desktop.operations.notices import NOT_TOLD
from jd_desktop.operations.ruling import not_wanted
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.consent import address, refusal
from jd_desktop.store.school import rules
from jd_desktop.store.tables import ENTITIES, outbox_job

HORIZON = timedelta(minutes=10)
"""How long before it leaves a message is made: late enough that the plan is likely to stand."""

AT_ONCE = 100
"""So many are made in one transaction, so that nobody waits long for the writer."""

_PLANNED = ("tentative", "confirmed")
_NIGHT = timedelta(hours=16)
_LATELY = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Due:
    """A student who is to be told of a booking, and what keeps it from happening twice."""

    occasion: Occasion
    booking_id: str
    student_id: str
    starts: str
    key: str


def generate(work: Work, *, horizon: timedelta = HORIZON, at_once: int = AT_ONCE) -> Changes:
    """Queue what is due within the horizon, at most `at_once`; nothing where all is made.

    Call again while it changes something.
    """
    with work.doing(text("Automatiske beskeder"), undoable=False) as doing:
        for due in islice(due_reminders(doing, horizon), at_once):
            _make(doing, due)
    return doing.changes


def due_reminders(doing: Doing, horizon: timedelta) -> Iterator[Due]:
    """Yield who is to be told ahead of what by now and was not, the next lessons first."""
    standing = [r for r in rules(doing.db) if r.event in AHEAD and r.active and r.channels]
    if not standing:
        return
    coming = _coming(doing, standing, horizon)
    kinds = {r["id"]: r for r in _rows(doing, "booking_type", None)}
    seats = {s for b in coming for s in b["student_ids"] or ()}
    students = {r["id"]: r for r in _rows(doing, "student", seats)}
    found = [
        due
        for booking in coming
        for it in occasions(standing, booking, kinds.get(booking["booking_type_id"], {}))
        if it.leaves <= doing.now + horizon and it.expires > doing.now
        for due in _seats(booking, it, students)
    ]
    made = _made(doing, [due.key for due in found])
    yield from (d for d in found if d.key not in made and _may(doing, d, students[d.student_id]))


def _coming(
    doing: Doing, standing: Sequence[Rule], horizon: timedelta
) -> Sequence[Mapping[str, Any]]:
    """Return the bookings of which something may be due: not yet begun, near enough."""
    b = ENTITIES["booking"].c
    furthest = timedelta(minutes=max(r.lead_minutes for r in standing)) + horizon + _NIGHT
    planned = (
        select(b.id, b.starts, b.student_ids, b.booking_type_id, b.instructor_id)
        .where(b.starts > wire(doing.now), b.starts <= wire(doing.now + furthest))
        .where(b.state.in_(_PLANNED))
        .order_by(b.starts, b.id)
    )
    return [dict(r) for r in doing.db.execute(planned).mappings()]


def _rows(doing: Doing, kind: str, ids: Iterable[str] | None) -> list[dict[str, Any]]:
    """Return records of a kind as they stand, all where no ids are given."""
    table = ENTITIES[kind]
    if ids is None:
        return [dict(r) for r in doing.db.execute(select(table)).mappings()]
    found: list[dict[str, Any]] = []
    for some in batched(sorted(ids), 500):
        rows = doing.db.execute(select(table).where(table.c.id.in_(some))).mappings()
        found += [dict(r) for r in rows]
    return found


def _seats(
    booking: Mapping[str, Any], it: Occasion, students: Mapping[str, Mapping[str, Any]]
) -> Iterator[Due]:
    """Yield the students of a booking who have an address and wish to be told."""
    for student_id in booking["student_ids"] or ():
        student = students.get(student_id, {})
        to = address(student, it.channel)
        if to and student["active"] is not False and not not_wanted(student, it.event):
            told = key(it, booking["id"], booking["starts"], to)
            yield Due(it, booking["id"], student_id, booking["starts"], told)


def _made(doing: Doing, keys: Sequence[str]) -> set[str]:
    j, found = outbox_job.c, set[str]()
    for some in batched(keys, 500):
        found |= set(doing.db.execute(select(j.dedupe_key).where(j.dedupe_key.in_(some))).scalars())
    return found


def _may(doing: Doing, due: Due, student: Mapping[str, Any]) -> bool:
    """Whether a student may be written to, and does not know it already."""
    if refusal(doing.db, student, due.occasion.channel):
        return False
    written = queueing.about(doing, due.booking_id, due.student_id)
    return not any(_tells_of(doing, due, body) for _, body in written)


def _tells_of(doing: Doing, due: Due, message: Mapping[str, Any]) -> bool:
    """Whether a message says it as well: one of the booking itself, or another computer's."""
    it = due.occasion
    if message["event"] in ABOUT_BOOKINGS:
        recent = str(message.get("made_at") or "") >= wire(it.leaves - _LATELY)
        return recent and message["state"] not in NOT_TOLD
    same = (message["event"], message["channel"]) == (it.event, it.channel)
    if not same or message.get("send_after") != wire(it.leaves):
        return False
    elsewhere = message.get("owner_device") != doing.device
    return elsewhere and message["state"] not in ("queued", "cancelled")


def _make(doing: Doing, due: Due) -> None:
    it, booking = due.occasion, doing.need("booking", due.booking_id)
    _withdraw_to_old_address(doing, due)
    about = wordings.about(doing, doing.need("student", due.student_id), due.booking_id)
    post = queueing.Post(
        it.event,
        it.channel,
        due.student_id,
        wordings.say(doing, it.event, it.channel, about),
        leaves=it.leaves,
        expires=it.expires,
        booking_id=due.booking_id,
        about=queueing.subject(it.event, due.booking_id, booking, due.student_id),
        key=due.key,
        origin="generated",
    )
    queueing.send(doing, post)


def _withdraw_to_old_address(doing: Doing, due: Due) -> None:
    """Take out of the queue what would go to a number or address that was corrected since."""
    j = outbox_job.c
    same_but_whom = due.key.rpartition(":")[0]
    old = select(j.id, j.message_id).where(
        j.state == "queued", j.dedupe_key.startswith(same_but_whom + ":", autoescape=True)
    )
    rows = [
        row
        for row in doing.db.execute(old).all()
        if doing.need("message", row.message_id)["student_id"] == due.student_id
    ]
    queueing.cancel(doing, rows, "replaced")
