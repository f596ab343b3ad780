"""The journey over real HTTP: uvicorn on loopback, a plain client."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest
from sqlalchemy import Engine, select

from jd_desktop.central import commands
from jd_desktop.central.tables import attempt
from jd_desktop.domain.clock import FixedClock
from jd_desktop.protocol.check import sums
from jd_desktop.protocol.feed import Done, RowLine, decode
from tests.central.school import PASSWORD, booked
from tests.central.served import Person, code


def test_a_person_signs_in_pushes_pulls_and_signs_out(bo: Person) -> None:
    pushed = bo.push(1, "a")
    assert pushed.json() == {
        "last_n": 1, "head": 1, "epoch": bo.session["epoch"],
        "notes": [{"n": 1, "outcome": "applied", "conflict_id": ""}],
    }  # fmt: skip
    assert parsedate_to_datetime(pushed.headers["date"]).tzinfo is not None
    pulled = bo.pull(cursor=0, epoch=bo.session["epoch"])
    assert pulled.headers["content-encoding"] == "zstd"
    *_, row, _cursor, done = [decode(line) for line in pulled.content.splitlines()]
    assert row == RowLine("booking", "a", 1, booked(), by="bo")
    assert done == Done(1)
    assert bo.http.get("/me").json()["name"] == "bo"
    check = bo.http.get("/sync/check", params={"cursor": 1}).json()
    assert check["kinds"] == {k: s.model_dump() for k, s in sums([("booking", "a", 1)]).items()}
    assert bo.http.post("/sign-out", content=b"{}").status_code == 200
    assert code(bo.pull()) == (401, "not_signed_in")


def test_the_feed_is_plain_for_who_cannot_read_zstd(bo: Person) -> None:
    bo.push(1, "a")
    answer = bo.http.get("/sync/pull", headers={"Accept-Encoding": "gzip, zstd;q=0"})
    assert "content-encoding" not in answer.headers
    assert isinstance(decode(answer.content.splitlines()[-1]), Done)


def test_signing_in_again_goes_on_as_the_same_device(bo: Person) -> None:
    bo.push(1, "a")
    first = bo.session
    bo.http.post("/sign-out", content=b"{}")
    again = bo.sign_in(device_id=first["device_id"]).session
    assert (again["device_id"], again["last_n"]) == (first["device_id"], 1)
    assert again["token"] != first["token"]
    assert bo.sign_in().session["device_id"] != first["device_id"]


def test_nobody_signs_in_as_a_device_of_somebody_else(
    bo: Person, address: str, base: str, people: list[Person]
) -> None:
    people.append(Person(address, base, "ida", bo.school_id))
    ida = people[-1].sign_in(device_id=bo.session["device_id"])
    assert ida.session["device_id"] != bo.session["device_id"]
    assert bo.http.get("/me").status_code == 200


@pytest.mark.parametrize("email", ["bo@skole.dk", "ingen@skole.dk"])
def test_a_wrong_password_and_an_unknown_person_are_told_the_same(bo: Person, email: str) -> None:
    asked = {"email": email, "password": "forkert", "device_name": "x"}
    answer = bo.http.post("/sign-in", json=asked, headers={"Accept-Language": "da"})
    assert code(answer) == (401, "bad_credentials")
    assert answer.json()["sentence"] == "E-mail eller adgangskode er forkert."


def test_problems_are_told_in_english_to_who_asks(bo: Person) -> None:
    asked = {"email": "x", "password": "forkert", "device_name": "x"}
    answer = bo.http.post("/sign-in", json=asked, headers={"Accept-Language": "fr, en-GB;q=0.9"})
    assert answer.json()["sentence"] == "The e-mail or the password is wrong."


def test_guessing_is_stopped_and_let_go_after_a_while(
    bo: Person, engine: Engine, server_clock: FixedClock
) -> None:
    wrong = {"email": "Bo@Skole.dk", "password": "forkert", "device_name": "x"}
    codes = [bo.http.post("/sign-in", json=wrong).status_code for _ in range(5)]
    refused = bo.http.post("/sign-in", json={**wrong, "password": PASSWORD})
    assert codes == [401] * 5
    assert code(refused) == (429, "throttled")
    assert refused.headers["retry-after"] == "900"
    with engine.connect() as db:
        assert not any("bo" in a.key for a in db.execute(select(attempt)))
    server_clock.advance(timedelta(minutes=15, seconds=1))
    bo.sign_in()


def test_a_revoked_device_is_told_so_at_its_next_call(
    bo: Person, address: str, server_clock: FixedClock
) -> None:
    commands.revoke_device(address, bo.session["device_id"], clock=server_clock)
    assert code(bo.pull()) == (401, "revoked")
    assert code(bo.push(1, "a")) == (401, "revoked")
    (line,) = commands.list_devices(address)
    assert line.revoked_at


def test_a_user_kept_out_is_out_on_every_device(
    bo: Person, address: str, server_clock: FixedClock
) -> None:
    commands.set_user_active(address, bo.email, False, clock=server_clock)
    assert code(bo.pull()) == (401, "revoked")
    asked = {"email": bo.email, "password": PASSWORD, "device_name": "x"}
    assert code(bo.http.post("/sign-in", json=asked)) == (401, "bad_credentials")


def test_no_answer_holds_anything_of_another_school(
    bo: Person, address: str, base: str, people: list[Person]
) -> None:
    bo.push(1, "hemmelig-bo")
    people.append(Person(address, base, "ida").sign_in())
    ida = people[-1]
    ida.push(1, "hemmelig-bo", note="idas egen", **booked(1))
    answers = [
        ida.http.get(path, params={"school_id": bo.school_id})
        for path in ("/me", "/sync/pull", "/sync/check")
    ] + [ida.push(2, "b", **booked(0.5))]
    for answer in answers:
        assert answer.status_code == 200
        assert bo.school_id not in answer.text
        assert bo.session["device_id"] not in answer.text
    told = [decode(line) for line in ida.pull().content.splitlines()]
    rows = {line.id: line.body for line in told if isinstance(line, RowLine)}
    assert rows["hemmelig-bo"]["note"] == "idas egen"
    mine = [decode(line) for line in bo.pull().content.splitlines()]
    assert [line.body for line in mine if isinstance(line, RowLine)] == [booked()]
    assert code(ida.pull(epoch=bo.session["epoch"])) == (410, "gone")


def test_the_central_tells_that_it_is_well(base: str) -> None:
    assert httpx.get(f"{base}/healthz").json() == {"ok": True}
