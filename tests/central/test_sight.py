from __future__ import annotations

import pytest

from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.merge import Op
from jd_desktop.protocol.feed import RowLine
from tests.central.school import Device, School, booked

ALI, BO = Viewer("instructor", "ali"), Viewer("instructor", "bo")


@pytest.fixture
def office(school: School) -> Device:
    made = school.device("Lone")
    made.do(Op("student", "ella", 0, {"first_name": "Ella", "instructor_id": "ali"}))
    made.do(Op("booking", "a", 0, booked(0, "ali", student_ids=["ella"], price_ore=50_000)))
    return made


def test_a_lesson_is_told_whole_to_its_instructor_and_reduced_to_a_colleague(
    school: School, office: Device
) -> None:
    mine = [r for r in school.seen(ALI) if r.kind == "booking"]
    theirs = [r for r in school.seen(BO) if r.kind == "booking"]
    assert [r.reduced for r in (*mine, *theirs)] == [False, True]
    assert mine[0].body["student_ids"] == ["ella"]
    assert "student_ids" not in theirs[0].body
    assert "price_ore" not in {*mine[0].body, *theirs[0].body}


def test_great_and_small_letters_are_different_people(school: School, office: Device) -> None:
    assert [r for r in school.seen(Viewer("instructor", "ALI")) if r.kind == "student"] == []


@pytest.mark.parametrize("token", ["al_", "%", "a%", "*", "|", "ali|d:"])
def test_no_name_of_an_instructor_opens_more(school: School, office: Device, token: str) -> None:
    assert [r for r in school.seen(Viewer("instructor", token)) if r.kind == "student"] == []


def test_the_whole_office_is_told_the_body_as_it_lies(school: School, office: Device) -> None:
    rows = [r for r in school.told() if isinstance(r, RowLine)]
    assert {(r.kind, r.id): r.body for r in rows} == {k: r.body for k, r in school.rows().items()}
