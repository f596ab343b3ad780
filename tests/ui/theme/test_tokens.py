"""Words can be read on every ground they stand on, in every theme; edges and rings are seen."""

import pytest

from jd_desktop.ui.theme.tokens import ALL, LIGHT, Tokens, contrast

GROUNDS = ("bg", "surface", "raised", "sunken", "today", "hover")
WORDS = [
    *(("text", ground, 7.0) for ground in GROUNDS),
    *(("text2", ground, 4.5) for ground in GROUNDS),
    *(("text3", ground, 4.5) for ground in GROUNDS[:-1]),
    *(("accent_text", ground, 4.5) for ground in ("sunken", "raised")),
    ("off", "surface", 4.5),
    ("off", "sunken", 4.5),
    ("on_accent", "accent", 4.5),
    ("on_selected", "selected", 7.0),
    ("accent_text", "accent_soft", 4.5),
    ("accent_text", "surface", 4.5),
    ("accent_text", "bg", 4.5),
    *((tone, f"{tone}_soft", 4.5) for tone in ("ok", "warn", "bad")),
    *((tone, ground, 4.5) for tone in ("ok", "warn", "bad") for ground in ("surface", "bg")),
]
SHAPES = [
    *((shape, ground, 3.0) for shape in ("line_strong", "focus") for ground in ("surface", "bg")),
    ("focus", "sunken", 3.0),
    ("now", "surface", 3.0),
    ("now", "today", 3.0),
    ("accent", "surface", 3.0),
]


@pytest.mark.parametrize("tokens", ALL.values(), ids=ALL)
@pytest.mark.parametrize(("above", "below", "least"), [*WORDS, *SHAPES])
def test_what_stands_on_a_ground_is_seen(
    tokens: Tokens, above: str, below: str, least: float
) -> None:
    assert contrast(tokens.colours[above], tokens.colours[below]) >= least


@pytest.mark.parametrize("tokens", ALL.values(), ids=ALL)
def test_a_hue_is_read_on_its_fill_and_seen_on_the_calendar(tokens: Tokens) -> None:
    for fill, edge, words in tokens.hues:
        assert contrast(words, fill) >= 7
        assert contrast(edge, tokens.colours["surface"]) >= 3


def test_all_themes_have_the_same_names_and_eight_hues() -> None:
    for tokens in ALL.values():
        assert tokens.colours.keys() == LIGHT.colours.keys()
        assert len(set(tokens.hues)) == 8


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
