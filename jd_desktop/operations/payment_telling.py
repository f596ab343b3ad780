"""Telling a student where to pay, and that it was received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, wire
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.filling import About
from jd_desktop.domain.language import text
from jd_desktop.operations import queueing, wordings
from jd_desktop.operations.queueing import Post
from jd_desktop.operations.ruling import told_by
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store import state
from jd_desktop.store.consent import address
from jd_desktop.store.tables import ENTITIES, outbox_job

WORTH = timedelta(days=3)
"""How long a link or a receipt is worth sending."""
_AT_ONCE = 20

_p, _r, _s = (ENTITIES[kind].c for kind in ("payment", "payment_request", "subscription"))


def send_link(work: Work, row_id: str, channel: str) -> Changes:
    """Send a student the page on which to pay, by "sms" or "email"."""
    with work.doing(text("Sendte betalingslinket"), undoable=False) as doing:
        if doing.need("payment_request", row_id)["state"] != "open":
            raise BadInput(
                text("Betalingssiden er ikke åben."),
                hint=text("Vent, til den er lavet, eller bed om en ny."),
            )
        tell_link(doing, row_id, channel)
    return doing.changes


def tell_when_open(doing: Doing, row_id: str, channels: Sequence[str]) -> None:
    """Note that a link is to be sent as soon as it is made; kept on the computer that makes it."""
    if channels:
        state.put(doing.db, **{_key(row_id): list(channels)})


def tell_opened(doing: Doing, row_id: str) -> None:
    """Send a link that is open now, where that was wanted, once."""
    channels = state.get(doing.db, _key(row_id)) or ()
    state.put(doing.db, **{_key(row_id): None})
    for channel in channels:
        tell_link(doing, row_id, channel)


def tell_link(doing: Doing, row_id: str, channel: str) -> None:
    """Queue the page's address for the student, within an action."""
    row = doing.need("payment_request", row_id)
    student = doing.get("student", row["student_id"])
    if student is None:
        return  # there is nobody to tell; the page stays to be seen
    it = wordings.about(doing, student)
    more = {
        "beløb": it.language.money(row["amount_ore"]), "betalingslink": str(row["url"]),
        "frist": _due(doing, row, it),
    }  # fmt: skip
    said = wordings.say(doing, "payment_link", channel, it, more)
    post = Post(
        "payment_link", channel, row["student_id"], said,
        leaves=doing.now, expires=doing.now + WORTH,
    )  # fmt: skip
    queueing.send(doing, post)


def send_receipts(doing: Doing) -> int:
    """Queue receipts for what came through pages that this computer asked for; returns how many.

    Each leaves once: its key is claimed at the central, like that of all that nobody asked for.
    """
    mine = (
        select(ENTITIES["payment"])
        .outerjoin(ENTITIES["payment_request"], _r.id == _p.request_id)
        .where(
            _p.provider == "stripe", _p.state == "succeeded", _p.at > wire(doing.now - WORTH),
            func.coalesce(_p.review, "") == "", _p.reversed_at.is_(None),
            _p.student_id.is_not(None), or_(_r.owner_device == doing.device, _is_ours(doing)),
        )
    )  # fmt: skip
    sent = 0
    for row in doing.db.execute(mine.order_by(_p.at, _p.id)).all():
        for channel in told_by(doing, "receipt"):
            sent += _receipt(doing, row, channel)
        if sent >= _AT_ONCE:
            break
    return sent


def _is_ours(doing: Doing) -> Any:
    """A month of a subscription is told by who began it; it has no request of its own."""
    begun = select(_s.id).where(_s.student_id == _p.student_id, _s.owner_device == doing.device)
    return _p.request_id.is_(None) & _p.external_id.startswith("in_") & begun.exists()


def _receipt(doing: Doing, row: Any, channel: str) -> int:
    student = doing.get("student", row.student_id)
    to = address(student, channel) if student else ""
    key = f"g:receipt:{row.id}:{channel}"
    known = select(outbox_job.c.id).where(outbox_job.c.dedupe_key == key)
    if student is None or not to or doing.db.execute(known).first() is not None:
        return 0
    it = wordings.about(doing, student)
    more = {
        "beløb": it.language.money(row.amount_ore), "betalt": it.language.day(instant(row.at)),
        "fakturanr": _number(doing, row.id),
    }  # fmt: skip
    said = wordings.say(doing, "receipt", channel, it, more)
    post = Post(
        "receipt", channel, row.student_id, said, leaves=doing.now,
        expires=doing.now + WORTH, key=key, origin="generated",
    )  # fmt: skip
    queueing.send(doing, post)
    return 1


def _number(doing: Doing, payment_id: str) -> str:
    a, i = ENTITIES["allocation"].c, ENTITIES["invoice"].c
    paid = (
        select(i.number)
        .join(ENTITIES["allocation"], a.invoice_id == i.id)
        .where(a.payment_id == payment_id, a.state == "active", i.number.is_not(None))
    )
    return ", ".join(str(number) for number in doing.db.execute(paid).scalars())


def _due(doing: Doing, row: dict[str, Any], it: About) -> str:
    """Return by when the invoice, or the part that a page is for, is to be paid."""
    invoice = doing.get("invoice", row["invoice_id"]) or {}
    parts = {int(p["n"]): p.get("due_on") for p in invoice.get("parts") or ()}
    on = parts.get(int(row.get("part") or 0)) or invoice.get("due_on")
    return it.language.day(date.fromisoformat(on)) if on else ""


def _key(row_id: str) -> str:
    return f"tell_link:{row_id}"
