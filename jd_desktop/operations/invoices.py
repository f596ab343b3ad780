"""Invoices and credit notes: drafted here, numbered by the server, never changed once issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from jd_desktop.domain.changes import Changes
from jd_desktop.domain.clock import instant, local_day, wire
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.invoice import Part, as_stored, total
from jd_desktop.domain.language import DANISH, Text, text
from jd_desktop.domain.parties import payer_of, seller_of
from jd_desktop.operations.work import Doing, Work
from jd_desktop.store.ledger import ledger
from jd_desktop.store.tables import ENTITIES, booking_student

PAYMENT_DAYS = 8
"""How long a student has to pay where the school has not said."""

Line = Mapping[str, Any]


def draft(work: Work, student_id: str, lines: Sequence[Line]) -> tuple[Changes, str]:
    """Begin an invoice to a student; returns its id, too. It owes nobody anything yet."""
    with work.doing(text("Ny fakturakladde")) as doing:
        invoice_id = add(doing, student_id, lines)
    return doing.changes, invoice_id


def add(doing: Doing, student_id: str, lines: Sequence[Line]) -> str:
    """Begin an invoice within an action; returns its id."""
    student = doing.need("student", student_id)
    return doing.create("invoice", {
        "student_id": student_id, "form": "invoice", "state": "draft",
        "lines": [dict(line) for line in lines], "language": student.get("language") or "da",
        "made_by": doing.person.name, "made_at": wire(doing.now),
    })  # fmt: skip


def draft_of_what_is_due(work: Work, student_id: str) -> tuple[Changes, str]:
    """Begin an invoice of a student's held lessons and proposed fees that no paper has yet."""
    with work.doing(text("Ny fakturakladde")) as doing:
        invoice_id = add(doing, student_id, due_lines(doing, student_id))
    return doing.changes, invoice_id


def due_lines(doing: Doing, student_id: str) -> list[dict[str, Any]]:
    """Return lines of what a student owes and nobody has put on a paper, oldest first."""
    known = ledger(doing.db, student_id)
    there = [line for paper in known.invoices.values() for line in paper.get("lines") or ()]
    booked, charged = ({line.get(n) for line in there} for n in ("booking_id", "charge_id"))
    b, t, s = ENTITIES["booking"].c, ENTITIES["booking_type"].c, booking_student.c
    held = (
        select(b.id, b.starts, b.price_ore, t.name, t.vat)
        .join(booking_student, s.booking_id == b.id)
        .outerjoin(ENTITIES["booking_type"], t.id == b.booking_type_id)
        .where(s.student_id == student_id, b.state == "completed", b.price_ore > 0)
    )
    lines = [
        {
            "id": r.id, "booking_id": r.id, "text": r.name or DANISH.tr("Køretime"),
            "quantity": 1, "unit": "", "unit_ore": r.price_ore, "vat": r.vat or "",
            "on": local_day(instant(r.starts)).isoformat(),
        }
        for r in doing.db.execute(held.order_by(b.starts))
        if r.id not in booked
    ]  # fmt: skip
    return lines + [
        {
            "id": i, "charge_id": i, "text": c.get("text") or DANISH.tr("Gebyr for sent afbud"),
            "quantity": 1, "unit": "", "unit_ore": c["amount_ore"], "vat": c.get("vat") or "",
            "booking_id": None,
        }
        for i, c in known.charges.items()
        if c["state"] == "proposed" and i not in charged
    ]  # fmt: skip


def edit(
    work: Work,
    invoice_id: str,
    *,
    lines: Sequence[Line] | None = None,
    due_on: date | None = None,
    instalments: Sequence[Part] | None = None,
) -> Changes:
    """Change a draft: what is given takes the place of what stood. Raises Refused once issued."""
    with work.doing(text("Rettede fakturakladde")) as doing:
        _need_draft(doing, invoice_id)
        values: dict[str, Any] = {}
        if lines is not None:
            values["lines"] = [dict(line) for line in lines]
        if due_on is not None:
            values["due_on"] = due_on.isoformat()
        if instalments is not None:
            values["parts"] = as_stored(instalments)
        doing.set("invoice", invoice_id, values)
    return doing.changes


def issue(work: Work, invoice_id: str) -> Changes:
    """Issue a draft: from now on it is owed and stays as it is; the server gives its number.

    There is no undo, because a student may have it: a credit note takes it back. Raises BadInput
    where it comes to nothing.
    """
    with work.doing(text("Udstedte faktura"), undoable=False) as doing:
        issue_in(doing, invoice_id)
    return doing.changes


def issue_in(doing: Doing, invoice_id: str) -> None:
    """Issue a draft within an action."""
    paper = _need_draft(doing, invoice_id)
    school, student = doing.school, doing.need("student", paper["student_id"])
    days = school.get("payment_days")
    days = PAYMENT_DAYS if days is None else int(days)
    due = paper.get("due_on") or (local_day(doing.now) + timedelta(days=days)).isoformat()
    doing.set("invoice", invoice_id, {
        "state": "issued", "due_on": due, "seller": seller_of(school), "payer": payer_of(student),
    })  # fmt: skip
    for line in paper.get("lines") or ():
        if charge_id := line.get("charge_id"):
            _invoiced(doing, charge_id, invoice_id)


