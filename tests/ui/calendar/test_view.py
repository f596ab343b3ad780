"""What the calendar says that it shows."""

from __future__ import annotations

from datetime import date

import pytest

from jd_desktop.domain.language import DANISH, Language
from jd_desktop.ui.calendar.view import WEEK, View

MONDAY = date(2026, 11, 23)
ENGLISH = Language("en", {"Uge {week}": "Week {week}"})


@pytest.mark.parametrize(
    ("language", "mode", "said"),
    [
        (DANISH, "instructor", "Mandag 23. november · uge 48"),
        (DANISH, WEEK, "Uge 48 · november 2026"),
        (ENGLISH, "instructor", "Monday 23 November · week 48"),
        (ENGLISH, WEEK, "Week 48 · November 2026"),
    ],
)
def test_the_title_is_written_as_each_language_writes(
    language: Language, mode: str, said: str
) -> None:
    assert View(MONDAY, mode).title(language) == said
