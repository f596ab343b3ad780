"""A desktop of schema 1, as it was recorded, speaks with the present central."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from sqlalchemy import Engine, select, update

from jd_desktop.central.database import reading, writing
from jd_desktop.central.tables import device, record
from jd_desktop.domain.upcasts import unknown_to
from jd_desktop.protocol.feed import Done, RowLine, decode
from tests.central.school import PASSWORD
from tests.central.served import Person

SAMPLES = Path(__file__).parents[1] / "samples" / "schema1"
LATER = unknown_to(1)[1]


class Old:
    """The recorded laptops, each with the token that the present central gave it."""

    def __init__(self, base: str, emails: dict[str, str]):
        self.http, self.emails = httpx.Client(base_url=base), emails
        self.sessions: dict[str, dict[str, Any]] = {}
        self.today: dict[str, str] = {}

    @property
    def school_id(self) -> str:
        return str(self.sessions["lone"]["school_id"])

    def replay(self) -> Iterator[tuple[dict[str, Any], httpx.Response]]:
        """Say again all that was said, in order; only epoch, device and token are today's."""
        for file in sorted(SAMPLES.glob("[0-9]*.json")):
            said = json.loads(file.read_text(encoding="utf-8"))
            answer = self.say(said)
            if said["path"] == "/v1/sign-in":
                self.today[said["answer"]["device_id"]] = answer.json()["device_id"]
            yield said, answer

    def say(self, said: dict[str, Any]) -> httpx.Response:
        headers, body, by = dict(said["headers"]), said["body"], said["by"]
        asked = dict(parse_qsl(said["query"]))
        if said["path"] == "/v1/sign-in":
            body = {**body, "email": self.emails[by], "password": PASSWORD}
            answer = self.http.post(said["path"], json=body, headers=headers)
            self.sessions[by] = answer.json()
            return answer
        session = self.sessions[by]
        headers["Authorization"] = f"Bearer {session['token']}"
        if body:
            body = {**body, "epoch": session["epoch"]}
        written = json.dumps(body)
        for then, now in self.today.items():
            written = written.replace(then, now)
        if asked:
            asked["epoch"] = session["epoch"]
        return self.http.request(
            said["method"],
            said["path"],
            params=asked,
            content=written if body else None,
            headers=headers,
        )

    def copy(self, by: str) -> dict[tuple[str, str], RowLine]:
        """Fetch all as a laptop of schema 1 gets it."""
        headers = {"sync-schema": "1", "accept-encoding": "zstd"}
        pull = {"by": by, "method": "GET", "path": "/v1/sync/pull", "query": "cursor=0&epoch=",
                "headers": headers, "body": None}  # fmt: skip
        lines = [decode(line) for line in self.say(pull).content.splitlines()]
        assert isinstance(lines[-1], Done)
        return {(r.kind, r.id): r for r in lines if isinstance(r, RowLine)}


@pytest.fixture
def old(address: str, base: str, people: list[Person]) -> Iterator[Old]:
    people.append(Person(address, base, "lone"))
    people.append(Person(address, base, "bo", people[0].school_id))
    made = Old(base, {"lone": "lone@skole.dk", "bo": "bo@skole.dk"})
    yield made
    made.http.close()


def test_all_that_schema_1_said_is_taken_as_it_was_then(old: Old) -> None:
    for said, answer in old.replay():
        assert answer.status_code == said["status"], (said["path"], answer.text)
        if said["path"] == "/v1/sync/push":
            now = answer.json()
            assert now["last_n"] == said["answer"]["last_n"]
            assert now["head"] >= said["answer"]["head"]  # later centrals may tell rows again
            outcomes = [(n["n"], n["outcome"]) for n in now["notes"]]
            assert outcomes == [(n["n"], n["outcome"]) for n in said["answer"]["notes"]]


def test_schema_1_is_told_no_later_field_and_has_all_else(old: Old, engine: Engine) -> None:
    list(old.replay())
    told = old.copy("bo")
    with reading(engine, old.school_id) as db:
        rows = {(r.kind, r.id): r for r in db.execute(select(record))}
    assert set(told) == set(rows)
    for key, row in rows.items():
        later = LATER.get(key[0], frozenset())
        kept = {k: v for k, v in row.body.items() if k not in later}
        assert (told[key].body, told[key].seq) == (kept, row.seq)
    assert any("held_at" in r.body for (kind, _), r in rows.items() if kind == "booking")
    assert any("parked_at" in r.body for (kind, _), r in rows.items() if kind == "conflict")


def test_no_field_of_schema_2_changes_through_schema_1(old: Old, engine: Engine) -> None:
    list(old.replay())
    with reading(engine, old.school_id) as db:
        held = next(r for r in db.execute(select(record)) if "held_at" in r.body)
    stamped = held.body["held_at"]
    with reading(engine, old.school_id) as db:
        mine = select(device.c.last_n).where(device.c.id == old.sessions["lone"]["device_id"])
        n = db.execute(mine).scalar_one()
    values = {"note": "Rettet", "held_at": "1999-01-01T00:00:00.000Z"}
    op = {"kind": held.kind, "id": held.id, "base": held.seq, "set": values}
    made = {"n": n + 1, "at": "2026-11-23T08:00:00.000Z", "user": "Lone", "version": 1, "ops": [op]}
    answer = old.say({"by": "lone", "method": "POST", "path": "/v1/sync/push", "query": "",
                      "headers": {"sync-schema": "1", "content-type": "application/json"},
                      "body": {"mutations": [made]}})  # fmt: skip
    assert answer.json()["notes"][0]["outcome"] == "applied"
    with reading(engine, old.school_id) as db:
        now = db.execute(select(record.c.body).where(record.c.id == held.id)).scalar_one()
    assert (now["note"], now["held_at"]) == ("Rettet", stamped)


def test_a_laptop_that_says_nothing_gets_what_it_said_last(old: Old, engine: Engine) -> None:
    list(old.replay())
    with writing(engine, old.school_id) as db:
        db.execute(update(device).values(schema=1))
    pull = {"by": "bo", "method": "GET", "path": "/v1/sync/pull", "query": "cursor=0&epoch=",
            "headers": {}, "body": None}  # fmt: skip
    told = [decode(line) for line in old.say(pull).content.splitlines()]
    assert not [r for r in told if isinstance(r, RowLine) and "held_at" in r.body]
