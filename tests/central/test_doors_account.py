"""Passwords of one's own, and the audit of the doors, over real HTTP on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Engine, select

from jd_desktop.central.audit import KEPT, PAGE, Event, write
from jd_desktop.central.database import writing
from jd_desktop.central.doors import sweep
from jd_desktop.central.tables import attempt, sign_in
from jd_desktop.domain.clock import FixedClock
from tests.central.school import PASSWORD
from tests.central.served import Person, becomes, code

NEW = "fire grønne gummistøvler"
Newcomer = Callable[[str], Person]


@pytest.fixture
def newcomer(bo: Person, address: str, base: str, people: list[Person]) -> Newcomer:
    def make(name: str) -> Person:
        people.append(Person(address, base, name, bo.school_id))
        return people[-1].sign_in()

    return make


def change(bo: Person, old: str, new: str) -> httpx.Response:
    return bo.http.post("/account/password", json={"old": old, "new": new})


def outcomes(bo: Person, path: str = "/account/sign-ins") -> list[str]:
    return [line["outcome"] for line in bo.http.get(path).json()["sign_ins"]]


def test_a_new_password_signs_the_other_computers_out(bo: Person, address: str, base: str) -> None:
    asked = {"email": bo.email, "password": PASSWORD, "device_name": "Anden"}
    other = bo.http.post("/sign-in", json=asked).json()["token"]
    assert change(bo, PASSWORD, NEW).status_code == 200
    as_other = {"Authorization": f"Bearer {other}"}
    assert code(bo.http.get("/me", headers=as_other)) == (401, "not_signed_in")
    assert bo.http.get("/me").status_code == 200
    assert code(bo.http.post("/sign-in", json=asked)) == (401, "bad_credentials")
    assert bo.http.post("/sign-in", json={**asked, "password": NEW}).status_code == 200


def test_easily_guessed_passwords_are_not_taken(bo: Person) -> None:
    for new in ("kort", "bo@skole.dk ", "Adgangskode123", "1212121212"):
        answer = change(bo, PASSWORD, new)
        assert code(answer) == (422, "weak_password")
        assert answer.json()["sentence"]


def test_guessing_the_old_password_is_stopped(bo: Person, server_clock: FixedClock) -> None:
    for _ in range(5):
        assert code(change(bo, "forkert", NEW)) == (403, "wrong_password")
    assert code(change(bo, PASSWORD, NEW)) == (429, "throttled")
    server_clock.advance(timedelta(minutes=16))
    assert change(bo, PASSWORD, NEW).status_code == 200


def test_what_happened_at_ones_doors_is_told_newest_first(
    bo: Person, newcomer: Newcomer, server_clock: FixedClock
) -> None:
    ida = newcomer("ida")
    bad = {"email": bo.email, "password": "forkert", "device_name": "x"}
    server_clock.advance(timedelta(seconds=1))
    bo.http.post("/sign-in", json=bad)
    server_clock.advance(timedelta(seconds=1))
    change(bo, PASSWORD, NEW)
    told = ["password_changed", "wrong_password", "signed_in"]
    assert becomes(lambda: outcomes(bo), told) == told
    assert outcomes(ida) == ["signed_in"]
    first, *_ = bo.http.get("/account/sign-ins").json()["sign_ins"]
    assert first["name"] == "bo"
    assert "127.0.0.1" not in str(first)


def test_the_audit_is_paged_and_kept_for_400_days(
    bo: Person, server_clock: FixedClock, engine: Engine
) -> None:
    told = Event(bo.school_id, bo.session["user_id"], "wrong_code")
    with writing(engine, bo.school_id) as db:
        for _ in range(PAGE):
            server_clock.advance(timedelta(seconds=1))
            write(db, told, server_clock.now())
    page = bo.http.get("/account/sign-ins").json()
    assert len(page["sign_ins"]) == PAGE
    rest = bo.http.get("/account/sign-ins", params={"before": page["before"]}).json()
    assert rest["before"] == ""
    assert rest["sign_ins"][-1]["outcome"] == "signed_in"
    server_clock.advance(KEPT + timedelta(days=1))
    sweep(engine, server_clock.now())
    with writing(engine, bo.school_id) as db:
        assert db.execute(select(sign_in)).all() == []
        assert db.execute(select(attempt)).all() == []


def test_who_is_unknown_leaves_nothing_behind(bo: Person, engine: Engine) -> None:
    asked = {"email": "ingen@skole.dk", "password": "forkert", "device_name": "x"}
    bo.http.post("/sign-in", json=asked)
    with writing(engine, bo.school_id) as db:
        assert [r.outcome for r in db.execute(select(sign_in))] == ["signed_in"]
        assert "ingen" not in str(db.execute(select(attempt)).all())


def test_signing_out_is_written_down(bo: Person) -> None:
    bo.http.post("/sign-out", content=b"{}")
    assert sorted(outcomes(bo.sign_in())) == ["signed_in", "signed_in", "signed_out"]
