from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.language import Language
from jd_desktop.domain.message import (
    FINAL,
    RANKS,
    normalise,
    reached,
    segments,
)

STATES = st.sampled_from(sorted(RANKS))

# States


@pytest.mark.parametrize(
    ("state", "said", "then"),
    [
        ("queued", "sending", "sending"),
        ("sending", "uncertain", "uncertain"),
        ("uncertain", "accepted", "accepted"),
        ("delivered", "sent", "delivered"),
        ("sent", "accepted", "sent"),
        ("sent", "undelivered", "undelivered"),
        ("undelivered", "delivered", "delivered"),
        ("failed", "delivered", "delivered"),
        ("accepted", "failed", "accepted"),
        ("cancelled", "expired", "cancelled"),
        ("queued", "read by a pigeon", "queued"),
    ],
)
def test_a_message_moves_on_and_never_back(state: str, said: str, then: str) -> None:
    assert reached(state, said) == then


@given(STATES, st.lists(STATES))
def test_whatever_the_order_of_what_is_said_the_highest_stands(state: str, said: list[str]) -> None:
    now = state
    for each in said:
        now = reached(now, each)
    assert RANKS[now] == max(RANKS[s] for s in [state, *said])


@given(STATES, STATES)
def test_hearing_it_twice_changes_nothing(state: str, said: str) -> None:
    once = reached(state, said)
    assert reached(once, said) == once


def test_what_left_is_known_to_have_left_whatever_was_believed() -> None:
    left = [RANKS[s] for s in ("accepted", "sent", "undelivered", "delivered")]
    assert min(left) > max(RANKS[s] for s in ("failed", "cancelled", "expired", "needs_decision"))
    assert RANKS.keys() >= FINAL


# Letters


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("kl. 10–11", "kl. 10-11"),
        ("Lærke’s “time” …", 'Lærke\'s "time" ...'),
        ("kl.\u00a010\u202f15", "kl. 10 15"),
        ("I´ll", "I'll"),
        ("A\u030age", "Åge"),
        ("køre\u00adskole\u200b", "køreskole"),
        ("æøåÆØÅ", "æøåÆØÅ"),
    ],
)
def test_letters_that_cost_double_are_written_as_those_that_do_not(
    written: str, meant: str
) -> None:
    assert normalise(written) == meant
    assert not segments(normalise(written)).unicode


def test_names_keep_their_letters() -> None:
    assert normalise("François Šimić 👋") == "François Šimić 👋"


@given(st.text())
def test_what_is_normal_stays_so(written: str) -> None:
    assert normalise(normalise(written)) == normalise(written)


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("å" * 160, 1),
        ("€" * 80, 1), ("€" * 81, 2), ("a" * 152 + "€" * 5, 2), ("a" * 152 + "€" + "a" * 152, 3),
    ],
)  # fmt: skip
def test_an_ordinary_text_has_160_letters_or_153_in_each_part(written: str, count: int) -> None:
    counted = segments(written)
    assert (counted.count, counted.unicode, counted.costly) == (count, False, ())


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("ê" + "a" * 69, 1), ("ê" + "a" * 70, 2), ("ê" * 134, 2), ("ê" * 135, 3),
        ("😀" * 35, 1), ("😀" * 36, 2), ("a" * 66 + "😀" * 34, 3), ("“" * 70, 1),
    ],
)  # fmt: skip
def test_one_letter_outside_the_alphabet_makes_it_70_or_67(written: str, count: int) -> None:
    counted = segments(written)
    assert (counted.count, counted.unicode) == (count, True)


def test_the_letters_that_cost_are_named_once_each_in_their_order() -> None:
    assert segments("Hej 😀 – François – ê").costly == ("😀", "–", "ç", "ê")


def test_days_and_times_of_both_languages_are_ordinary_letters(clock: object) -> None:
    at = clock.now()  # type: ignore[attr-defined]  # a FixedClock
    for code in ("da", "en"):
        assert not segments(normalise(Language(code).when(at))).unicode