def credit(
    work: Work, invoice_id: str, *, reason: str, lines: Sequence[Line] | None = None
) -> tuple[Changes, str]:
    """Credit an issued invoice, all that is not credited yet or these lines; returns the note's id.

    Raises Refused where it is a draft or more would be credited than it came to, BadInput without
    a reason.
    """
    if not reason.strip():
        raise BadInput(text("Skriv, hvorfor fakturaen krediteres. Det står på kreditnotaen."))
    with work.doing(text("Krediterede faktura"), undoable=False) as doing:
        paper = _need_issued(doing, invoice_id)
        before = _credited(doing, paper["student_id"], invoice_id)
        wanted = [dict(line) for line in (paper["lines"] if lines is None else lines)]
        if before and lines is None:
            wanted = [_rest(paper, before)]
        amount = total({"lines": wanted})
        if amount > total(paper) - before:
            raise Refused(
                text("Der kan ikke krediteres mere, end fakturaen lyder på."),
                hint=text("Se, hvad der er krediteret før, og ret beløbet."),
            )
        note_id = doing.create("invoice", {
            "student_id": paper["student_id"], "form": "credit_note", "credits": invoice_id,
            "reason": reason.strip(), "state": "issued", "lines": wanted,
            "due_on": local_day(doing.now).isoformat(), "seller": seller_of(doing.school),
            "payer": paper.get("payer"), "language": paper.get("language"),
            "made_by": doing.person.name, "made_at": wire(doing.now),
        })  # fmt: skip
    return doing.changes, note_id


def write_off(work: Work, invoice_id: str, why: str) -> Changes:
    """Give up what is open of an invoice; the reason is kept. Raises Refused where nothing is."""
    if not why.strip():
        raise BadInput(text("Skriv, hvorfor beløbet opgives."))
    with work.doing(text("Afskrev en faktura")) as doing:
        paper = _need_issued(doing, invoice_id)
        left = ledger(doing.db, paper["student_id"]).standing.open.get(invoice_id, 0)
        if not left:
            raise Refused(text("Der er intet at afskrive: fakturaen er betalt eller krediteret."))
        doing.set("invoice", invoice_id, {
            "written_off_at": wire(doing.now), "written_off_by": doing.person.name,
            "written_off_why": why.strip(),
            "written_off_ore": left + int(paper.get("written_off_ore") or 0),
        })  # fmt: skip
    return doing.changes


def discard(work: Work, invoice_id: str) -> Changes:
    """Throw a draft away; what was proposed in it is proposed again. Raises Refused once issued."""
    with work.doing(text("Slettede fakturakladde")) as doing:
        _need_draft(doing, invoice_id)
        doing.delete("invoice", invoice_id)
    return doing.changes


def sent(doing: Doing, invoice_id: str) -> None:
    """Note that a paper was sent."""
    doing.set("invoice", invoice_id, {"sent_at": wire(doing.now)})


def _invoiced(doing: Doing, charge_id: str, invoice_id: str) -> None:
    charge = doing.get("charge", charge_id)
    if charge is None or charge["state"] in ("waived", "invoiced"):
        raise Refused(
            text("Et gebyr på fakturaen er frafaldet eller faktureret allerede."),
            hint=text("Fjern linjen, og udsted fakturaen igen."),
        )
    doing.set("charge", charge_id, {"state": "invoiced", "invoice_id": invoice_id})


def _credited(doing: Doing, student_id: str, invoice_id: str) -> int:
    papers = ledger(doing.db, student_id).invoices.values()
    return sum(
        total(paper)
        for paper in papers
        if paper.get("credits") == invoice_id and paper.get("state") == "issued"
    )


def _rest(paper: Mapping[str, Any], before: int) -> dict[str, Any]:
    first = paper["lines"][0]
    return {**first, "id": "rest", "quantity": 1, "unit_ore": total(paper) - before, "on": None}


def _need_draft(doing: Doing, invoice_id: str) -> dict[str, Any]:
    paper = doing.need("invoice", invoice_id)
    if paper["state"] != "draft":
        raise _is_issued()
    return paper


def _need_issued(doing: Doing, invoice_id: str) -> dict[str, Any]:
    paper = doing.need("invoice", invoice_id)
    if paper["state"] != "issued" or paper["form"] != "invoice":
        said: Text = text("Det er ikke en faktura, der er udstedt.")
        raise Refused(said, hint=text("En kladde rettes eller slettes i stedet."))
    return paper


def _is_issued() -> Refused:
    return Refused(
        text("Fakturaen er udstedt og kan ikke ændres."),
        hint=text("Lav en kreditnota, og skriv en ny faktura."),
    )
