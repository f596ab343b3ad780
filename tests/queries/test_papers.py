from __future__ import annotations

from datetime import date

import pytest

from jd_desktop.domain.language import text
from jd_desktop.operations import invoices, payments
from jd_desktop.queries.papers import PaperCard, Tray, balances, card, tray
from tests.operations.test_invoices import issued, line
from tests.outbox.school import School

TODAY = date(2026, 11, 23)


def seen(school: School, name: str, search: str = "", on: date = TODAY) -> Tray:
    with school.reading() as db:
        return tray(db, name, on, search)


def one(school: School, invoice_id: str) -> PaperCard:
    with school.reading() as db:
        found = card(db, invoice_id, TODAY)
    assert found is not None
    return found


def test_each_paper_lies_where_it_belongs(school: School) -> None:
    first, second = issued(school, 30_000), issued(school, 40_000, school.ida)
    invoices.draft(school.work, school.mia, [line(5_000)])
    payments.register(school.work, school.mia, 30_000, method="cash")
    payments.register(school.work, school.ida, 15_000, method="cash")
    assert [(r.id, r.student, r.open_ore) for r in seen(school, "open").rows] == [
        (second, "Ida", 25_000)
    ]
    assert [r.id for r in seen(school, "paid").rows] == [first]
    assert [(r.is_draft, r.number) for r in seen(school, "drafts").rows] == [(True, 0)]
    everything = seen(school, "all")
    assert (len(everything.rows), everything.total_ore, everything.open_ore) == (3, 75_000, 25_000)


def test_what_is_late_is_late_from_the_day_after(school: School) -> None:
    issued(school, 30_000)
    assert seen(school, "open", on=date(2026, 12, 1)).overdue_ore == 0
    assert seen(school, "open", on=date(2026, 12, 2)).overdue_ore == 30_000


@pytest.mark.parametrize(("words", "found"), [("mi", 1), ("2", 1), ("9", 0), ("ida x", 0)])
def test_papers_are_found_by_name_and_by_number(school: School, words: str, found: int) -> None:
    issued(school)
    issued(school, student=school.ida)
    assert len(seen(school, "open", words).rows) == found


def test_a_card_knows_what_was_paid_what_it_credits_and_where_to_pay(school: School) -> None:
    invoice_id = issued(school, 30_000)
    payments.register(school.work, school.mia, 10_000, method="cash")
    _, note_id = invoices.credit(school.work, invoice_id, reason="x", lines=[line(5_000)])
    with school.work.doing(text("Side")) as doing:
        doing.create("payment_request", {
            "student_id": school.mia, "invoice_id": invoice_id, "amount_ore": 15_000,
            "how": "link", "state": "open", "url": "https://buy.stripe.example/x",
        })  # fmt: skip
    assert (one(school, invoice_id).paid_ore, one(school, invoice_id).row.open_ore) == (
        10_000,
        15_000,
    )
    assert one(school, invoice_id).pay_at == "https://buy.stripe.example/x"
    assert one(school, note_id).credited == 1
    with school.reading() as db:
        assert card(db, "nothing", TODAY) is None


def test_balances_of_many_are_asked_for_together(school: School) -> None:
    issued(school, 30_000)
    with school.reading() as db:
        assert balances(db, [school.mia, school.ida]) == {school.mia: 30_000, school.ida: 0}


def test_a_number_finds_that_paper_and_no_other_of_its_student(school: School) -> None:
    issued(school)
    second = issued(school)
    assert [r.id for r in seen(school, "all", "2").rows] == [second]


def test_names_are_found_however_their_letters_are_written(school: School) -> None:
    invoice_id = issued(school, student=school.student("Ærø", "+4520000009"))
    assert [r.id for r in seen(school, "open", "ærø").rows] == [invoice_id]


def test_how_a_paper_came_to_ask_nothing_is_told(school: School) -> None:
    paid, credited, lost = (issued(school, 10_000) for _ in range(3))
    payments.register(school.work, school.mia, 10_000, method="cash", first=paid)
    invoices.credit(school.work, credited, reason="x")
    invoices.write_off(school.work, lost, "x")
    ended = {r.id: r.ended for r in seen(school, "paid").rows}
    assert ended == {paid: "paid", credited: "credited", lost: "written_off"}
