from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.search import fold, forms, keys_for, phone_keys, query_terms

WORDS = st.text("abcdefgæøåäöéüßÆØÅÉ", min_size=1, max_size=10)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


def found_by(typed: str, keys: set[str]) -> bool:
    """As the index does it: each term is the beginning of some key."""
    return all(any(k.startswith(term) for k in keys) for term in query_terms(typed))


@given(NAMES)
def test_a_name_is_found_by_itself_in_any_case(name: str) -> None:
    assert found_by(name, keys_for(name))
    assert found_by(name.upper(), keys_for(name))
    assert found_by(name.lower(), keys_for(name))


@given(NAMES, st.data())
def test_a_name_is_found_by_the_beginning_of_each_word(name: str, data: st.DataObject) -> None:
    short = [w[: data.draw(st.integers(1, len(w)))] for w in name.split()]
    data.draw(st.randoms()).shuffle(short)
    assert found_by(" ".join(short), keys_for(name))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Åse Sørensen", "ase sorensen"), ("Åse Sørensen", "aase soerensen"), ("Åse", "Aa"),
        ("Kjær", "kjaer"), ("Kjær", "kjar"), ("Jørgen", "jorg"), ("Müller", "muller"),
        ("Aagaard", "Aagaard"), ("Bjørn-Erik", "erik"), ("O'Brien", "brien"), ("Łukasz", "lukasz"),
        ("Renée", "renee"), ("Weiß", "weiss"), ("A\u030ase", "åse"), ("Øster Ærø", "oster aro"),
    ],
)  # fmt: skip
def test_danish_and_foreign_letters_may_be_typed_plainly(name: str, typed: str) -> None:
    assert found_by(typed, keys_for(name))


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(written: str) -> None:
    assert fold(fold(written)) == fold(written)


@given(st.text(max_size=30))
def test_a_term_can_never_be_read_as_a_command_of_the_index(typed: str) -> None:
    for term in query_terms(typed):
        assert term
        assert re.fullmatch(r"[^\W_]+", term), term


@given(st.text("aæøåöä", min_size=1, max_size=40))
def test_a_word_has_few_forms(word: str) -> None:
    assert fold(word) in forms(word)
    assert len(forms(word)) <= 17


@given(st.integers(20_000_000, 99_999_999).map(str), st.sampled_from(["", "+45 ", "0045", "45"]))
def test_a_phone_is_found_by_its_number_and_its_last_four_digits(digits: str, prefix: str) -> None:
    keys = set(phone_keys(f"+45{digits}"))
    assert found_by(prefix + digits, keys)
    assert found_by(digits[-4:], keys)
    assert found_by(f"{digits[:2]} {digits[2:4]} {digits[4:6]}", keys)


def test_a_foreign_phone_is_found_by_its_number() -> None:
    keys = set(phone_keys("+46701234567"))
    assert found_by("0046 70 123 45 67", keys)
    assert found_by("+46701234567", keys)
    assert found_by("4567", keys)


def test_nothing_typed_asks_nothing() -> None:
    assert query_terms("  -- ") == []
    assert phone_keys("") == []
