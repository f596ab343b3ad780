from __future__ import annotations

import pytest

from jd_desktop.domain import stamps as stamping
from jd_desktop.domain.kind import Body

AT = "2026-11-23T08:00:00.000Z"


def stamps(kind: str, before: Body | None, applied: Body, at: str) -> dict[str, object]:
    """What is added where the next number of papers is 7."""
    return stamping.stamps(kind, before, applied, at, lambda: 7)


@pytest.mark.parametrize("state", ["completed", "no_show"])
def test_what_happened_is_dated_by_the_server(state: str) -> None:
    assert stamps("booking", {"state": "confirmed"}, {"state": state}, AT) == {"held_at": AT}


def test_taking_it_back_takes_the_date_back() -> None:
    held = {"state": "completed", "held_at": AT}
    assert stamps("booking", held, {"state": "confirmed"}, AT) == {"held_at": None}
    assert stamps("booking", {"state": "completed"}, {"state": "confirmed"}, AT) == {}


def test_a_note_on_a_held_lesson_does_not_date_it_anew() -> None:
    assert stamps("booking", {"state": "completed", "held_at": AT}, {"note": "x"}, AT + "1") == {}


def test_a_message_is_known_from_when_it_first_came() -> None:
    assert stamps("message", None, {"state": "queued"}, AT) == {"taken_at": AT}
    assert stamps("message", {"state": "queued"}, {"state": "sent"}, AT) == {}


def test_without_a_clock_nothing_is_dated() -> None:
    assert stamps("message", None, {"state": "queued"}, "") == {}


def test_a_paper_takes_its_number_and_its_day_as_it_is_issued_and_only_once() -> None:
    issued = stamps("invoice", {"state": "draft"}, {"state": "issued"}, AT)
    assert issued == {"number": 7, "issued_at": AT}
    assert stamps("invoice", {"state": "issued", "number": 3}, {"state": "issued"}, AT) == {}


def test_a_draft_takes_no_number() -> None:
    assert stamps("invoice", None, {"state": "draft"}, AT) == {}
    assert stamps("invoice", {"state": "issued", "number": 3}, {"sent_at": AT}, AT) == {}
