"""The school's computers, as administrators and their people see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, update

from jd_desktop.central import commands
from jd_desktop.central.database import writing
from jd_desktop.central.tables import user
from jd_desktop.domain.clock import FixedClock
from tests.central.served import Person, code


@pytest.fixture
def ada(bo: Person, address: str, base: str, people: list[Person], engine: Engine) -> Person:
    """An administrator of Bo's school."""
    ada = Person(address, base, "ada", bo.school_id)
    people.append(ada)
    with writing(engine, bo.school_id) as db:
        mine = update(user).where(user.c.school_id == bo.school_id, user.c.email == ada.email)
        db.execute(mine.values(role="admin"))
    return ada.sign_in(device_name="Adas pc")


def seen(person: Person) -> dict[str, dict[str, Any]]:
    return {d["name"]: d for d in person.http.get("/devices").json()["devices"]}


def say(person: Person, **told: str) -> httpx.Response:
    headers: Mapping[str, str] = {f"Sync-{k.replace('_', '-')}": v for k, v in told.items()}
    return person.http.get("/me", headers=headers)


def test_an_administrator_sees_all_and_others_their_own(bo: Person, ada: Person) -> None:
    assert set(seen(ada)) == {"Laptop", "Adas pc"}
    assert set(seen(bo)) == {"Laptop"}
    assert [d["is_this"] for d in seen(ada).values()].count(True) == 1
    assert seen(ada)["Adas pc"]["is_this"]


def test_another_school_is_not_there(
    bo: Person, address: str, base: str, people: list[Person]
) -> None:
    people.append(Person(address, base, "eve").sign_in(device_name="Eves"))
    http, mine = people[-1].http, bo.session["device_id"]
    assert [d["name"] for d in http.get("/devices").json()["devices"]] == ["Eves"]
    assert code(http.patch(f"/devices/{mine}", json={"name": "x"})) == (404, "not_found")
    assert code(http.post(f"/devices/{mine}/revoke")) == (404, "not_found")
    assert bo.pull().status_code == 200


def test_a_computer_tells_how_it_stands(bo: Person, ada: Person, server_clock: FixedClock) -> None:
    bo.push(1, "a")
    server_clock.advance(timedelta(minutes=1))
    say(bo, Waiting="7", Cursor="0", Clock_Off="-480", Platform="Windows 11", App="1.2")
    told = seen(ada)["Laptop"]
    assert (told["waiting"], told["clock_off_s"], told["platform"]) == (7, -480, "Windows 11")
    assert (told["behind"], told["rows"]) == (1, {"booking": 1})
    assert (told["state"], told["user_name"]) == ("active", "bo")
    assert told["first_seen_at"] < told["seen_at"]


@pytest.mark.parametrize("written", ["x", "-1", "1" * 16, "\u0661", "1.0", "+1"])
def test_what_cannot_be_read_is_not_said(
    bo: Person, ada: Person, server_clock: FixedClock, written: str
) -> None:
    server_clock.advance(timedelta(minutes=1))
    say(bo, Waiting="7", Cursor="3")
    server_clock.advance(timedelta(minutes=1))
    bo.http.headers["Sync-Cursor"] = "4"
    answer = bo.http.get("/me", headers=[(b"Sync-Waiting", written.encode())])
    assert answer.status_code == 200
    told = seen(ada)["Laptop"]
    assert (told["waiting"], told["cursor"]) == (7, 4)


def test_a_computer_that_asks_often_is_not_written_down_each_time(
    bo: Person, ada: Person, server_clock: FixedClock
) -> None:
    server_clock.advance(timedelta(minutes=1))
    say(bo, Waiting="7")
    server_clock.advance(timedelta(seconds=5))
    say(bo, Waiting="3")
    assert seen(ada)["Laptop"]["waiting"] == 7


def test_a_computer_is_renamed_by_its_person_or_an_administrator(bo: Person, ada: Person) -> None:
    mine, hers = bo.session["device_id"], ada.session["device_id"]
    told = ada.http.patch(f"/devices/{mine}", json={"name": "  Skolevogn 4 "}).json()
    assert told["name"] == "Skolevogn 4"
    assert bo.http.patch(f"/devices/{mine}", json={"name": "Bos"}).json()["name"] == "Bos"
    assert code(bo.http.patch(f"/devices/{hers}", json={"name": "x"})) == (404, "not_found")
    assert code(bo.http.patch(f"/devices/{mine}", json={"name": "  "})) == (400, "invalid")


def test_access_is_taken_away_once_and_for_good(
    bo: Person, ada: Person, server_clock: FixedClock
) -> None:
    path = f"/devices/{bo.session['device_id']}/revoke"
    first = ada.http.post(path).json()
    assert first["state"] == "revoked"
    assert code(bo.pull()) == (401, "revoked")
    server_clock.advance(timedelta(hours=1))
    assert ada.http.post(path).json()["revoked_at"] == first["revoked_at"]
    told = ada.http.get("/sign-ins", params={"user": bo.session["user_id"]}).json()["sign_ins"]
    taken = [line for line in told if line["outcome"] == "revoked"]
    assert [line["device_id"] for line in taken] == [bo.session["device_id"]]
    assert taken[0]["device_name"] == first["name"]


def test_who_loses_a_laptop_takes_its_access_away(bo: Person) -> None:
    assert bo.http.post(f"/devices/{bo.session['device_id']}/revoke").json()["state"] == "revoked"
    assert code(bo.http.get("/devices")) == (401, "revoked")


def test_a_computer_signed_out_says_so(bo: Person, ada: Person) -> None:
    bo.http.post("/sign-out")
    assert seen(ada)["Laptop"]["state"] == "signed_out"


def test_the_command_tells_the_same(bo: Person, ada: Person, address: str) -> None:
    lines = {line.name: line for line in commands.list_devices(address, bo.school_id)}
    for name, told in seen(ada).items():
        line = lines[name]
        assert (line.device_id, line.state, line.behind) == (
            told["id"], told["state"], told["behind"],
        )  # fmt: skip
