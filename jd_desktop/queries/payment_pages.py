"""The pages on which invoices can be paid, and how each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from jd_desktop.domain.language import Text, text
from jd_desktop.queries.messages import read_back
from jd_desktop.store.tables import ENTITIES, channel_state

_STATES: Mapping[str, Text] = {
    "wanted": text("Siden laves om lidt"),
    "making": text("Siden laves"),
    "open": text("Kan betales"),
    "expired": text("Udløbet"),
    "closing": text("Bliver lukket"),
    "closed": text("Lukket"),
    "processing": text("Betalingen er på vej"),
    "paid": text("Betalt"),
}
_r = ENTITIES["payment_request"].c


def vendor_problem(db: Connection) -> Text | None:
    """Return why the vendor of payments cannot be asked, None where it can, as far as is known."""
    c = channel_state.c
    reason = db.execute(select(c.reason).where(c.channel == "stripe")).scalar()
    return read_back(reason) if reason else None


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A page to pay on; `url` is "" until it is made, `refused` why it could not be."""

    id: str
    invoice_id: str
    part: int
    amount_ore: int
    how: str
    state: str
    words: Text
    url: str
    refused: str
    is_ours: bool


def payment_pages(db: Connection, *, invoice_id: str = "", device: str = "") -> list[PaymentPage]:
    """Return the pages of an invoice, or all that are open; the newest first.

    `device` is this computer, to know which are its own to ask for.
    """
    wanted = select(ENTITIES["payment_request"]).order_by(_r.made_at.desc(), _r.id.desc())
    if invoice_id:
        wanted = wanted.where(_r.invoice_id == invoice_id)
    else:
        wanted = wanted.where(_r.state.in_(("wanted", "making", "open", "closing", "processing")))
    return [
        PaymentPage(
            row.id, row.invoice_id, row.part or 0, row.amount_ore, row.how, row.state,
            _STATES[row.state], row.url or "" if row.state == "open" else "", row.refused or "",
            row.owner_device == device,
        )
        for row in db.execute(wanted).all()
    ]  # fmt: skip
