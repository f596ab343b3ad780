from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.amount import read
from jd_desktop.domain.language import DANISH, Language


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        ("550", 55_000), ("550,5", 55_050), ("1.550", 155_000), ("1.550,00 kr.", 155_000),
        (" 1550,25 ", 155_025), ("1,550.00", 155_000), ("12.5", 1_250), ("0", 0),
        ("DKK 5.600,00", 560_000), ("1.234.567,89", 123_456_789),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(written: str, ore: int) -> None:
    assert read(written) == ore


@pytest.mark.parametrize(
    "written", ["", "kr.", "-5", "1,2,3", "12.34.5", "5,123", "en time", "1e5"]
)
def test_what_is_no_amount_is_not_guessed(written: str) -> None:
    assert read(written) is None


@given(st.integers(0, 10**12), st.sampled_from([DANISH, Language("en")]))
def test_what_is_shown_can_be_typed(ore: int, language: Language) -> None:
    assert read(language.money(ore)) == ore
