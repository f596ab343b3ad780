from __future__ import annotations

from typing import Any

import pytest

from jd_desktop.domain.filling import About, about, changed, values

SCHOOL = {"name": "Nordre", "phone": "32 10 20 30", "email": "k@nordre.example", "street": "Allé 1"}
MIA = {"first_name": "Mia", "last_name": "Krogh"}
TEN = {
    "starts": "2026-11-24T09:15:00.000Z", "ends": "2026-11-24T10:45:00.000Z",
    "instructor_id": "ali", "booking_type_id": "drive",
}  # fmt: skip
RECORDS: dict[tuple[str, str], dict[str, Any]] = {
    ("instructor", "ali"): {"name": "Ali Hansen"},
    ("booking_type", "drive"): {"name": "Manøvrebane"},
}


def found(kind: str, row_id: str) -> dict[str, Any] | None:
    return RECORDS.get((kind, row_id))


def test_a_lesson_is_named_as_a_student_would_know_it() -> None:
    said = values(about(found, SCHOOL, MIA, TEN))
    assert said == {
        "fornavn": "Mia", "navn": "Mia Krogh", "skole": "Nordre", "telefon": "32 10 20 30",
        "mail": "k@nordre.example", "kørelærer": "Ali", "type": "manøvrebane",
        "dag": "tirs. 24. nov.", "tid": "10.15", "slut": "11.45", "mødested": "Allé 1",
    }  # fmt: skip


def test_in_english_for_who_chose_it() -> None:
    said = values(about(found, SCHOOL, {**MIA, "language": "en"}, {**TEN, "booking_type_id": ""}))
    assert (said["type"], said["dag"], said["tid"]) == ("driving lesson", "Tue 24 Nov", "10:15")


def test_without_a_booking_nothing_is_said_of_one() -> None:
    said = values(about(found, SCHOOL, {**MIA, "instructor_id": "ali"}))
    assert "dag" not in said
    assert said["kørelærer"] == "Ali"


def test_a_pickup_place_goes_before_the_school() -> None:
    assert values(about(found, SCHOOL, MIA, {**TEN, "pickup": "Stationen"}))["mødested"] == (
        "Stationen"
    )


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("confirmed", "manøvrebane tirs. 24. nov. 10.15 (booket)"),
        ("moved", "manøvrebane tirs. 24. nov. 10.15 (flyttet hertil)"),
        ("cancelled", "manøvrebane tirs. 24. nov. 10.15 (aflyst)"),
    ],
)
def test_in_a_list_it_is_said_in_a_few_words(event: str, said: str) -> None:
    assert changed(about(found, SCHOOL, MIA, TEN), event) == said


def test_what_is_not_known_is_empty_and_fails_nothing() -> None:
    assert values(About({}, {}))["fornavn"] == ""
