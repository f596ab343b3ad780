"""I9: another school's ids, another person's ids, a token that is none or no more: never data."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from jd_desktop.central import commands
from jd_desktop.central.app import ROUTES
from jd_desktop.central.database import reading
from jd_desktop.central.tables import record
from jd_desktop.domain.clock import FixedClock
from tests.central.school import CHEAP, PASSWORD, booked
from tests.central.served import Person, code

SECRET = "Plantet-Navn"
FILE = b"Plantet-Fil"
HASH = sha256(FILE).hexdigest()
OPEN = {"/v1/sign-in", "/v1/password/forgotten", "/v1/devices/erased", "/v1/sync/hand-over"}
"""What needs no access: to get in, and what a computer without access must still do."""

CLOSED = sorted({(r.method, r.path) for r in ROUTES if r.path.startswith("/v1/")} - {
    (r.method, r.path) for r in ROUTES if r.path in OPEN
})  # fmt: skip


LEAVING = {("PUT", "/v1/files/{sha256}"), ("GET", "/v1/files/{sha256}/standing")}
"""What a computer without access may still do: hand over the files of its work."""


@dataclass
class Town:
    """Two schools: Bo's, with something to find, and Ida's, whose admin looks for it."""

    engine: Engine
    bo: Person
    ida: Person
    teacher: Person

    @property
    def ids(self) -> dict[str, str]:
        """What of Bo's school an address may name."""
        return {
            "school_id": self.bo.school_id, "user_id": self.bo.session["user_id"],
            "device_id": self.bo.session["device_id"], "sha256": HASH, "record_id": "ella",
            "resource": "students", "name": "automation",
        }  # fmt: skip

    def ask(self, who: Person, method: str, path: str, **more: Any) -> httpx.Response:
        for name, value in self.ids.items():
            path = path.replace(f"{{{name}}}", value)
        url = str(who.http.base_url).removesuffix("/v1/") + path
        return who.http.request(method, url, **more)

    def rows(self) -> dict[str, Any]:
        with reading(self.engine, self.bo.school_id) as db:
            mine = select(record).where(record.c.school_id == self.bo.school_id)
            return {row.id: tuple(row) for row in db.execute(mine)}


@pytest.fixture
def town(engine: Engine, address: str, base: str, people: list[Person]) -> Town:
    bo = Person(address, base).sign_in()
    ida, teacher = Person(address, base, "ida"), Person(address, base, "carl", bo.school_id)
    for person, role in ((ida, "admin"), (teacher, "instructor")):
        person.email = f"{role}@skole.dk"
        commands.create_user(
            address, person.school_id, person.email, role, role, PASSWORD, passwords=CHEAP,
            instructor_id="carl" if role == "instructor" else "",
        )  # fmt: skip
    people += [bo, ida.sign_in(), teacher.sign_in()]
    made = Town(engine, bo, ida, teacher)
    push(bo, 1, "student", "ella", {"first_name": SECRET, "instructor_id": "mia"})
    push(bo, 2, "booking", "time", booked(student_ids=["ella"], note=SECRET))
    asked = {"start": 0, "size": len(FILE)}
    bo.http.put(f"/files/{HASH}", params=asked, content=FILE).raise_for_status()
    return made


