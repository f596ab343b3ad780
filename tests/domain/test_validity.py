from __future__ import annotations

import pytest

from jd_desktop.domain.validity import problems

GOOD = {
    "instructor_id": "bo", "state": "confirmed", "starts": "2026-11-24T09:00:00.000Z",
    "ends": "2026-11-24T10:30:00.000Z",
}  # fmt: skip


def test_a_whole_booking_may_stand_also_with_fields_of_a_newer_version() -> None:
    assert problems("booking", {**GOOD, "hologram": True}) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"instructor_id": ""}, "mangler"),
        ({"starts": "i morgen"}, "kan ikke læses"),
        ({"starts": "2026-11-24T09:00:00"}, "kan ikke læses"),
        ({"ends": GOOD["starts"]}, "slutte efter"),
        ({"ends": "2026-11-25T09:00:00.000Z"}, "højst"),
        ({"student_ids": "ella"}, "kan ikke læses"),
        ({"price_ore": 12.5}, "kan ikke læses"),
        ({"price_ore": True}, "kan ikke læses"),
        ({"note": "x" * 20_001}, "kan ikke læses"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, object], says: str) -> None:
    found = problems("booking", {**GOOD, **change})
    assert found
    assert says in str(found[0])


def test_an_unknown_kind_is_said() -> None:
    assert "spaceship" in str(problems("spaceship", {})[0])
