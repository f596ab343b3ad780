from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jd_desktop.documents.papers import Settled, Wanted, invoice, receipt
from jd_desktop.domain.language import DANISH
from jd_desktop.host.catalogue import load_language, vat_rates
from jd_desktop.host.paths import resources

SELLER = {
    "name": "Nordre Køreskole", "cvr": "31415926", "street": "Vestergade 12", "postcode": "8000",
    "city": "Aarhus C", "phone": "+4586121212", "email": "kontor@nordre.example",
    "bank_account": "5301 0000123456",
}  # fmt: skip
ELLA = {"name": "Ella Sørensen", "street": "Åboulevarden 3", "postcode": "8000", "city": "Aarhus C"}
LINES = [
    {"id": "1", "text": "Køretime", "quantity": 2, "unit": "stk.", "unit_ore": 55_000,
     "on": "2026-11-20"},
    {"id": "2", "text": "Prøvegebyr", "quantity": 1, "unit_ore": 60_000, "vat": "outside"},
]  # fmt: skip
BODY: dict[str, Any] = {
    "form": "invoice", "state": "issued", "number": 1042, "issued_at": "2026-11-23T08:00:00.000Z",
    "lines": LINES, "due_on": "2026-12-07", "seller": SELLER, "payer": ELLA,
}  # fmt: skip
WANTED = Wanted(DANISH, vat_rates(resources()), date(2026, 11, 23))


def test_an_invoice_says_all_that_danish_law_asks() -> None:
    paper = invoice(BODY, WANTED)
    facts = dict(paper.facts)
    assert facts["Fakturanr."] == "1042"
    assert facts["Dato"] == "23. november 2026"
    assert facts["Betales senest"] == "7. december 2026"
    assert "CVR-nr. 31415926" in paper.seller.lines
    assert (paper.payer.name, paper.payer.lines[0]) == ("Ella Sørensen", "Åboulevarden 3")
    assert paper.lines[0].cells == ("Køretime", "2 stk.", "440,00", "25 %", "1.100,00")
    assert paper.lines[0].under == "20. november 2026"
    assert [(s.label, s.amount) for s in paper.sums] == [
        ("Momspligtigt beløb, 25 %", "880,00 kr."),
        ("Heraf moms, 25 %", "220,00 kr."),
        ("Udlæg, ikke momspligtigt", "600,00 kr."),
        ("I alt at betale", "1.700,00 kr."),
    ]
    assert "Bankoverførsel: konto 5301 0000123456, mærket 1042" in paper.notes


def test_a_draft_has_a_watermark_no_number_and_nothing_to_pay_at() -> None:
    draft = invoice({**BODY, "state": "draft", "number": None}, WANTED)
    assert draft.watermark == "KLADDE"
    assert dict(draft.facts)["Fakturanr."] == "gives, når den udstedes"
    paid_at = Wanted(DANISH, WANTED.rates, WANTED.today, pay_at="https://betal.example")
    assert invoice({**BODY, "state": "draft"}, paid_at).pay_at == ""
    assert invoice(BODY, paid_at).pay_at == "https://betal.example"


def test_a_credit_note_names_its_invoice_and_why() -> None:
    body = {**BODY, "form": "credit_note", "number": 1043, "reason": "Aflyst af skolen"}
    paper = invoice(body, Wanted(DANISH, WANTED.rates, WANTED.today, credited=1042))
    assert paper.title == "Kreditnota"
    assert dict(paper.facts)["Krediterer faktura"] == "1042"
    assert "Betales senest" not in dict(paper.facts)
    assert paper.sums[-1].label == "Krediteret i alt"
    assert paper.notes == ("Årsag: Aflyst af skolen",)


def test_instalments_stand_instead_of_one_day() -> None:
    parts = [
        {"n": 1, "due_on": "2026-12-01", "amount_ore": 100_000},
        {"n": 2, "due_on": "2027-01-01", "amount_ore": 70_000},
    ]
    paper = invoice({**BODY, "parts": parts}, WANTED)
    assert "Betales senest" not in dict(paper.facts)
    assert paper.notes[1] == "Rate 2: 700,00 kr., betales senest 1. januar 2027"


def test_the_papers_day_is_copenhagens() -> None:
    late = invoice({**BODY, "issued_at": "2026-11-23T23:30:00.000Z"}, WANTED)
    assert dict(late.facts)["Dato"] == "24. november 2026"


@pytest.mark.parametrize("draft", [{}, {"form": "invoice", "state": "draft"}])
def test_an_empty_draft_can_be_seen(draft: dict[str, Any]) -> None:
    assert invoice(draft, WANTED).sums[-1].amount == "0,00 kr."


def test_a_receipt_shows_what_was_paid_and_what_is_left_over() -> None:
    payment = {"amount_ore": 200_000, "at": "2026-11-23T08:00:00.000Z", "method": "mobilepay"}
    paper = receipt(payment, [Settled(1042, 170_000)], (SELLER, ELLA), WANTED)
    assert [line.cells for line in paper.lines] == [
        ("Betaling af faktura 1042", "1.700,00 kr."),
        ("Til gode hos køreskolen", "300,00 kr."),
    ]
    assert dict(paper.facts)["Betalt med"] == "MobilePay"
    assert paper.sums[-1].amount == "2.000,00 kr."


def test_a_paper_is_worded_in_the_students_language() -> None:
    english = load_language("en", resources() / "i18n")
    paper = invoice(BODY, Wanted(english, WANTED.rates, WANTED.today))
    assert paper.title == "Invoice"
    assert dict(paper.facts)["Pay by"] == "7 December 2026"
    assert paper.lines[0].cells[2:] == ("440.00", "25%", "1,100.00")