def push(who: Person, n: int, kind: str, row: str, values: dict[str, Any], **op: Any) -> Any:
    made = {
        "n": n, "at": "2026-11-23T08:00:00.000Z", "user": "x",
        "ops": [{"kind": kind, "id": row, "base": 0, "set": values, **op}],
    }  # fmt: skip
    body = {"epoch": who.session["epoch"], "mutations": [made]}
    answer = who.http.post("/sync/push", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["notes"][0]


def tells_nothing(answer: httpx.Response) -> bool:
    said = answer.text
    return not any(word in said for word in (SECRET, "Plantet", "bo@skole.dk", "bos skole"))


OTHERS = {
    ("GET", "/v1/schools/{school_id}/bookings"): (404,),
    ("GET", "/v1/schools/{school_id}/{resource}"): (404,),
    ("GET", "/v1/schools/{school_id}/{resource}/{record_id}"): (404,),
    ("PATCH", "/v1/devices/{device_id}"): (404,),
    ("POST", "/v1/devices/{device_id}/revoke"): (404,),
    ("PATCH", "/v1/users/{user_id}"): (404,),
    ("GET", "/v1/files/{sha256}"): (404,),
}
"""What names something of another school: it is not there."""

BODIES: dict[str, Any] = {
    "/v1/devices/{device_id}": {"name": "Min"},
    "/v1/users/{user_id}": {"role": "instructor"},
    "/v1/leases/{name}": {"seconds": 60},
    "/v1/claims": {"keys": ["paamindelse"]},
}


@pytest.mark.parametrize("who", ["ida", "teacher"])
def test_what_is_not_yours_is_not_there(town: Town, who: str) -> None:
    before, asker = town.rows(), getattr(town, who)
    for (method, path), wanted in OTHERS.items():
        answer = town.ask(asker, method, path, json=BODIES.get(path))
        assert tells_nothing(answer), (method, path)
        if who == "ida":
            assert answer.status_code in wanted, (method, path, answer.status_code)
        elif not path.startswith("/v1/schools/{school_id}/bookings") and "}/{resource}" not in path:
            assert answer.status_code in (403, 404), (method, path, answer.status_code)
    own = town.ask(asker, "GET", "/v1/schools/{school_id}/students/ella")
    assert own.status_code == 404
    assert town.rows() == before
    assert town.bo.pull().status_code == 200


def test_a_stranger_writes_pulls_and_takes_turns_in_a_school_of_her_own(town: Town) -> None:
    bo, ida, before = town.bo, town.ida, town.rows()
    assert bo.http.post("/leases/automation", json={"seconds": 60}).json()["mine"]
    assert bo.http.post("/claims", json={"keys": ["en"]}).json()["won"] == ["en"]
    push(ida, 1, "student", "ella", {"first_name": "Min egen"}, base=1)
    push(ida, 2, "booking", "time", {}, base=2, delete=True)
    assert town.rows() == before
    assert ida.http.post("/leases/automation", json={"seconds": 60}).json()["mine"]
    assert ida.http.post("/claims", json={"keys": ["en"]}).json()["won"] == ["en"]
    for answer in (
        ida.pull(), ida.http.get("/sync/check"), ida.http.get("/me"), ida.http.get("/users"),
        ida.http.get("/devices"), ida.http.get("/sign-ins"), ida.http.get("/account"),
        ida.http.get(f"/files/{HASH}/standing"), ida.pull(cursor=1, epoch=bo.session["epoch"]),
    ):  # fmt: skip
        assert tells_nothing(answer), answer.url
    assert ida.http.get(f"/files/{HASH}/standing").json()["here"] == 0
    assert ida.pull(cursor=1, epoch=bo.session["epoch"]).status_code == 410
    elsewhere = {"epoch": bo.session["epoch"], "mutations": []}
    assert ida.http.post("/sync/push", json=elsewhere).status_code == 410


def test_a_colleague_gets_nothing_of_a_student_who_is_not_theirs(town: Town) -> None:
    before, teacher = town.rows(), town.teacher
    note = push(teacher, 1, "student", "ella", {"first_name": "Ny"}, base=1)
    assert note["outcome"] == "parked"
    assert town.rows()["ella"] == before["ella"]
    for answer in (teacher.pull(), teacher.http.get("/devices"), teacher.http.get("/users")):
        assert SECRET not in answer.text
        assert "bo@skole.dk" not in answer.text


@pytest.mark.parametrize("why", ["revoked", "kept out"])
def test_who_has_no_access_any_more_is_told_that_and_nothing_else(
    town: Town, address: str, server_clock: FixedClock, why: str
) -> None:
    if why == "revoked":
        commands.revoke_device(address, town.bo.session["device_id"], clock=server_clock)
    else:
        commands.set_user_active(address, town.bo.email, active=False, clock=server_clock)
    for method, path in CLOSED:
        answer = town.ask(town.bo, method, path, json=BODIES.get(path, {}))
        if (method, path) not in LEAVING:
            assert code(answer) == (401, "revoked"), (method, path)
        assert SECRET not in answer.text


def nearly(token: str, cut: int, letter: str) -> list[str]:
    """Tokens that look much like a real one."""
    k = cut % len(token)
    return [token[:k], token[:k] + letter + token[k + 1 :], token + letter, token.swapcase()]


def test_a_token_that_is_none_opens_nothing(town: Town) -> None:
    real = str(town.bo.session["token"])
    guess = st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=60)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck), database=None)
    @given(guess=guess, cut=st.integers(0, 99), letter=st.sampled_from("aZ09-_= "), data=st.data())
    def run(guess: str, cut: int, letter: str, data: st.DataObject) -> None:
        tokens = [guess, *nearly(real, cut, letter)]
        token = data.draw(st.sampled_from([t.strip() or "-" for t in tokens]))
        method, path = data.draw(st.sampled_from(CLOSED))
        headers = {"Authorization": f"Bearer {token}"}
        answer = town.ask(town.ida, method, path, json=BODIES.get(path, {}), headers=headers)
        if token != real:
            assert code(answer) == (401, "not_signed_in")

    run()
