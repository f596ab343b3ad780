from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.cpr import Cpr, conceal
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import DANISH

LEAP_DAY = (29, 2)
BIRTHS = st.dates(date(1900, 1, 1), date(2036, 12, 31)).filter(
    lambda d: (d.day, d.month) != LEAP_DAY
)
SERIALS = st.integers(0, 9999)


@given(BIRTHS, SERIALS, st.sampled_from(["-", "", " ", "\u2013"]))
def test_any_common_writing_is_the_same_number(born: date, serial: int, between: str) -> None:
    written = f" {born:%d%m%y}{between}{serial:04d} "
    assert Cpr.parse(written).digits == f"{born:%d%m%y}{serial:04d}"


@pytest.mark.parametrize("written", ["01.01.09-1234", "01/01/09 1234", "01-01-09-1234"])
def test_a_dotted_birth_date_is_read(written: str) -> None:
    assert Cpr.parse(written).digits == "0101091234"


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("010100-0000", 1900), ("010199-3999", 1999), ("010136-4000", 2036), ("010137-4000", 1937),
        ("010136-9000", 2036), ("010137-9000", 1937), ("010157-5000", 2057), ("010158-5000", 1858),
        ("010157-8000", 2057), ("010158-8000", 1858), ("010109-5000", 2009),
    ],
)  # fmt: skip
def test_the_seventh_digit_and_the_year_tell_the_century(written: str, year: int) -> None:
    assert Cpr.parse(written).birth_date == date(year, 1, 1)


def test_a_number_that_fails_modulus_11_is_read() -> None:
    assert Cpr.parse("010109-0000").masked() == "010109-••••"


@pytest.mark.parametrize(
    "written",
    ["", "010109", "310209-1234", "001209-1234", "010109-12345", "abc", "٠١٠١٠٩-١٢٣٤",
     "1010912345 6"],
)  # fmt: skip
def test_what_is_no_number_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(BadInput) as caught:
        Cpr.parse(written)
    said = caught.value.sentence(DANISH) + caught.value.detail + repr(caught.value)
    assert not written or written not in said


def test_the_29th_of_february_is_judged_by_the_right_century() -> None:
    assert Cpr.parse("290200-4000").birth_date == date(2000, 2, 29)
    with pytest.raises(BadInput):
        Cpr.parse("290200-0000")


@given(BIRTHS, SERIALS)
def test_printing_a_number_never_shows_it(born: date, serial: int) -> None:
    cpr = Cpr.parse(f"{born:%d%m%y}-{serial:04d}")
    for said in (repr(cpr), str(cpr), f"{cpr}", cpr.masked(), repr([cpr]), repr({"cpr": cpr})):
        assert f"{serial:04d}" not in said.replace(f"{born:%d%m%y}", "")


@given(BIRTHS, SERIALS, st.sampled_from(["-", "", " "]), st.text("abcæøå ,.;:-", max_size=12))
def test_a_number_within_a_text_is_masked(born: date, serial: int, between: str, word: str) -> None:
    hidden = conceal(f"{word} {born:%d%m%y}{between}{serial:04d};{word}")
    assert f"{born:%d%m%y}-••••" in hidden
    assert f"{between}{serial:04d};" not in hidden


@pytest.mark.parametrize(
    "written",
    ["Ring +4520123456", "20 12 34 56", "faktura 9912991234", "8000 Aarhus C", "2026-11-23 10:15"],
)
def test_what_is_no_number_stays_as_written(written: str) -> None:
    assert conceal(written) == written
