"""Asking for money on a page of a vendor's, giving it back there, and what is paid monthly.

Each is a wish in a record; the outbox brings it to the vendor once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import wire
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.ids import keyed
from jd_desktop.domain.invoice import total
from jd_desktop.domain.language import DANISH, text
from jd_desktop.operations.payment_telling import tell_when_open
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.school import school_id
from jd_desktop.store.tables import ENTITIES

LASTS = timedelta(hours=23)
"""How long a page to pay on now stays open, unless said otherwise."""
SMALLEST_ORE, LARGEST_ORE = 250, 99_999_999
"""What the vendor takes at a time."""

_r, _f = ENTITIES["payment_request"].c, ENTITIES["refund"].c
_LIVE = ("wanted", "making", "open")


@dataclass(frozen=True, slots=True)
class Wish:
    """What page is wanted: of an invoice's part (0: all of it), as a "link" or to pay in "session".

    A link is sent and stays, a session is paid now. `email` is filled in for who pays; `tell` are
    the channels ("sms", "email") by which the student gets the address as soon as it is made.
    """

    part: int = 0
    how: str = "link"
    email: str = ""
    tell: Sequence[str] = ()


def ask(
    work: Work, invoice_id: str, amount_ore: int, wish: Wish | None = None
) -> tuple[Changes, str]:
    """Want a page where an issued invoice, or a part of it, is paid; returns the request's id.

    One that asks for the same already is returned; another amount makes a new one, and the outbox
    closes the old one first.
    """
    wish = wish or Wish()
    part, how, email = wish.part, wish.how, wish.email
    with work.doing(text("Bad om en betalingsside"), undoable=False) as doing:
        invoice = doing.need("invoice", invoice_id)
        _refuse_unpayable(invoice, amount_ore)
        before = _of(doing, invoice_id, part)
        wanted = (amount_ore, how, email)
        for row in before:
            if row.state in _LIVE and (row.amount_ore, row.how, row.email or "") == wanted:
                return doing.changes, str(row.id)
        generation = 1 + max((row.generation or 0 for row in before), default=0)
        key = f"{invoice_id}:{part}:{how}:{generation}"
        row_id = keyed(school_id(doing.db), "payment_request", key)
        doing.create("payment_request", {
            "student_id": invoice["student_id"], "invoice_id": invoice_id, "part": part,
            "amount_ore": amount_ore, "currency": "dkk", "how": how, "generation": generation,
            "email": email, "state": "wanted", **_owner(doing),
            "expires_at": wire(doing.now + LASTS) if how == "session" else None,
        }, row_id)  # fmt: skip
        tell_when_open(doing, row_id, wish.tell)
    return doing.changes, row_id


def withdraw(work: Work, row_id: str) -> Changes:
    """Let nobody pay by a page any more; what was not asked for yet never is."""
    with work.doing(text("Lukkede betalingssiden"), undoable=False) as doing:
        row = doing.need("payment_request", row_id)
        if row["state"] in ("processing", "paid"):
            raise BadInput(
                text("Der er betalt på siden, så den kan ikke lukkes."),
                hint=text("Betal beløbet tilbage i stedet."),
            )
        state = "closed" if row["state"] == "wanted" else "closing"
        doing.set("payment_request", row_id, {"state": state})
    return doing.changes


def take_over(work: Work, row_id: str) -> Changes:
    """Let this computer ask for a page that another one was to ask for, and never will."""
    with work.doing(text("Overtog betalingssiden"), undoable=False) as doing:
        doing.need("payment_request", row_id)
        doing.set("payment_request", row_id, _owner(doing))
    return doing.changes


def refund(
    work: Work, payment_id: str, amount_ore: int, *, reason: str = ""
) -> tuple[Changes, str]:
    """Want money given back of a payment that came through the vendor; returns the refund's id."""
    with work.doing(text("Bad om at betale tilbage"), undoable=False) as doing:
        paid = doing.need("payment", payment_id)
        if paid.get("provider") != "stripe" or paid["state"] != "succeeded":
            raise BadInput(
                text("Betalingen er ikke kommet med kort, så den kan ikke sendes retur.")
            )
        left = int(paid["amount_ore"]) - _given_back(doing, payment_id)
        if not 0 < amount_ore <= left:
            raise BadInput(
                text("Der kan højst betales {beløb} tilbage.", beløb=DANISH.money(left)),
                hint=text("Skriv et beløb mellem 0 kr. og det."),
            )
        row_id = doing.create("refund", {
            "student_id": paid.get("student_id"), "payment_id": payment_id, "method": "card",
            "amount_ore": amount_ore, "reason": reason, "by": doing.person.name,
            "at": wire(doing.now), "state": "requested", "owner_device": doing.device,
        })  # fmt: skip
    return doing.changes, row_id


def subscribe(
    work: Work, student_id: str, product_id: str, price_ore: int, *, email: str = ""
) -> tuple[Changes, str]:
    """Want a page where a student begins to pay for something month by month; returns its id."""
    with work.doing(text("Bad om et abonnement"), undoable=False) as doing:
        doing.need("student", student_id)
        doing.need("product", product_id)
        _refuse_amount(price_ore)
        row_id = doing.create("subscription", {
            "student_id": student_id, "product_id": product_id, "price_ore": price_ore,
            "email": email, "state": "wanted", **_owner(doing),
        })  # fmt: skip
    return doing.changes, row_id


def end_subscription(work: Work, row_id: str, *, wanted: bool = True) -> Changes:
    """Let a subscription end with the period that is paid for, or go on after all."""
    with work.doing(text("Opsagde abonnementet"), undoable=False) as doing:
        row = doing.need("subscription", row_id)
        values: dict[str, Any] = {"cancel_wanted": wanted}
        if row["state"] == "wanted":
            values["state"] = "cancelled"
        doing.set("subscription", row_id, values)
    return doing.changes


def _owner(doing: Doing) -> dict[str, str]:
    return {
        "owner_device": doing.device, "made_by": doing.person.name, "made_at": wire(doing.now),
    }  # fmt: skip


def _of(doing: Doing, invoice_id: str, part: int) -> list[Any]:
    same = select(ENTITIES["payment_request"]).where(
        _r.invoice_id == invoice_id, func.coalesce(_r.part, 0) == part
    )
    return list(doing.db.execute(same.order_by(_r.generation.desc(), _r.id)).all())


def _given_back(doing: Doing, payment_id: str) -> int:
    given = select(func.coalesce(func.sum(_f.amount_ore), 0)).where(
        _f.payment_id == payment_id, _f.state != "failed"
    )
    return int(doing.db.execute(given).scalar_one())


def _refuse_unpayable(invoice: dict[str, Any], amount_ore: int) -> None:
    if invoice["form"] != "invoice" or invoice["state"] != "issued":
        raise BadInput(
            text("Kun en faktura, der er udstedt, kan betales."),
            hint=text("Udsted fakturaen først."),
        )
    _refuse_amount(amount_ore)
    whole = total(invoice)
    if amount_ore > whole:
        raise BadInput(
            text("Fakturaen lyder kun på {beløb}.", beløb=DANISH.money(whole)),
            hint=text("Skriv et mindre beløb."),
        )


def _refuse_amount(amount_ore: int) -> None:
    if not SMALLEST_ORE <= amount_ore <= LARGEST_ORE:
        raise BadInput(
            text("Der kan betales mellem 2,50 kr. og 999.999,99 kr. med kort ad gangen."),
            hint=text("Del beløbet op i rater, eller brug en bankoverførsel."),
        )
