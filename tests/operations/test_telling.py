from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.events import EMAIL, SMS
from jd_desktop.domain.language import text
from jd_desktop.domain.rules import Rule
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import rules, students, telling
from jd_desktop.operations.work import Doing
from tests.outbox.school import School

DUE = date(2026, 12, 1)
LINK = "https://betal.example/a_1"


@pytest.fixture
def mailed(school: School) -> School:
    students.edit(school.work, school.mia, {"first_name": "Mia", "email": "mia@example.dk"})
    return school


def told(school: School, tell: Callable[[Doing], list[str]]) -> list[str]:
    with school.work.doing(text("Fortalte")) as doing:
        made = tell(doing)
    texts = {m.id: m for m in school.messages()}
    return [f"{texts[i].channel} {texts[i].state}: {texts[i].text}" for i in made]


def test_an_invoice_goes_by_mail_with_its_number_amount_and_link(mailed: School) -> None:
    (said,) = told(
        mailed,
        lambda doing: telling.invoice(
            doing, mailed.mia, number="1042", amount_ore=155000, due=DUE, link=LINK
        ),
    )
    assert said.startswith("email queued")
    for words in (
        "1042",
        "på **1.550,00 kr.** Den",
        "tirs. 1. dec.",
        "(https://betal.example/a\\_1)",
    ):
        assert words in said


def test_a_receipt_and_a_link_to_pay(mailed: School) -> None:
    (receipt,) = told(
        mailed,
        lambda doing: telling.receipt(
            doing, mailed.mia, number="1042", amount_ore=155000, paid=DUE
        ),
    )
    assert "1.550,00 kr." in receipt
    until = mailed.clock.now() + timedelta(hours=5)
    (link,) = told(
        mailed,
        lambda doing: telling.payment_link(
            doing, mailed.mia, amount_ore=50, link=LINK, until=until
        ),
    )
    assert link.startswith("sms queued")
    assert "0,50 kr." in link
    assert LINK in link
    job = next(j for j in mailed.jobs() if j.channel == SMS)
    assert job.expires_at == "2026-11-23T13:00:00.000Z", "worth nothing when it has closed"


def test_a_link_to_pay_is_one_that_can_be_trusted(mailed: School) -> None:
    until = mailed.clock.now() + timedelta(hours=5)
    with pytest.raises(BadInput), mailed.work.doing(text("x")) as doing:
        telling.payment_link(
            doing, mailed.mia, amount_ore=50, link="http://betal.example", until=until
        )


def test_a_free_time_is_offered_until_the_answer_is_due(school: School) -> None:
    slot = telling.Slot(school.at(1, 12), school.at(1, 13), school.bo)
    answer = school.clock.now() + timedelta(hours=2)
    (said,) = told(
        school, lambda doing: telling.gap_offer(doing, school.mia, slot, answer_by=answer)
    )
    assert "tirs. 24. nov. kl. 13.00 med Bo" in said
    assert "man. 23. nov. 11.00" in said
    past = school.clock.now() - timedelta(hours=1)
    assert not told(
        school, lambda doing: telling.gap_offer(doing, school.mia, slot, answer_by=past)
    )


def test_papers_are_asked_for_where_the_school_wants_it(school: School) -> None:
    def ask(doing: Doing) -> list[str]:
        return telling.document_missing(doing, school.mia, ["foto", "lægeerklæring"], by=DUE)

    assert told(school, ask) == []
    rules.save(school.work, Rule("", "document_missing", (SMS,)))
    assert "Vi mangler stadig: foto, lægeerklæring." in told(school, ask)[0]


def test_a_new_student_is_welcomed_where_the_school_wants_it(school: School) -> None:
    students.add(school.work, {"first_name": "Noah", "phone": "+4520000003"})
    assert school.jobs() == []
    rules.save(school.work, Rule("", "welcome", (SMS,)))
    students.add(school.work, {"first_name": "Eva", "phone": "+4520000004"})
    assert [j.payload.split(".")[0] for j in school.jobs()] == ["Hej Eva"]


def test_an_english_reader_gets_english(mailed: School) -> None:
    students.edit(mailed.work, mailed.mia, {"first_name": "Mia", "language": "en"})
    (said,) = told(
        mailed,
        lambda doing: telling.receipt(doing, mailed.mia, number="1", amount_ore=155000, paid=DUE),
    )
    assert "DKK 1,550.00" in said


def test_a_person_writes_in_their_own_words(mailed: School) -> None:
    telling.write(mailed.work, mailed.mia, EMAIL, Wording("Til {fornavn}", "Ring, **Mia**"))
    (message,) = mailed.messages()
    assert (message.subject, message.text, message.origin) == ("Til Mia", "Ring, **Mia**", "user")


def test_nothing_is_written_that_could_not_arrive(school: School) -> None:
    with pytest.raises(Refused):
        telling.write(school.work, school.mia, EMAIL, Wording("x", "y"))
    with pytest.raises(BadInput):
        telling.write(school.work, school.mia, SMS, Wording("", " "))
    assert school.messages() == []
