from __future__ import annotations

from typing import Any

import pytest

from jd_desktop.domain.agreement import Author, Mutation, take
from jd_desktop.domain.kinds import KINDS
from jd_desktop.domain.kinds_money import MONEY, OF_STUDENTS
from jd_desktop.domain.merge import Op, Row, decide
from tests.domain.books import PlainDiary

LINE = {"id": "l", "text": "Køretime", "quantity": 1, "unit": "stk.", "unit_ore": 55_000}
PAPER: dict[str, Any] = {
    "student_id": "ella", "form": "invoice", "lines": [LINE], "state": "draft"
}  # fmt: skip
BO = Author("laptop", "Bo", at="2026-11-23T08:00:00.000Z")


def standing(kind: str, **body: Any) -> Row:
    return Row(kind, "x", 5, body, {})


@pytest.mark.parametrize(
    "values",
    [{"lines": []}, {"due_on": "2027-01-01"}, {"state": "draft"}, {"payer": {"name": "x"}}],
)
def test_what_a_student_was_sent_is_not_changed(values: dict[str, Any]) -> None:
    verdict = decide(
        standing("invoice", **{**PAPER, "state": "issued"}), Op("invoice", "x", 5, values), "a"
    )
    assert (verdict.applied, verdict.parked, verdict.reason) == ({}, values, "sealed")


def test_a_draft_is_changed_and_deleted_freely() -> None:
    row = standing("invoice", **PAPER)
    assert decide(row, Op("invoice", "x", 5, {"due_on": "2027-01-01"}), "a").applied
    assert decide(row, Op("invoice", "x", 5, {}, delete=True), "a").delete


def test_what_was_sent_or_paid_is_not_deleted() -> None:
    paper = standing("invoice", **{**PAPER, "state": "issued"})
    assert decide(paper, Op("invoice", "x", 5, {}, delete=True), "a").reason == "sealed"
    money = standing("payment", state="succeeded", amount_ore=100)
    assert not decide(money, Op("payment", "x", 5, {}, delete=True), "a").delete


def test_beside_its_paper_an_invoice_still_tells_that_it_was_sent_and_written_off() -> None:
    row = standing("invoice", **{**PAPER, "state": "issued"})
    values = {"sent_at": BO.at, "written_off_at": BO.at}
    assert decide(row, Op("invoice", "x", 5, values), "a").applied == values


def test_the_same_again_is_not_a_change() -> None:
    row = standing("payment", state="succeeded", amount_ore=100)
    assert decide(row, Op("payment", "x", 1, {"amount_ore": 100}), "a").equal == {"amount_ore": 100}


def test_papers_are_numbered_in_the_order_in_which_the_server_hears_of_them() -> None:
    diary = PlainDiary()
    for n, paper in enumerate("cab", 1):
        ops = (Op("invoice", paper, 0, PAPER),)
        take(Mutation(2 * n - 1, BO.at, "bo", ops, 2), BO, diary)
        issue = (Op("invoice", paper, diary.head, {"state": "issued"}),)
        take(Mutation(2 * n, BO.at, "bo", issue, 2), BO, diary)
    found = [diary.rows["invoice", paper].body for paper in "cab"]
    assert [body["number"] for body in found] == [1, 2, 3]
    assert {body["issued_at"] for body in found} == {BO.at}


def test_a_paper_that_cannot_stand_takes_no_number() -> None:
    diary = PlainDiary()
    take(Mutation(1, BO.at, "bo", (Op("invoice", "a", 0, {**PAPER, "lines": []}),), 2), BO, diary)
    take(Mutation(2, BO.at, "bo", (Op("invoice", "a", 1, {"state": "issued"}),), 2), BO, diary)
    assert diary.rows["invoice", "a"].body["state"] == "draft"
    assert diary.numbers == {}


def test_nobody_writes_a_number() -> None:
    diary = PlainDiary()
    ops = (Op("invoice", "a", 0, {**PAPER, "number": 900, "issued_at": BO.at}),)
    take(Mutation(1, BO.at, "bo", ops, 2), BO, diary)
    assert diary.rows["invoice", "a"].body.get("number") is None


def test_every_kind_of_money_is_agreed_on_and_a_students_say_so() -> None:
    assert all(KINDS[kind.name] is kind for kind in MONEY)
    assert "payment" in OF_STUDENTS
    assert "price" not in OF_STUDENTS
