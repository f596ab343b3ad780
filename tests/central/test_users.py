"""An administrator's people, over real HTTP on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, update

from jd_desktop.central.database import writing
from jd_desktop.central.tables import user
from tests.central.school import PASSWORD
from tests.central.served import Person, becomes, code

IDA = {
    "email": "Ida@Skole.dk", "name": "Ida", "role": "instructor", "password": "fire grønne støvler",
    "instructor_id": "i1", "department_id": "nord",
}  # fmt: skip


@pytest.fixture
def chief(bo: Person, engine: Engine) -> Person:
    with writing(engine, bo.school_id) as db:
        db.execute(update(user).where(user.c.id == bo.session["user_id"]).values(role="admin"))
    return bo


def add(chief: Person, **more: str) -> dict[str, Any]:
    answer = chief.http.post("/users", json={**IDA, **more})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def change(chief: Person, user_id: str, **values: Any) -> httpx.Response:
    return chief.http.patch(f"/users/{user_id}", json=values)


def test_somebody_let_in_signs_in_and_is_told_their_department(chief: Person) -> None:
    made = add(chief)
    assert made["email"] == "ida@skole.dk"
    asked = {"email": "ida@skole.dk", "password": IDA["password"], "device_name": "x"}
    session = chief.http.post("/sign-in", json=asked).json()
    assert (session["department_id"], session["instructor_id"]) == ("nord", "i1")
    me = chief.http.get("/me", headers={"Authorization": f"Bearer {session['token']}"})
    assert me.json()["department_id"] == "nord"
    assert [u["name"] for u in chief.http.get("/users").json()["users"]] == ["Ida", "bo"]


def test_only_what_is_named_is_changed(chief: Person) -> None:
    made = add(chief)
    changed = change(chief, made["id"], department_id="", role="office").json()
    assert changed == {**made, "department_id": "", "role": "office"}
    assert code(change(chief, made["id"], name=" ")) == (400, "invalid")
    assert code(change(chief, made["id"], role="konge")) == (400, "invalid")


def test_who_is_kept_out_is_out_at_once(chief: Person) -> None:
    made = add(chief)
    asked = {"email": "ida@skole.dk", "password": IDA["password"], "device_name": "x"}
    tokens = [chief.http.post("/sign-in", json=asked).json()["token"] for _ in range(2)]
    assert change(chief, made["id"], active=False).json()["active"] is False
    for token in tokens:
        me = chief.http.get("/me", headers={"Authorization": f"Bearer {token}"})
        assert code(me) == (401, "revoked")
    hers = [d for d in chief.http.get("/devices").json()["devices"] if d["user_id"] == made["id"]]
    assert [d["state"] for d in hers] == ["revoked"] * 2
    assert code(chief.http.post("/sign-in", json=asked)) == (401, "bad_credentials")

    def told() -> set[str]:
        lines = chief.http.get("/sign-ins", params={"user": made["id"]}).json()["sign_ins"]
        return {line["outcome"] for line in lines}

    wanted = {"signed_in", "closed", "wrong_password", "revoked"}
    assert becomes(told, wanted) == wanted


def test_two_administrators_cannot_keep_each_other_out_at_once(chief: Person) -> None:
    me, other = chief.session["user_id"], add(chief, role="admin")["id"]
    with ThreadPoolExecutor(2) as pool:
        out = list(pool.map(lambda who: change(chief, who, active=False), (me, other)))
    assert sorted(a.status_code for a in out)[0] == 200
    assert sorted(a.status_code for a in out)[1] in {401, 409}


def test_the_last_administrator_stays_one(chief: Person) -> None:
    for values in ({"active": False}, {"role": "office"}):
        refused = change(chief, chief.session["user_id"], **values)
        assert code(refused) == (409, "last_admin")
    assert chief.http.get("/users").json()["users"][0]["role"] == "admin"


def test_an_email_is_one_persons(chief: Person) -> None:
    add(chief)
    assert code(chief.http.post("/users", json=IDA)) == (409, "in_use")
    weak = chief.http.post("/users", json={**IDA, "email": "ny@skole.dk", "password": "kort"})
    assert code(weak) == (422, "weak_password")


def test_others_may_not_and_other_schools_are_not_there(
    chief: Person, address: str, base: str, people: list[Person]
) -> None:
    people.append(Person(address, base, "per").sign_in())
    per = people[-1]
    for path in ("/users", "/sign-ins"):
        assert code(per.http.get(path)) == (403, "no_right")
    assert code(per.http.post("/users", json=IDA)) == (403, "no_right")
    assert code(change(per, per.session["user_id"], role="admin")) == (403, "no_right")
    assert code(change(chief, per.session["user_id"], name="x")) == (404, "not_found")
    told = chief.http.get("/sign-ins", params={"user": per.session["user_id"]}).json()
    assert told["sign_ins"] == []


def test_without_a_password_nobody_gets_in_yet(chief: Person) -> None:
    add(chief, password="")
    for password in ("", PASSWORD):
        asked = {"email": "ida@skole.dk", "password": password, "device_name": "x"}
        assert code(chief.http.post("/sign-in", json=asked)) == (401, "bad_credentials")
