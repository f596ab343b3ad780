"""What people want of the vendor of payments, and when it may be asked: one page for one debt.

Two pages on which the same can be paid are never open at once: the central lets one computer of
the school ask for each generation, and a new one waits until those before it are closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import DANISH, Language, text
from jd_desktop.domain.payments_port import LINK, REFUND, SESSION
from jd_desktop.integrations import stripe_bodies
from jd_desktop.integrations.stripe_bodies import Bill
from jd_desktop.operations.work import Doing
from jd_desktop.outbox import payment_asking as asking
from jd_desktop.outbox.desk_books import may
from jd_desktop.store import school
from jd_desktop.store.tables import ENTITIES, payment_job

SOONEST = timedelta(minutes=31)
"""The vendor wants at least half an hour for a page to be paid on."""
OVER = frozenset({"closed", "expired", "paid"})
"""States of a request by which nothing can be paid any more."""

_KINDS = ("payment_request", "refund", "subscription", "payment")
_r, _f, _s, _p = (ENTITIES[kind].c for kind in _KINDS)


@dataclass(frozen=True, slots=True)
class Setting:
    """How pages are made here: test or live, where people land after paying, in what words."""

    mode: str
    back_to: str = ""
    languages: Mapping[str, Language] = field(default_factory=dict)

    def language(self, code: Any) -> Language:
        """Return a student's language, Danish where it is not known."""
        return self.languages.get(str(code or "da"), DANISH)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record that may be asked for; `claim` is what the central is asked, "" for nothing."""

    kind: str
    id: str
    claim: str = ""


def next_wanted(doing: Doing) -> Sequence[Wanted]:
    """Return what is agreed, ours and not written down yet; what stands in its way is let go."""
    mine, known = doing.device, select(payment_job.c.id)
    requests = select(ENTITIES["payment_request"]).where(
        _r.state.in_(("wanted", "making")), _r.owner_device == mine, _r.id.not_in(known),
        or_(_r.pending.is_(False), _r.state == "making"),
    )  # fmt: skip
    found = [
        Wanted("payment_request", row.id, f"pay:{row.invoice_id}:{row.part or 0}:{row.generation}")
        for row in doing.db.execute(requests.order_by(_r.generation, _r.id)).all()
        if not _in_the_way(doing, row)
    ]
    refunds = select(_f.id).where(
        _f.state == "requested", _f.method == "card", _f.owner_device == mine,
        _f.pending.is_(False), _f.id.not_in(known),
    )  # fmt: skip
    if may(doing, "refund"):
        found += [Wanted("refund", row_id) for row_id in doing.db.execute(refunds).scalars()]
    begun = select(_s.id).where(
        _s.state == "wanted", _s.owner_device == mine, _s.pending.is_(False), _s.id.not_in(known)
    )
    return [*found, *(Wanted("subscription", i) for i in doing.db.execute(begun).scalars())]


def others(db: Connection, row: Any) -> Sequence[Any]:
    """Return the other requests for the same debt by which something may still be paid."""
    same = select(ENTITIES["payment_request"]).where(
        _r.invoice_id == row.invoice_id, func.coalesce(_r.part, 0) == (row.part or 0),
        _r.id != row.id, _r.state.not_in(OVER), _r.state != "wanted",
    )  # fmt: skip
    return [other for other in db.execute(same).all() if not _has_failed(db, other)]


def _has_failed(db: Connection, row: Any) -> bool:
    """Whether a page was used up by a payment that did not come in the end."""
    failed = select(_p.id).where(_p.request_id == row.id, _p.state == "failed")
    return row.state == "processing" and db.execute(failed).first() is not None


def _in_the_way(doing: Doing, row: Any) -> bool:
    """Whether another page must be closed first, which is told so, or has taken this one's place.

    Between two of one generation the central decides whose it is to ask.
    """
    rivals, mine = others(doing.db, row), row.generation or 0
    if row.state == "wanted" and any((rival.generation or 0) > mine for rival in rivals):
        asking.let_go(doing, row.id, asking.ELSEWHERE)
        return True
    older = [rival for rival in rivals if (rival.generation or 0) < mine]
    for rival in older:
        if rival.state in ("making", "open"):
            doing.set("payment_request", rival.id, {"state": "closing"})
    return bool(older)


def write_down(doing: Doing, wanted: Wanted, setting: Setting) -> None:
    """Write down exactly what will be asked, or say why it cannot be."""
    if wanted.kind == "refund":
        _refund(doing, wanted.id)
    elif wanted.kind == "subscription":
        _subscription(doing, wanted.id, setting)
    else:
        _request(doing, wanted.id, setting)


def _request(doing: Doing, row_id: str, setting: Setting) -> None:
    row = doing.need("payment_request", row_id)
    invoice = doing.get("invoice", row["invoice_id"])
    if invoice is None or invoice.get("state") != "issued":
        asking.let_go(doing, row_id, text("Fakturaen er ikke udstedt, så den kan ikke betales."))
        return
    if not invoice.get("number"):
        return  # the server has not said it yet
    until = instant(row["expires_at"]) if row.get("expires_at") else None
    if row["how"] == SESSION and (until is None or until < doing.now + SOONEST):
        asking.let_go(doing, row_id, asking.TOO_LATE)
        return
    if row["how"] == SESSION and not setting.back_to:
        asking.let_go(doing, row_id, asking.NO_RETURN)
        return
    student = doing.get("student", row["student_id"]) or {}
    language = setting.language(student.get("language"))
    bill = _bill(doing, row_id, row, setting=setting, title=_title(doing, row, invoice, language))
    if row["how"] == LINK or until is None:
        body = stripe_bodies.link(
            bill,
            thanks=language.tr("Tak. Betalingen er modtaget, og du får en kvittering."),
            closed=language.tr(
                "Linket kan ikke bruges mere. Spørg køreskolen, hvis du vil betale."
            ),
        )
        frozen = (LINK, body)
    else:
        body = stripe_bodies.session(bill, expires_at=until, back_to=setting.back_to)
        frozen = (SESSION, body)
    asking.put_down(doing, "payment_request", row_id, frozen, looks=row["state"] == "making")
    doing.set("payment_request", row_id, {"state": "making"})


def _title(
    doing: Doing, row: Mapping[str, Any], invoice: Mapping[str, Any], language: Language
) -> str:
    name = school.school(doing.db)["name"]
    number, part = invoice["number"], row.get("part") or 0
    if part:
        said = language.tr("Faktura {nummer}, rate {n}", nummer=number, n=part)
    else:
        said = language.tr("Faktura {nummer}", nummer=number)
    return f"{said}, {name}" if name else said


def _bill(
    doing: Doing, row_id: str, row: Mapping[str, Any], *, setting: Setting, title: str
) -> Bill:
    student = doing.get("student", row["student_id"]) or {}
    return Bill(
        row_id, school.school_id(doing.db), row["student_id"], str(row.get("invoice_id") or ""),
        int(row.get("part") or 0), int(row.get("amount_ore") or row.get("price_ore") or 0), title,
        "en" if student.get("language") == "en" else "da", str(row.get("email") or ""),
        setting.mode,
    )  # fmt: skip


def _refund(doing: Doing, row_id: str) -> None:
    """It is looked for before it is asked: money given back twice is gone."""
    row = doing.need("refund", row_id)
    paid = doing.get("payment", row["payment_id"]) or {}
    intent = str(paid.get("external_id") or "")
    if not intent.startswith("pi_"):
        reason = text("Betalingen kan kun betales tilbage på Stripes egen side.")
        doing.set("refund", row_id, {"state": "failed", "failure": str(reason)})
        return
    body = stripe_bodies.refund(
        row_id, school.school_id(doing.db), intent=intent, amount_ore=row["amount_ore"]
    )
    asking.put_down(doing, "refund", row_id, (REFUND, body), looks=True)


def _subscription(doing: Doing, row_id: str, setting: Setting) -> None:
    row = doing.need("subscription", row_id)
    product = doing.get("product", row["product_id"]) or {}
    bill = _bill(doing, row_id, row, setting=setting, title=str(product.get("name") or ""))
    body = stripe_bodies.monthly(bill, back_to=setting.back_to)
    asking.put_down(doing, "subscription", row_id, (SESSION, body), looks=False)
