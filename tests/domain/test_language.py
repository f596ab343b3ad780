from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from jd_desktop.domain.language import DANISH, Language, text

ENGLISH = Language("en", {"Hej {navn}": "Hi {navn}", "{n} elev": ("{n} student", "{n} students")})
AT = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)


def test_a_sentence_is_said_in_the_language_asked_for() -> None:
    assert DANISH.tr("Hej {navn}", navn="Ella") == "Hej Ella"
    assert ENGLISH.tr("Hej {navn}", navn="Ella") == "Hi Ella"
    assert ENGLISH.say(text("Hej {navn}", navn=text("Hej {navn}", navn="du"))) == "Hi Hi du"


def test_one_and_many_have_their_own_forms() -> None:
    assert DANISH.trn("{n} elev", "{n} elever", 1) == "1 elev"
    assert DANISH.trn("{n} elev", "{n} elever", 3) == "3 elever"
    assert ENGLISH.trn("{n} elev", "{n} elever", 2) == "2 students"


def test_times_are_danish_clock_times() -> None:
    assert DANISH.time(AT) == "10.15"
    assert ENGLISH.time(AT) == "10:15"
    assert DANISH.long_day(date(2026, 11, 24)) == "tirsdag den 24. november 2026"
    assert DANISH.span(AT, AT.replace(hour=10)).endswith("10.15–11.15")


@pytest.mark.parametrize(
    ("ore", "danish", "english"),
    [
        (0, "0,00 kr.", "DKK 0.00"),
        (5, "0,05 kr.", "DKK 0.05"),
        (155000, "1.550,00 kr.", "DKK 1,550.00"),
        (-12345678, "-123.456,78 kr.", "-DKK 123,456.78"),
    ],
)
def test_an_amount_is_written_as_each_reader_knows_it(ore: int, danish: str, english: str) -> None:
    assert Language("da").money(ore) == danish
    assert Language("en").money(ore) == english
