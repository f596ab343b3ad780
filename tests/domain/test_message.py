from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Language
from jd_desktop.domain.message import (
    FINAL,
    PLACEHOLDERS,
    RANKS,
    normalise,
    reached,
    render,
    segments,
)

TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "messages"
STATES = st.sampled_from(sorted(RANKS))
VALUES = {
    "fornavn": "Søren-Christian", "type": "køretime på manøvrebane", "dag": "ons. 30. sep.",
    "tid": "10.15", "kørelærer": "Annemette", "skole": "Nørrebro Køreskole",
}  # fmt: skip


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


# Texts


@pytest.mark.parametrize("event", ["confirmed", "moved", "cancelled"])
@pytest.mark.parametrize("code", ["da", "en"])
def test_each_text_is_one_sms_without_an_address(code: str, event: str) -> None:
    template = (TEMPLATES / code / f"booking_{event}.txt").read_text("utf-8")
    said = normalise(render(template, VALUES))
    counted = segments(said)
    assert (counted.count, counted.unicode) == (1, False), said
    assert VALUES["fornavn"] in said
    assert VALUES["tid"] in said
    assert "{" not in said
    assert not any(sign in said for sign in ("http", "www", ".dk", ".com"))


def test_days_and_times_of_both_languages_are_ordinary_letters(clock: object) -> None:
    at = clock.now()  # type: ignore[attr-defined]  # a FixedClock
    for code in ("da", "en"):
        assert not segments(normalise(Language(code).when(at))).unicode


def test_a_text_is_filled_in() -> None:
    assert render("Hej {fornavn}. Kl. {tid}.\n", VALUES) == "Hej Søren-Christian. Kl. 10.15."


def test_a_value_is_never_read_as_a_template() -> None:
    assert render("Hej {fornavn}", {**VALUES, "fornavn": "{skole} {cpr}"}) == "Hej {skole} {cpr}"


def test_an_empty_value_leaves_no_double_space() -> None:
    assert render("Hej {fornavn} {skole} der", {**VALUES, "skole": ""}) == (
        "Hej Søren-Christian der"
    )


@pytest.mark.parametrize("place", ["cpr", "CPR", "adresse", "", " fornavn", "fornavn!r", "0"])
def test_a_place_that_nothing_can_fill_is_named(place: str) -> None:
    with pytest.raises(BadInput) as told:
        render(f"Hej {{{place}}}", {**VALUES, "cpr": "0101011234"})
    assert place in str(told.value)
    assert "0101011234" not in told.value.sentence(Language("da"))


@pytest.mark.parametrize("template", ["Hej {fornavn", "Hej fornavn}", "Hej {{fornavn}}"])
def test_a_bracket_left_open_is_not_sent_to_anyone(template: str) -> None:
    with pytest.raises(BadInput, match="parentes"):
        render(template, VALUES)


@pytest.mark.parametrize("place", sorted(PLACEHOLDERS))
def test_a_place_without_a_value_is_not_left_blank(place: str) -> None:
    with pytest.raises(BadInput):
        render(f"Hej {{{place}}}", {k: v for k, v in VALUES.items() if k != place})
