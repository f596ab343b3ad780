"""The journey over real HTTP: uvicorn on loopback, a plain client."""

from __future__ import annotations

import http.client
import json
import logging
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import parsedate_to_datetime
from logging.handlers import QueueHandler
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest
from babel.messages.pofile import read_po
from sqlalchemy import Engine, select

from jd_desktop.central import commands
from jd_desktop.central.access_log import QuietFormatter
from jd_desktop.central.app import create_app
from jd_desktop.central.tables import attempt, device, user
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.language import DANISH, Language
from jd_desktop.protocol.check import sums
from jd_desktop.protocol.feed import Done, RowLine, decode
from jd_desktop.protocol.mutations import PUSH_BYTES_AT_MOST
from tests.central.school import CHEAP, NOW, PASSWORD, booked

ENGLISH = Path(__file__).parents[2] / "resources" / "i18n" / "en" / "central.po"


def english() -> Language:
    with ENGLISH.open("rb") as file:
        found = read_po(file)
    return Language("en", {str(m.id): str(m.string) for m in found if m.id})


@pytest.fixture
def server_clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def base(engine: Engine, server_clock: FixedClock) -> Iterator[str]:
    """A served central."""
    languages = (DANISH, english())
    app = create_app(engine, server_clock, languages=languages, passwords=CHEAP)
    told: Queue[str] = Queue()
    server = commands.build_server(app, "127.0.0.1", 0, told.put)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.run)
        try:
            yield told.get(timeout=20)
        finally:
            server.should_exit = True
            running.result(timeout=20)


class Person:
    """Somebody with an account, at a computer."""

    def __init__(self, address: str, base: str, name: str = "bo", school: str = ""):
        self.school_id = school or commands.create_school(address, f"{name}s skole")
        self.email = f"{name}@skole.dk"
        commands.create_user(
            address, self.school_id, self.email, name, "office", PASSWORD, passwords=CHEAP
        )
        self.http = httpx.Client(base_url=f"{base}/v1", headers={"Sync-Schema": "1"})
        self.session: dict[str, Any] = {}

    def sign_in(self, **more: Any) -> Person:
        asked = {"email": self.email, "password": PASSWORD, "device_name": "Laptop", **more}
        answer = self.http.post("/sign-in", json=asked)
        assert answer.status_code == 200, answer.text
        self.session = answer.json()
        self.http.headers["Authorization"] = f"Bearer {self.session['token']}"
        return self

    def push(self, n: int, row: str, **values: Any) -> httpx.Response:
        op = {"kind": "booking", "id": row, "base": 0, "set": values or booked()}
        made = {"n": n, "at": "2026-11-23T08:00:00.000Z", "user": "bo", "ops": [op]}
        epoch = self.session["epoch"]
        return self.http.post("/sync/push", json={"epoch": epoch, "mutations": [made]})

    def pull(self, **asked: Any) -> httpx.Response:
        return self.http.get("/sync/pull", params=asked)


@pytest.fixture
def people() -> Iterator[list[Person]]:
    made: list[Person] = []
    yield made
    for person in made:
        person.http.close()


@pytest.fixture
def bo(address: str, base: str, people: list[Person]) -> Person:
    people.append(Person(address, base).sign_in())
    return people[-1]


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


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
    assert row == RowLine("booking", "a", 1, booked())
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


def test_a_user_kept_out_is_out_on_every_device(bo: Person, address: str) -> None:
    commands.set_user_active(address, bo.email, False)
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


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1", "æøå".encode().hex()])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/me"), ("GET", "/sync/pull"), ("GET", "/sync/check"), ("POST", "/sync/push"),
     ("POST", "/sign-out")],
)  # fmt: skip
def test_nothing_is_told_without_a_token(base: str, method: str, path: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.request(method, f"{base}/v1{path}", headers=headers)
    assert code(answer) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"epoch":"e"}', b'{"epoch":"e","mutations":[{"n":0}]}', b"\xff\xfe",
     b'{"epoch":"e","mutations":[{"n":1,"at":"","user":"","ops":[{"kind":"a\\u0000","id":"x",'
     b'"base":0}]}]}', b'{"a":' * 100_000],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_a_plain_problem(bo: Person, body: bytes) -> None:
    answer = bo.http.post("/sync/push", content=body)
    assert code(answer) == (400, "invalid")
    assert set(answer.json()) == {"title", "status", "code", "sentence"}


@pytest.mark.parametrize(
    "asked", [{"cursor": -1}, {"cursor": "x"}, {"cursor": 2**70}, {"limit": 0}, {"limit": 10**6}]
)
def test_a_question_that_cannot_be_read_is_a_plain_problem(
    bo: Person, asked: dict[str, Any]
) -> None:
    assert code(bo.pull(**asked)) == (400, "invalid")


