from __future__ import annotations

from typing import Any

from jd_desktop.central.database import writing
from jd_desktop.central.numbers import take
from jd_desktop.domain.merge import Op
from tests.central.school import Device, School

LINE = {"id": "l", "text": "Køretime", "quantity": 1, "unit": "stk.", "unit_ore": 55_000}
PAPER: dict[str, Any] = {
    "student_id": "ella", "form": "invoice", "lines": [LINE], "state": "draft"
}  # fmt: skip


def issue(device: Device, paper: str) -> None:
    device.do(Op("invoice", paper, 0, PAPER))
    device.do(Op("invoice", paper, device.school.seq("invoice", paper), {"state": "issued"}))


def test_two_laptops_papers_follow_each_other_without_a_gap(
    school: School, laptop: Device, office: Device
) -> None:
    for k, who in enumerate((laptop, office, laptop)):
        issue(who, f"p{k}")
    assert [school.body("invoice", f"p{k}")["number"] for k in range(3)] == [1, 2, 3]


def test_a_push_sent_twice_takes_one_number(school: School, laptop: Device) -> None:
    first = laptop.write(Op("invoice", "a", 0, {**PAPER, "state": "issued"}))
    laptop.push(first)
    laptop.push(first)
    issue(laptop, "b")
    assert school.body("invoice", "b")["number"] == 2


def test_a_school_from_another_system_goes_on_from_its_last_number(
    school: School, laptop: Device
) -> None:
    laptop.do(Op("school", "s", 0, {"name": "Bos Køreskole", "numbers_from": 4711}))
    issue(laptop, "a")
    issue(laptop, "b")
    assert [school.body("invoice", paper)["number"] for paper in "ab"] == [4711, 4712]


def test_a_number_whose_write_is_taken_back_is_given_to_the_next(school: School) -> None:
    class Interrupted(Exception):
        pass

    try:
        with writing(school.engine, school.id) as db:
            assert take(db, school.id, "invoice") == 1
            raise Interrupted
    except Interrupted:
        pass
    with writing(school.engine, school.id) as db:
        assert take(db, school.id, "invoice") == 1
        assert take(db, school.id, "other") == 1
