"""Taking back what a person did: the inverse as a mutation of its own, messages withdrawn."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import Refused
from jd_desktop.domain.language import DANISH, text
from jd_desktop.operations.notices import notify
from jd_desktop.operations.queueing import withdraw_of
from jd_desktop.operations.work import Doing, Work, entity
from jd_desktop.store.tables import ENTITIES, change, mutation, outbox_job

UNDO = text("Fortrød")


def undo(work: Work, n: int) -> Changes:
    """Take back action n; messages of it that have not left are withdrawn, others corrected.

    Raises Refused where somebody has changed the same fields since.
    """
    with work.doing(UNDO, undoable=False) as doing:
        rows = doing.db.execute(
            select(change).where(change.c.n == n).order_by(change.c.id.desc())
        ).all()
        done = doing.db.execute(select(mutation).where(mutation.c.n == n)).one_or_none()
        if done is None or done.undone_by is not None:
            raise Refused(text("Handlingen er allerede fortrudt."))
        gone = [r for r in rows if r.kind != "message"]
        _refuse_if_overtaken(doing, gone)
        withdrawn = withdraw_of(doing, n)
        told = _told(doing, n)
        untold = _withdrawn_by(doing, n)
        for booking_id, event in told:
            if event == "confirmed" and not withdrawn:
                notify(doing, "cancelled", booking_id)
        for row in gone:
            _take_back(doing, row)
        for booking_id in untold:
            if (doing.get("booking", booking_id) or {}).get("state") == "confirmed":
                notify(doing, "confirmed", booking_id)
        for booking_id, event in told if not withdrawn else []:
            _correct(doing, booking_id, event)
        doing.db.execute(update(mutation).where(mutation.c.n == n).values(undone_by=doing.n))
    return doing.changes


def _refuse_if_overtaken(doing: Doing, rows: list[Row[Any]]) -> None:
    for row in rows:
        now = entity(doing.db, row.kind, row.row_id)
        expected = row.after or {}
        if now is None and row.after is None:
            continue
        if now is None or any(now.get(k) != v for k, v in expected.items() if v is not None):
            raise Refused(
                text("Det kan ikke fortrydes: nogen har ændret det samme siden."),
                hint=text("Ret det i stedet, som det skal være."),
            )


def _take_back(doing: Doing, row: Row[Any]) -> None:
    if row.before is None and row.kind == "payment":
        # Money that was said to have come stays to be seen, with the word that it did not.
        why = {"reversed_by": doing.person.name, "reversed_why": DANISH.say(UNDO)}
        doing.set("payment", row.row_id, {"reversed_at": wire(doing.now), **why})
    elif row.before is None and row.kind == "refund":
        doing.set("refund", row.row_id, {"state": "failed", "failure": DANISH.say(UNDO)})
    elif row.before is None:
        doing.delete(row.kind, row.row_id)
    else:
        doing.set(row.kind, row.row_id, row.before)


def _told(doing: Doing, n: int) -> list[tuple[str, str]]:
    """Return (booking, event) of the action's messages that already left."""
    j, m = outbox_job.c, ENTITIES["message"].c
    left = (
        select(j.booking_id, m.event)
        .join(ENTITIES["message"], m.id == j.message_id)
        .where(j.cause_n == n, j.state.not_in(("queued", "cancelled", "expired")))
        .distinct()
    )
    return [(r.booking_id, r.event) for r in doing.db.execute(left)]


def _withdrawn_by(doing: Doing, n: int) -> set[str]:
    """Return the bookings whose confirmation the action itself took out of the queue."""
    m = ENTITIES["message"].c
    messages = select(change.c.row_id, change.c.after, m.booking_id, m.event).join(
        ENTITIES["message"], m.id == change.c.row_id
    )
    rows = doing.db.execute(messages.where(change.c.n == n, change.c.kind == "message"))
    return {
        r.booking_id
        for r in rows
        if r.event == "confirmed" and (r.after or {}).get("reason") == "withdrawn"
    }


def _correct(doing: Doing, booking_id: str, event: str) -> None:
    """Tell the students the opposite of what they were told."""
    opposite = {"moved": "moved", "cancelled": "confirmed"}.get(event)
    if opposite and doing.get("booking", booking_id) is not None:
        notify(doing, opposite, booking_id)
