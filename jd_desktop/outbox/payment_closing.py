"""Closing pages on which nothing is to be paid any more, and knowing that they are closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from jd_desktop.domain import invoice
from jd_desktop.domain.errors import JdError, Missing
from jd_desktop.domain.language import text
from jd_desktop.domain.message import Refused
from jd_desktop.domain.payments_port import LINK, Document, Made, PaymentVendor
from jd_desktop.operations.work import Doing
from jd_desktop.outbox import channel
from jd_desktop.outbox.payment_asking import CHANNEL, is_asked
from jd_desktop.store.tables import ENTITIES

_r, _i, _a, _p = (
    ENTITIES[kind].c for kind in ("payment_request", "invoice", "allocation", "payment")
)
AGAIN = timedelta(seconds=30)
"""When it is tried again to close what could not be closed."""

_ODD = text("Stripe kan ikke lukke betalingssiden lige nu.")


@dataclass(frozen=True, slots=True)
class Closing:
    """A page to close, at the vendor's id."""

    row_id: str
    how: str
    provider_id: str


def notice(doing: Doing) -> int:
    """Want pages closed that ask for what is not owed any more; returns how many.

    That is where the invoice was credited, written off or paid another way, and where a newer
    page is wanted for the same.
    """
    rows = doing.db.execute(select(ENTITIES["payment_request"]).where(_r.state == "open")).all()
    stale = [row for row in rows if _is_stale(doing, row)]
    for row in stale:
        doing.set("payment_request", row.id, {"state": "closing"})
    return len(stale)


def next_closing(doing: Doing) -> Sequence[Closing]:
    """Return the pages to close; what was never made is closed as it is."""
    wanted = select(ENTITIES["payment_request"]).where(_r.state == "closing")
    found = []
    for row in doing.db.execute(wanted.order_by(_r.id)).all():
        if row.provider_id:
            found.append(Closing(row.id, row.how, row.provider_id))
        elif row.owner_device == doing.device and not is_asked(doing, row.id):
            doing.set("payment_request", row.id, {"state": "closed"})
    return found


def close(vendor: PaymentVendor, closing: Closing) -> str | None:
    """Close a page; returns its state then, None where that cannot be known now.

    A link is closed before the sessions that were opened by it, so that none is opened between.
    """
    try:
        if closing.how == LINK:
            return _close_link(vendor, closing.provider_id)
        return _close_session(vendor, vendor.session(closing.provider_id))
    except JdError:
        return None


def _close_link(vendor: PaymentVendor, link_id: str) -> str | None:
    if not isinstance(vendor.close_link(link_id), Made):
        return None
    states = [_close_session(vendor, session) for session in vendor.sessions_of(link_id)]
    if None in states:
        return None
    return "processing" if "processing" in states else "closed"


def _close_session(vendor: PaymentVendor, session: Document) -> str | None:
    """A session that is complete is paid or will be: its own news tell which."""
    if session["status"] == "open":
        said = vendor.close_session(str(session["id"]))
        if isinstance(said, Refused):
            return _close_session(vendor, _again(vendor, session))
        return "closed" if isinstance(said, Made) else None
    return "processing" if session["status"] == "complete" else "closed"


def _again(vendor: PaymentVendor, session: Document) -> Document:
    """Look once more at what could not be closed; that it is still open makes no sense."""
    found = vendor.session(str(session["id"]))
    if found["status"] == "open":
        raise Missing(_ODD, detail=str(session["id"]))
    return found


def store(doing: Doing, closing: Closing, state: str | None) -> None:
    """Write what became of a page; one that is paid says so itself, by its news."""
    if state is None:
        channel.pause(doing.db, CHANNEL, doing.now + AGAIN, None)
    else:
        doing.set("payment_request", closing.row_id, {"state": state})


def _is_stale(doing: Doing, row: Any) -> bool:
    paper = doing.get("invoice", row.invoice_id)
    if paper is None or paper.get("state") != "issued":
        return True
    return _owed(doing, row, paper) < row.amount_ore or _newer(doing, row)


def _owed(doing: Doing, row: Any, paper: Mapping[str, Any]) -> int:
    """Return what is still to be paid of an invoice, or of the part that a page is for, in øre."""
    left = invoice.owed(paper) - _credited(doing, row.invoice_id)
    part = row.part or 0
    due = {one.n: one.amount_ore for one in invoice.parts(paper)}.get(part, left)
    return min(due - _paid(doing, row.invoice_id, part), left - _paid(doing, row.invoice_id))


def _credited(doing: Doing, invoice_id: str) -> int:
    notes = select(_i.id).where(_i.credits == invoice_id, _i.state == "issued")
    papers = [doing.need("invoice", row_id) for row_id in doing.db.execute(notes).scalars().all()]
    return sum(map(invoice.total, papers))


def _paid(doing: Doing, invoice_id: str, part: int = 0) -> int:
    """Return what is meant for an invoice, or for one of its parts, of money that stands."""
    meant = (
        select(func.coalesce(func.sum(_a.amount_ore), 0))
        .select_from(ENTITIES["allocation"])
        .join(ENTITIES["payment"], _p.id == _a.payment_id)
        .where(_a.invoice_id == invoice_id, _a.state == "active")
        .where(_p.state == "succeeded", _p.reversed_at.is_(None))
    )
    of_part = meant.where(func.coalesce(_a.part, 0) == part) if part else meant
    return int(doing.db.execute(of_part).scalar_one())


def _newer(doing: Doing, row: Any) -> bool:
    """Whether a page of a later generation is wanted for the same debt."""
    later = select(_r.id).where(
        _r.invoice_id == row.invoice_id, func.coalesce(_r.part, 0) == (row.part or 0),
        _r.state == "wanted", _r.generation > row.generation, _r.pending.is_(False),
    )  # fmt: skip
    return doing.db.execute(later).first() is not None
