from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jd_desktop.domain.language import DANISH
from jd_desktop.queries.news import NewsLine
from jd_desktop.ui.news.words import details, headline

LINE = NewsLine(
    1, datetime(2026, 11, 24, 9, tzinfo=UTC), "booking", "b", "changed", "Lone", "Ella Krog", None,
    {}, {}, is_new=True, can_be_undone=True, is_undone=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"how": "new"}, "Lone bookede Ella Krog"),
        ({"how": "new", "kind": "student"}, "Lone oprettede Ella Krog"),
        ({"how": "gone"}, "Ella Krog er her ikke længere"),
        ({"after": {"state": "cancelled"}}, "Lone aflyste Ella Krog"),
        ({"after": {"state": "completed"}}, "Lone gennemførte Ella Krog"),
        ({"after": {"state": "no_show"}}, "Lone noterede, at Ella Krog udeblev"),
        ({"after": {"note": "x"}}, "Lone rettede Ella Krog"),
        ({"kind": "conflict", "how": "closed"}, "Dobbeltbookingen af Ella Krog er væk af sig selv"),
        ({"kind": "conflict", "how": "decided"}, "Lone afgjorde konflikten om Ella Krog"),
        ({"by": "", "about": "", "after": {"note": "x"}}, "En kollega rettede en booking"),
        (
            {"kind": "computer", "how": "split", "about": ""},
            "Denne computer var en kopi af en anden og er nu sin egen",
        ),
        ({"about": "", "kind": "student", "after": {"note": "x"}}, "Lone rettede en elev"),
    ],
)
def test_each_kind_of_news_is_a_sentence(change: dict[str, object], said: str) -> None:
    assert headline(DANISH, replace(LINE, **change)) == said  # type: ignore[arg-type]  # any field


def test_the_end_is_not_told_beside_a_new_start() -> None:
    moved = replace(
        LINE,
        before={"starts": "2026-11-24T09:00:00.000Z", "ends": "2026-11-24T10:00:00.000Z"},
        after={"starts": "2026-11-24T10:00:00.000Z", "ends": "2026-11-24T11:00:00.000Z"},
    )
    assert details(DANISH, moved, {}) == ["Begynder: tirs. 24. nov. 10.00 → tirs. 24. nov. 11.00"]


def test_ids_are_told_by_name() -> None:
    other = replace(LINE, before={"instructor_id": "ali"}, after={"instructor_id": "mia"})
    told = details(DANISH, other, {"ali": "Ali Demir", "mia": "Mia Holm"})
    assert told == ["Kørelærer: Ali Demir → Mia Holm"]


def test_who_came_is_said_by_name() -> None:
    held = replace(LINE, before={}, after={"attendance": {"s": "attended", "t": "no_show"}})
    said = details(DANISH, held, {"s": "Ella Krog", "t": "Emil Bo"})
    assert said == ["Fremmøde: – → Ella Krog mødte, Emil Bo udeblev"]