def test_addresses_that_are_not_there_are_problems_too(base: str) -> None:
    assert code(httpx.get(f"{base}/v1/nope")) == (404, "invalid")
    assert code(httpx.get(f"{base}/v1/sync/push")) == (405, "invalid")


def test_an_old_program_is_told_to_be_renewed(bo: Person) -> None:
    answer = bo.http.get("/sync/pull", headers={"Sync-Schema": "0"})
    assert code(answer) == (426, "too_old")
    asked = {"email": bo.email, "password": PASSWORD, "device_name": "x", "version": 0}
    assert code(bo.http.post("/sign-in", json=asked)) == (426, "too_old")


def test_the_central_tells_that_it_is_well(base: str) -> None:
    assert httpx.get(f"{base}/healthz").json() == {"ok": True}


def chunks(total: int) -> Iterator[bytes]:
    for _ in range(0, total, 1 << 16):
        yield b" " * (1 << 16)


def test_too_large_a_body_is_refused_also_without_a_length(bo: Person) -> None:
    fits = b" " * (PUSH_BYTES_AT_MOST - 2) + b"{}"
    assert code(bo.http.post("/sync/push", content=fits)) == (400, "invalid")
    assert code(bo.http.post("/sync/push", content=b" " + fits)) == (413, "too_large")
    over = chunks(PUSH_BYTES_AT_MOST + (1 << 16))
    assert code(bo.http.post("/sync/push", content=over)) == (413, "too_large")


def test_a_length_that_lies_gets_no_more_in(bo: Person) -> None:
    host, port = bo.http.base_url.host, bo.http.base_url.port
    head = (
        "POST /v1/sync/push HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
        f"Authorization: Bearer {bo.session['token']}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host, port or 80)) as wire:
        wire.sendall(head.encode() + b"{}" + b"x" * 100_000)
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        assert answer.status == 400
        assert json.loads(answer.read())["code"] == "invalid"


def test_a_body_that_is_cut_changes_nothing(bo: Person, address: str) -> None:
    host, port = bo.http.base_url.host, bo.http.base_url.port
    whole = bo.push(1, "a").request.content.replace(b'"n":1', b'"n":2').replace(b'"a"', b'"b"')
    head = (
        f"POST /v1/sync/push HTTP/1.1\r\nHost: x\r\nContent-Length: {len(whole)}\r\n"
        f"Authorization: Bearer {bo.session['token']}\r\n\r\n"
    ).encode()
    for cut in range(0, len(whole), 25):
        with socket.create_connection((host, port or 80)) as wire:
            wire.sendall(head + whole[:cut])
    told = [decode(line) for line in bo.pull().content.splitlines()]
    assert [line.id for line in told if isinstance(line, RowLine)] == ["a"]


def test_secrets_are_kept_only_as_hashes(bo: Person, engine: Engine) -> None:
    with engine.connect() as db:
        kept = str(db.execute(select(device)).all()) + str(db.execute(select(user)).all())
    assert bo.session["token"] not in kept
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


@pytest.fixture
def log(base: str) -> Iterator[Queue[logging.LogRecord]]:
    """What the served central logs of requests."""
    kept: Queue[logging.LogRecord] = Queue()
    logger, handler = logging.getLogger("jd_desktop.central.access"), QueueHandler(kept)
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


def test_the_log_tells_what_was_asked_but_not_by_whom(
    log: Queue[logging.LogRecord], bo: Person
) -> None:
    bo.push(1, "hemmelig")
    bo.pull(epoch=bo.session["epoch"])
    kept = [log.get(timeout=20).getMessage() for _ in range(3)]
    lines = sorted((line["route"], line["status"]) for line in map(json.loads, kept))
    assert lines == [("/v1/sign-in", 200), ("/v1/sync/pull", 200), ("/v1/sync/push", 200)]
    for secret in ("hemmelig", bo.email, PASSWORD, bo.session["token"], "127.0.0.1"):
        assert secret not in str(kept)


def test_a_fault_of_ours_is_told_without_its_insides(bo: Person, server_clock: FixedClock) -> None:
    server_clock.at = "nu"  # type: ignore[assignment] # planted fault
    answer = bo.push(1, "a")
    assert code(answer) == (500, "failed")
    assert set(answer.json()) == {"title", "status", "code", "sentence"}


def test_a_logged_fault_names_its_kind_and_place_and_quotes_nothing() -> None:
    def fail() -> None:
        try:
            raise KeyError("hemmelig")
        except KeyError as e:
            raise ValueError("bo@skole.dk") from e

    with pytest.raises(ValueError, match="bo@") as raised:
        fail()
    told = QuietFormatter().formatException((raised.type, raised.value, raised.tb))
    assert "hemmelig" not in told
    assert "bo@skole.dk" not in told
    assert "builtins.KeyError" in told
    assert "fail" in told
