from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, update

from jd_desktop.central.database import writing
from jd_desktop.central.tables import user
from jd_desktop.domain.clock import wire
from tests.central.school import NINE, booked
from tests.central.served import Person, code

HOUR = timedelta(hours=1)


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def ask(bo: Person, what: str, **more: Any) -> httpx.Response:
    return bo.http.get(f"/schools/{bo.school_id}/{what}", params=more)


@pytest.fixture
def diary(bo: Person) -> Person:
    """Three bookings: two of Bo's, an hour apart, and one of Ali's; one of them cancelled."""
    whose = [("a", "bo", 0), ("b", "bo", 2), ("c", "ali", 4), ("d", "ali", 6)]
    for n, (row, who, hours) in enumerate(whose, start=1):
        starts, ends = wire(NINE + hours * HOUR), wire(NINE + (hours + 1) * HOUR)
        body = {**booked(), "instructor_id": who, "starts": starts, "ends": ends}
        bo.push(n, row, **{**body, "state": "cancelled" if row == "d" else "confirmed"})
    return bo


def test_bookings_are_found_by_time_and_by_who_gives_them(diary: Person) -> None:
    assert ids(ask(diary, "bookings")) == ["a", "b", "c"]
    half = {"from": wire(NINE + HOUR / 2), "to": wire(NINE + 3 * HOUR)}
    assert ids(ask(diary, "bookings", **half)) == ["a", "b"]
    assert ids(ask(diary, "bookings", instructor="ali")) == ["c"]
    assert ids(ask(diary, "bookings", instructor="ali", to=wire(NINE))) == []


def test_a_booking_that_began_before_and_goes_on_is_found(diary: Person) -> None:
    assert ids(ask(diary, "bookings", **{"from": wire(NINE + HOUR / 2)}))[0] == "a"
    assert ids(ask(diary, "bookings", **{"from": wire(NINE + HOUR)}))[0] == "b"


@pytest.mark.parametrize("what", ["bookings", "students", "booking-types"])
def test_pages_lead_to_each_other_and_end(diary: Person, what: str) -> None:
    for n, row in enumerate("pqr", start=5):
        op = {"kind": "student", "id": row, "base": 0, "set": {"first_name": row}}
        made = {"n": n, "at": wire(NINE), "user": "bo", "ops": [op]}
        push = {"epoch": diary.session["epoch"], "mutations": [made]}
        assert diary.http.post("/sync/push", json=push).status_code == 200
    whole, found, cursor = ids(ask(diary, what)), [], ""
    while True:
        page = ask(diary, what, limit=1, cursor=cursor)
        found += ids(page)
        cursor = page.json()["next"]
        if not cursor:
            break
    assert found == whole
    assert len(whole) == (0 if what == "booking-types" else 3)


def test_one_record_is_read_with_who_changed_it_last(diary: Person) -> None:
    one = ask(diary, "bookings/d").json()
    assert (one["id"], one["seq"], one["by"], one["body"]["state"]) == ("d", 4, "bo", "cancelled")
    assert code(ask(diary, "bookings/nobody")) == (404, "not_found")
    assert code(ask(diary, "students/a")) == (404, "not_found")


@pytest.mark.parametrize(
    "asked",
    [
        {"cursor": "!"}, {"cursor": "WzFd"}, {"limit": 0}, {"limit": 1001}, {"from": "i går"},
        {"from": "2026-11-24T09:00:00"}, {"from": "0001-01-01T00:00:00Z"},
        {"instructor": "a", "vehicle": "b"}, {"instructor": "\x00"},
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_refused(bo: Person, asked: dict[str, Any]) -> None:
    assert code(ask(bo, "bookings", **asked)) == (400, "invalid")


def test_another_schools_address_is_nobodys(
    diary: Person, address: str, base: str, people: list[Person]
) -> None:
    people.append(Person(address, base, "ida").sign_in())
    for path in ("bookings", "students", "bookings/a"):
        assert code(people[-1].http.get(f"/schools/{diary.school_id}/{path}")) == (404, "not_found")
    assert ids(ask(people[-1], "bookings")) == []


def test_an_instructor_reads_what_they_may_see_and_no_more(diary: Person, engine: Engine) -> None:
    for n, (kind, row, body) in enumerate(
        [("student", "ella", {"first_name": "Ella", "instructor_id": "ali"}),
         ("student", "ida", {"first_name": "Ida", "instructor_id": "bo"}),
         ("booking", "e", booked(8, "ali", student_ids=["ella"], note="hemmelig"))], start=5,
    ):  # fmt: skip
        op = {"kind": kind, "id": row, "base": 0, "set": body}
        made = {"n": n, "at": wire(NINE), "user": "bo", "ops": [op]}
        push = {"epoch": diary.session["epoch"], "mutations": [made]}
        assert diary.http.post("/sync/push", json=push).status_code == 200
    with writing(engine, diary.school_id) as db:
        db.execute(update(user).values(role="instructor", instructor_id="bo"))
    assert ids(ask(diary, "students")) == ["ida"]
    assert code(ask(diary, "students/ella")) == (404, "not_found")
    assert ids(ask(diary, "bookings")) == ["a", "b", "c", "e"]
    seen = ask(diary, "bookings/e").json()["body"]
    assert seen.keys().isdisjoint({"note", "student_ids"})
    assert ids(ask(diary, "bookings", student="ella")) == []
