from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jd_desktop.domain.errors import BadInput, JdError, Refused
from jd_desktop.domain.invoice import split, total
from jd_desktop.operations import charges, invoices, payments
from jd_desktop.operations.undo import undo
from jd_desktop.operations.work import entity
from jd_desktop.store.ledger import Ledger, ledger
from tests.outbox.school import School


def line(ore: int, **more: Any) -> dict[str, Any]:
    return {"id": "l1", "text": "Køretime", "quantity": 1, "unit_ore": ore, **more}


def of(school: School, student: str = "") -> Ledger:
    with school.reading() as db:
        return ledger(db, student or school.mia)


def paper(school: School, invoice_id: str) -> dict[str, Any]:
    with school.reading() as db:
        return entity(db, "invoice", invoice_id) or {}


def issued(school: School, ore: int = 110_000, student: str = "") -> str:
    _, invoice_id = invoices.draft(school.work, student or school.mia, [line(ore)])
    invoices.issue(school.work, invoice_id)
    return invoice_id


def test_a_draft_owes_nothing_has_no_number_and_can_be_undone(school: School) -> None:
    changes, invoice_id = invoices.draft(school.work, school.mia, [line(110_000)])
    assert of(school).balance_ore == 0
    assert paper(school, invoice_id).get("number") is None
    assert changes.action is not None
    undo(school.work, changes.action.n)
    assert paper(school, invoice_id) == {}


def test_issued_it_is_owed_numbered_and_says_who_writes_to_whom(school: School) -> None:
    found = [paper(school, issued(school, student=who)) for who in (school.mia, school.ida)]
    assert [p["number"] for p in found] == [1, 2]
    assert found[0]["issued_at"] == "2026-11-23T08:00:00.000Z"
    assert found[0]["due_on"] == "2026-12-01"
    assert found[0]["payer"]["name"] == "Mia"
    assert found[0]["seller"]["name"] == "Nordre"
    assert of(school).balance_ore == 110_000


def test_a_paper_that_was_issued_is_not_changed_deleted_or_issued_again(school: School) -> None:
    invoice_id = issued(school)
    for deed in (
        lambda: invoices.edit(school.work, invoice_id, lines=[line(1)]),
        lambda: invoices.discard(school.work, invoice_id),
        lambda: invoices.issue(school.work, invoice_id),
    ):
        with pytest.raises(Refused, match="kan ikke ændres"):
            deed()
    assert total(paper(school, invoice_id)) == 110_000


@pytest.mark.parametrize("lines", [[], [line(0)], [line(-100)]])
def test_nothing_is_not_issued(school: School, lines: list[dict[str, Any]]) -> None:
    _, invoice_id = invoices.draft(school.work, school.mia, lines)
    with pytest.raises(BadInput, match="mere end 0"):
        invoices.issue(school.work, invoice_id)
    assert paper(school, invoice_id)["state"] == "draft"


def test_instalments_that_do_not_add_up_are_refused(school: School) -> None:
    _, invoice_id = invoices.draft(school.work, school.mia, [line(100_000)])
    invoices.edit(school.work, invoice_id, instalments=split(100_001, 3, date(2027, 1, 1)))
    with pytest.raises(BadInput, match="Raterne"):
        invoices.issue(school.work, invoice_id)
    invoices.edit(school.work, invoice_id, instalments=split(100_000, 3, date(2027, 1, 1)))
    invoices.issue(school.work, invoice_id)
    assert [p["amount_ore"] for p in paper(school, invoice_id)["parts"]] == [33_334, 33_333, 33_333]


def test_a_credit_note_takes_back_all_or_a_part_and_never_more(school: School) -> None:
    invoice_id = issued(school)
    _, first = invoices.credit(
        school.work, invoice_id, reason="En time for meget", lines=[line(55_000)]
    )
    assert of(school).balance_ore == 55_000
    with pytest.raises(Refused, match="krediteres mere"):
        invoices.credit(school.work, invoice_id, reason="Igen", lines=[line(55_001)])
    _, second = invoices.credit(school.work, invoice_id, reason="Resten")
    assert of(school).balance_ore == 0
    assert [paper(school, n)["number"] for n in (first, second)] == [2, 3]
    assert paper(school, second)["credits"] == invoice_id
    with pytest.raises(JdError):
        invoices.credit(school.work, invoice_id, reason="Endnu en gang")


def test_a_credit_note_says_why(school: School) -> None:
    with pytest.raises(BadInput, match="hvorfor"):
        invoices.credit(school.work, issued(school), reason="  ")


def test_what_is_given_up_is_what_was_open_and_can_be_undone(school: School) -> None:
    invoice_id = issued(school)
    payments.register(school.work, school.mia, 60_000, method="cash")
    changes = invoices.write_off(school.work, invoice_id, "Flyttet uden adresse")
    assert paper(school, invoice_id)["written_off_ore"] == 50_000
    assert of(school).balance_ore == 0
    with pytest.raises(Refused, match="intet at afskrive"):
        invoices.write_off(school.work, invoice_id, "Igen")
    assert changes.action is not None
    undo(school.work, changes.action.n)
    assert of(school).balance_ore == 50_000


def test_a_fee_is_invoiced_once(school: School) -> None:
    _, charge_id = charges.add_extra(school.work, school.mia, "Ekstra kørsel", 20_000)
    for _ in range(2):
        _, invoice_id = invoices.draft(school.work, school.mia, [line(20_000, charge_id=charge_id)])
    invoices.issue(school.work, invoice_id)
    assert of(school).charges[charge_id]["state"] == "invoiced"
    first = next(i for i, p in of(school).invoices.items() if p["state"] == "draft")
    with pytest.raises(Refused, match="faktureret allerede"):
        invoices.issue(school.work, first)
