"""Invoices and credit notes as the office reads them: which are open, what each of them says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from jd_desktop.domain.batches import batched
from jd_desktop.domain.invoice import overdue, total
from jd_desktop.domain.parties import payer_of, seller_of
from jd_desktop.queries.students import found_ids
from jd_desktop.store.ledger import Ledger, ledgers
from jd_desktop.store.school import school
from jd_desktop.store.tables import ENTITIES

OPEN, DRAFTS, PAID, ALL = "open", "drafts", "paid", "all"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in the list; amounts in øre, `overdue_ore` of them late today.

    `number` is 0 while it is a draft, or its number is not here yet. `ended` says how nothing came
    to be open: "paid", "credited", "written_off", "" while something is.
    """

    id: str
    student_id: str
    student: str
    number: int
    is_credit: bool
    is_draft: bool
    issued_on: str
    due_on: str
    total_ore: int
    open_ore: int
    overdue_ore: int
    unsent: bool
    ended: str


@dataclass(frozen=True, slots=True)
class Tray:
    """A tray's papers, and what they come to."""

    rows: tuple[PaperRow, ...]
    total_ore: int
    open_ore: int
    overdue_ore: int


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper with all that it takes to lay it out, and what was paid of it."""

    row: PaperRow
    body: Mapping[str, Any]
    credited: int
    paid_ore: int
    pay_at: str


def tray(db: Connection, name: str, today: date, search: str = "") -> Tray:
    """Return the papers of a tray ("open", "drafts", "paid", "all"), those due first on top."""
    i = ENTITIES["invoice"].c
    wanted = select(i.student_id).distinct()
    number = int(search) if search.strip().isdecimal() else 0
    if number:
        wanted = wanted.where(i.number == number)
    elif search.strip():
        wanted = wanted.where(i.student_id.in_(found_ids(db, search)))
    students = list(db.execute(wanted).scalars())
    rows = [
        row
        for some in batched(students, 400)
        for row in _rows_of(db, some, today)
        if _is_in(row, name) and number in (0, row.number)
    ]
    rows.sort(key=lambda r: (not r.is_draft, r.due_on, r.number, r.id), reverse=name in (PAID, ALL))
    return Tray(
        tuple(rows),
        sum(-r.total_ore if r.is_credit else r.total_ore for r in rows),
        sum(r.open_ore for r in rows),
        sum(r.overdue_ore for r in rows),
    )


def card(db: Connection, invoice_id: str, today: date) -> PaperCard | None:
    """Return one paper, None where it is not there."""
    i = ENTITIES["invoice"].c
    student_id = db.execute(select(i.student_id).where(i.id == invoice_id)).scalar()
    if student_id is None:
        return None
    known = ledgers(db, [student_id])[student_id]
    row = next(r for r in _rows_of(db, [student_id], today) if r.id == invoice_id)
    body = known.invoices[invoice_id]
    if row.is_draft:
        body = {**body, **_parties(db, student_id)}
    credited = known.invoices.get(str(body.get("credits") or ""), {}).get("number") or 0
    return PaperCard(row, body, int(credited), known.paid(invoice_id), _pay_at(db, invoice_id))


def _parties(db: Connection, student_id: str) -> dict[str, Any]:
    """Return who a draft would be from and to, were it issued now."""
    s = ENTITIES["student"]
    student = db.execute(select(s).where(s.c.id == student_id)).mappings().one_or_none()
    return {"seller": seller_of(school(db)), "payer": payer_of(dict(student or {}))}


def balances(db: Connection, student_ids: Sequence[str]) -> dict[str, int]:
    """Return what students owe, in øre; negative is what the school holds for them."""
    found = ledgers(db, student_ids)
    return {student_id: known.balance_ore for student_id, known in found.items()}


def _is_in(row: PaperRow, name: str) -> bool:
    if name == DRAFTS:
        return row.is_draft
    if name == OPEN:
        return not row.is_draft and row.open_ore > 0
    if name == PAID:
        return not (row.is_draft or row.is_credit) and row.open_ore == 0
    return True


def _rows_of(db: Connection, student_ids: Sequence[str], today: date) -> list[PaperRow]:
    s, i = ENTITIES["student"].c, ENTITIES["invoice"].c
    people = select(s.id, s.first_name, s.last_name).where(s.id.in_(student_ids))
    names = {r.id: f"{r.first_name or ''} {r.last_name or ''}".strip() for r in db.execute(people)}
    waiting = select(i.id).where(i.student_id.in_(student_ids), i.pending.is_(True))
    unsent = set(db.execute(waiting).scalars())
    return [
        _row(invoice_id, body, known, names.get(student_id, ""), today, invoice_id in unsent)
        for student_id, known in ledgers(db, student_ids).items()
        for invoice_id, body in known.invoices.items()
    ]


def _row(
    invoice_id: str, body: Mapping[str, Any], known: Ledger, name: str, today: date, unsent: bool
) -> PaperRow:
    is_open = known.standing.open.get(invoice_id, 0)
    is_credit, is_draft = body["form"] == "credit_note", body["state"] != "issued"
    late = 0 if is_credit or is_draft else min(
        is_open, overdue(body, total(body) - is_open, today)
    )  # fmt: skip
    return PaperRow(
        invoice_id, str(body["student_id"]), name, int(body.get("number") or 0), is_credit,
        is_draft, str(body.get("issued_at") or "")[:10], str(body.get("due_on") or ""),
        total(body), is_open, late, unsent, "" if is_open else _ended(body, known.paid(invoice_id)),
    )  # fmt: skip


def _ended(body: Mapping[str, Any], paid_ore: int) -> str:
    if paid_ore:
        return "paid"
    return "written_off" if body.get("written_off_ore") else "credited"


def _pay_at(db: Connection, invoice_id: str) -> str:
    r = ENTITIES["payment_request"].c
    wanted = select(r.url).where(
        r.invoice_id == invoice_id, r.state == "open", r.how == "link", r.url.is_not(None)
    )
    return str(db.execute(wanted.limit(1)).scalar() or "")
