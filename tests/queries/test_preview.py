from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.events import EMAIL, SMS
from jd_desktop.domain.message import segments
from jd_desktop.domain.tariff import Tariff
from jd_desktop.domain.wording import Wording
from jd_desktop.operations import students
from jd_desktop.queries.preview import Draft, Preview, cautions, preview
from tests.outbox.school import School

TARIFF = Tariff(35, "Twilio", date(2026, 11, 23), "estimate", "unverified")


def shown(school: School, words: str, *, channel: str = SMS, event: str = "confirmed") -> Preview:
    draft = Draft(event, channel, "da", Wording("Om {dag}" if channel == EMAIL else "", words))
    with school.reading() as db:
        return preview(db, draft, school.mia, tariff=TARIFF, now=school.clock.now())


def test_it_reads_as_the_student_would_read_it_of_the_next_lesson(school: School) -> None:
    school.book(day=2, hour=14)
    school.book(day=1, hour=10)
    seen = shown(school, "Hej {fornavn}. {dag} kl. {tid} hos {skole}")
    assert seen.text == "Hej Mia. tirs. 24. nov. kl. 11.00 hos Nordre"
    assert (seen.missing, seen.mistakes, seen.cautions, seen.unsendable) == ((), (), (), None)
    assert seen.counted
    assert (seen.counted.count, seen.price_ore) == (1, 35)


def test_what_is_not_known_of_a_student_is_named_and_stands_out(school: School) -> None:
    seen = shown(school, "Hej {fornavn}. {dag} hos {telefon}")
    assert [place.name for place in seen.missing] == ["dag", "telefon"]
    assert seen.text == "Hej Mia. (dag) hos (telefon)"


def test_what_comes_only_when_it_is_said_is_shown_by_example(school: School) -> None:
    seen = shown(school, "Betal {beløb}", event="payment_link")
    assert (seen.text, seen.missing) == ("Betal 550,00 kr.", ())


def test_an_email_has_a_subject_and_no_price(school: School) -> None:
    school.book()
    seen = shown(school, "Hej {fornavn}", channel=EMAIL)
    assert (seen.subject, seen.counted, seen.price_ore) == ("Om tirs. 24. nov.", None, None)
    assert "e-mailadresse" in str(seen.unsendable)


def test_a_mistake_is_said_and_nothing_is_shown(school: School) -> None:
    seen = shown(school, "Hej {cpr}")
    assert seen.text == ""
    assert "{cpr}" in str(seen.mistakes[0])


def test_a_student_who_gets_no_sms_is_told_of(school: School) -> None:
    students.edit(school.work, school.mia, {"first_name": "Mia", "sms_refused": True})
    assert "ønsker ikke SMS" in str(shown(school, "Hej").unsendable)


def test_letters_that_cost_are_pointed_out(school: School) -> None:
    seen = shown(school, "Hej 👋 " + "a" * 70)
    assert [str(c) for c in seen.cautions] == [
        "Tegnene 👋 gør beskeden dyrere: der er kun plads til 70 tegn i hver SMS.",
        "Beskeden sendes som 2 SMS'er.",
    ]
    assert seen.price_ore == 70


def test_a_web_address_may_be_stopped_and_a_long_text_cannot_go() -> None:
    assert "https://a.dk" in str(cautions("Se https://a.dk, Mia")[0])
    assert "for lang" in str(cautions("a" * 1600)[0])
    assert cautions("Skriv til kontor@nordre.dk") == []


@given(st.text(max_size=400))
def test_the_price_is_that_of_the_parts_and_never_falls_as_one_writes_on(written: str) -> None:
    now, then = segments(written), segments(written + "a")
    assert TARIFF.price(now) == 35 * now.count
    assert TARIFF.price(then) >= TARIFF.price(now)
