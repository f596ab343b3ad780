from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.events import CHANNELS, EMAIL, EVENTS, LANGUAGES, SMS
from jd_desktop.domain.message import segments
from jd_desktop.domain.placeholders import PLACES, examples
from jd_desktop.domain.wording import Wording, fill, mistakes, places, subject_line, tame
from jd_desktop.host.catalogue import templates

TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "templates"
USUAL = templates(TEMPLATES)
LONG = {
    "fornavn": "Søren-Christian", "type": "køretime på manøvrebane", "dag": "ons. 30. sep.",
    "tid": "10.15", "kørelærer": "Annemette", "skole": "Nørrebro Køreskole",
}  # fmt: skip
VALUES = {**examples(), **LONG}
LINKED = {"invoice", "payment_link"}
ALL = [(e, c, code) for e in EVENTS for c in CHANNELS for code in LANGUAGES]


@pytest.mark.parametrize(("event", "channel", "code"), ALL)
def test_each_usual_template_may_be_used(event: str, channel: str, code: str) -> None:
    wording = USUAL(event, channel, code)
    assert mistakes(event, channel, wording) == []
    said = fill(wording.text, VALUES, channel=channel)
    assert VALUES["fornavn"] in said.replace("\\", "")
    assert "{" not in said


@pytest.mark.parametrize(("event", "channel", "code"), [a for a in ALL if a[1] == SMS])
def test_each_usual_sms_is_short_in_ordinary_letters_without_an_address(
    event: str, channel: str, code: str
) -> None:
    said = fill(USUAL(event, channel, code).text, VALUES, channel=SMS)
    counted = segments(said)
    assert not counted.unicode
    assert counted.count == 1 or event not in ("confirmed", "moved", "cancelled", "reminder"), said
    assert counted.count <= 2
    if event not in LINKED:
        assert not any(sign in said for sign in ("http", "www", ".dk", ".com"))


@pytest.mark.parametrize(("event", "channel", "code"), [a for a in ALL if a[1] == EMAIL])
def test_each_usual_email_has_a_subject_of_one_line(event: str, channel: str, code: str) -> None:
    subject = subject_line(USUAL(event, channel, code).subject, VALUES)
    assert 0 < len(subject) < 100


def test_both_languages_name_the_same_things() -> None:
    for event in EVENTS:
        for channel in CHANNELS:
            danish, english = (USUAL(event, channel, code).text for code in LANGUAGES)
            assert set(places(danish)) == set(places(english)), (event, channel)


def test_a_text_is_filled_in() -> None:
    assert fill("Hej {fornavn}. Kl. {tid}.\n", VALUES, channel=SMS) == (
        "Hej Søren-Christian. Kl. 10.15."
    )


def test_a_value_is_never_read_as_a_template() -> None:
    said = fill("Hej {fornavn}", {**VALUES, "fornavn": "{skole} {cpr}"}, channel=SMS)
    assert said == "Hej (skole) (cpr)"


def test_an_empty_value_leaves_no_double_space() -> None:
    said = fill("Hej {fornavn} {skole} der", {**VALUES, "skole": ""}, channel=SMS)
    assert said == "Hej Søren-Christian der"


def test_several_things_are_listed() -> None:
    papers = {"papirer": ["foto", "lægeerklæring"]}
    assert fill("Vi mangler {papirer}.", papers, channel=SMS) == "Vi mangler foto, lægeerklæring."
    mail = fill("Vi mangler:\n\n{papirer}\n\nHilsen", papers, channel=EMAIL)
    assert "\n- foto\n- lægeerklæring\n" in mail


@pytest.mark.parametrize("place", ["cpr", "CPR", "adresse", "", " fornavn", "fornavn!r", "0"])
def test_a_place_that_nothing_can_fill_is_named(place: str) -> None:
    with pytest.raises(BadInput) as told:
        fill(f"Hej {{{place}}}", VALUES, channel=SMS)
    assert f"{{{place}}}" in str(told.value)
    (mistake,) = mistakes("confirmed", SMS, Wording("", f"Hej {{{place}}}"))
    assert f"{{{place}}}" in str(mistake)


def test_no_place_anywhere_reaches_a_cpr_number() -> None:
    assert not [name for name in PLACES if "cpr" in name.lower() or "person" in name.lower()]


@pytest.mark.parametrize("template", ["Hej {fornavn", "Hej fornavn}", "Hej {{fornavn}}"])
def test_a_bracket_left_open_is_not_sent_to_anyone(template: str) -> None:
    with pytest.raises(BadInput, match="parentes"):
        fill(template, VALUES, channel=SMS)
    assert "parentes" in str(mistakes("confirmed", SMS, Wording("", template))[-1])


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_place_without_a_value_is_not_left_blank(place: str) -> None:
    with pytest.raises(BadInput):
        fill(f"Hej {{{place}}}", {k: v for k, v in VALUES.items() if k != place}, channel=SMS)


@pytest.mark.parametrize(
    ("channel", "wording", "wrong"),
    [
        (SMS, Wording("", " \n"), "tom"),
        (EMAIL, Wording(" ", "Hej"), "emne"),
        (EMAIL, Wording("Hej\nBcc: alle", "Hej"), "linje"),
        (SMS, Wording("", "a" * 10_001), "lang"),
        (SMS, Wording("", "Betal {beløb}"), "{beløb}"),
    ],
)
def test_what_cannot_be_used_is_said_before_it_is_kept(
    channel: str, wording: Wording, wrong: str
) -> None:
    (mistake,) = mistakes("confirmed", channel, wording)
    assert wrong in str(mistake)


@given(st.text())
def test_whatever_a_student_is_called_no_brace_leaks_and_nothing_fails(name: str) -> None:
    for channel in CHANNELS:
        said = fill("Hej {fornavn}.", {"fornavn": name}, channel=channel)
        assert not {"{", "}"} & set(said)
    assert "\n" not in tame(name)
    assert "\n" not in subject_line("Til {fornavn}", {"fornavn": name})


def test_a_subject_is_no_markdown() -> None:
    assert subject_line("Faktura {fakturanr}", {"fakturanr": "A_1*2"}) == "Faktura A_1*2"
