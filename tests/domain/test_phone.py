from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.phone import display, normalise

DANISH = st.integers(20_000_000, 99_999_999).map(str)
SPACES = st.sampled_from(["", " ", "-", ".", "\u00a0", "  "])
PREFIX = st.sampled_from(["", "+45", "0045", "+45 ", "(+45) ", "45 ", "45"])


@given(DANISH, SPACES, PREFIX)
def test_a_danish_number_written_in_any_way_is_one_number(
    digits: str, between: str, prefix: str
) -> None:
    written = prefix + between.join(digits[k : k + 2] for k in range(0, 8, 2))
    assert normalise(written) == f"+45{digits}"


@given(DANISH)
def test_reading_what_is_shown_gives_the_number_back(digits: str) -> None:
    e164 = normalise(digits)
    assert normalise(display(e164)) == e164
    assert normalise(e164) == e164


@pytest.mark.parametrize(
    ("written", "e164"),
    [("+46 70 123 45 67", "+46701234567"), ("0049 151 23456789", "+4915123456789"),
     ("Tlf. 20 12 34 56", "+4520123456"), ("20123456 ", "+4520123456")],
)  # fmt: skip
def test_other_countries_and_words_before_the_number(written: str, e164: str) -> None:
    assert normalise(written) == e164


@pytest.mark.parametrize(
    "written",
    ["", "-", "ring", "1234567", "123456789", "2012345", "010109-1234", "0101091234",
     "20123456/30123456", "20123456, 30123456", "2,01E+07", "+", "+45", "+452012345678", "112",
     "20123456 lok. 12", "20abcdef"],
)  # fmt: skip
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        normalise(written)


def test_a_number_is_shown_as_danes_write_it() -> None:
    assert display("+4520123456") == "20 12 34 56"
    assert display("+46701234567") == "+46701234567"


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_refusal(written: str) -> None:
    try:
        e164 = normalise(written)
    except BadInput:
        return
    assert e164.startswith("+")
    assert e164[1:].isascii()
    assert e164[1:].isdigit()
    assert 8 <= len(e164) <= 16
