"""Files by content over real HTTP, on both databases."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, func, select

from jd_desktop.central import commands, files
from jd_desktop.central.app import create_app
from jd_desktop.central.database import reading, writing
from jd_desktop.central.limits import LIMITS
from jd_desktop.central.tables import blob, blob_part
from jd_desktop.domain.audience import Viewer
from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.files import LARGEST_FILE
from jd_desktop.domain.merge import Op
from tests.central.school import CHEAP, NOW, Device, School
from tests.central.served import Person, code, running

PAPER = os.urandom(70_000)
NAME = sha256(PAPER).hexdigest()


def put(who: Person, content: bytes, start: int, size: int = len(PAPER), name: str = NAME) -> Any:
    asked = {"size": size, "start": start}
    return who.http.put(f"/files/{name}", params=asked, content=content)


def upload(who: Person, content: bytes, piece: int) -> str:
    name = sha256(content).hexdigest()
    for start in range(0, len(content), piece):
        answer = put(who, content[start : start + piece], start, len(content), name)
        assert answer.status_code == 200, answer.text
    assert answer.json()["whole"]
    return name


def attach(who: Person, n: int, name: str = NAME, **more: Any) -> None:
    named = {"student_id": "ella", "sha256": name, "size": len(PAPER), "name": "a.pdf", **more}
    ops = [
        {"kind": "student", "id": "ella", "base": 0, "set": {"first_name": "Ella"}},
        {"kind": "attachment", "id": f"paper{n}", "base": 0, "set": named},
    ]
    made = {"n": n, "at": "2026-11-23T08:00:00.000Z", "user": "bo", "ops": ops, "version": 2}
    answer = who.http.post("/sync/push", json={"epoch": who.session["epoch"], "mutations": [made]})
    assert answer.json()["notes"][0]["outcome"] == "applied", answer.text


def stored(engine: Engine, school_id: str) -> tuple[int, int]:
    """How many files and bytes lie in a school."""
    with reading(engine, school_id) as db:
        sizes = select(func.coalesce(func.sum(func.length(blob_part.c.content)), 0))
        return db.execute(select(func.count()).select_from(blob)).scalar_one(), int(
            db.execute(sizes).scalar_one()
        )


def test_a_file_goes_up_in_pieces_and_comes_down_from_any_byte(bo: Person) -> None:
    assert bo.http.get(f"/files/{NAME}/standing").json()["here"] == 0
    chance = Random(4)
    sent = 0
    while sent < len(PAPER):
        length = chance.randint(1, 9_000)
        answer = put(bo, PAPER[sent : sent + length], sent)
        sent = min(sent + length, len(PAPER))
        assert answer.json()["here"] == sent
    assert answer.json()["whole"]
    attach(bo, 1)
    whole = bo.http.get(f"/files/{NAME}")
    assert (whole.status_code, whole.content) == (200, PAPER)
    assert whole.headers["x-content-type-options"] == "nosniff"
    for start in (0, 1, 4095, len(PAPER) - 1, chance.randrange(len(PAPER))):
        part = bo.http.get(f"/files/{NAME}", headers={"Range": f"bytes={start}-"})
        assert part.content == PAPER[start:]
        assert part.status_code == (206 if start else 200)
    some = bo.http.get(f"/files/{NAME}", headers={"Range": "bytes=10-19"})
    assert (some.content, some.headers["content-range"]) == (
        PAPER[10:20], f"bytes 10-19/{len(PAPER)}",
    )  # fmt: skip
    beyond = bo.http.get(f"/files/{NAME}", headers={"Range": f"bytes={len(PAPER)}-"})
    assert code(beyond) == (416, "invalid")


def test_a_piece_twice_or_out_of_order_changes_nothing(bo: Person, engine: Engine) -> None:
    first = PAPER[:1000]
    assert put(bo, first, 0).json()["here"] == 1000
    assert put(bo, first, 0).json()["here"] == 1000
    assert put(bo, PAPER[2000:3000], 2000).json()["here"] == 1000
    assert put(bo, PAPER[500:1500], 500).json()["here"] == 1000
    assert put(bo, b"", 1000).json()["here"] == 1000
    assert stored(engine, bo.session["school_id"]) == (1, 1000)


def test_the_same_file_twice_is_stored_once(bo: Person, engine: Engine) -> None:
    upload(bo, PAPER, 30_000)
    again = put(bo, PAPER[:10], 0)
    assert (again.json()["whole"], again.json()["here"]) == (True, len(PAPER))
    assert stored(engine, bo.session["school_id"]) == (1, len(PAPER))


def test_what_is_not_what_its_hash_promises_is_dropped(bo: Person, engine: Engine) -> None:
    put(bo, PAPER[:50_000], 0)
    wrong = put(bo, bytes(20_000), 50_000)
    assert wrong.json() == {
        "sha256": NAME, "here": 0, "size": len(PAPER), "whole": False, "wrong": True,
    }  # fmt: skip
    assert stored(engine, bo.session["school_id"])[1] == 0
    upload(bo, PAPER, 50_000)


def test_another_size_begins_the_file_anew_until_it_is_whole(bo: Person) -> None:
    put(bo, PAPER[:50_000], 0, size=60_000)
    assert put(bo, PAPER[:100], 0).json()["here"] == 100
    put(bo, PAPER[100:], 100)
    assert put(bo, PAPER[:100], 0, size=100).json()["size"] == len(PAPER)


def test_another_school_knows_nothing_of_a_file(
    bo: Person, address: str, base: str, people: list[Person]
) -> None:
    upload(bo, PAPER, 70_000)
    attach(bo, 1)
    people.append(Person(address, base, "ida").sign_in())
    assert code(people[-1].http.get(f"/files/{NAME}")) == (404, "not_found")
    assert people[-1].http.get(f"/files/{NAME}/standing").json()["here"] == 0


def test_who_lost_access_neither_reads_nor_writes(
    bo: Person, address: str, server_clock: FixedClock
) -> None:
    upload(bo, PAPER, 70_000)
    attach(bo, 1)
    commands.revoke_device(address, bo.session["device_id"], clock=server_clock)
    assert code(bo.http.get(f"/files/{NAME}")) == (401, "revoked")
    assert code(put(bo, PAPER[:10], 0)) == (401, "revoked")
    assert code(bo.http.get(f"/files/{NAME}/standing")) == (401, "revoked")


def test_a_file_that_no_record_names_is_not_told(bo: Person) -> None:
    upload(bo, PAPER, 70_000)
    assert code(bo.http.get(f"/files/{NAME}")) == (404, "not_found")


@pytest.mark.parametrize("size", [0, -1, LARGEST_FILE + 1])
def test_a_size_that_no_file_has_is_refused(bo: Person, size: int) -> None:
    assert code(put(bo, b"x", 0, size=size)) == (400, "invalid")


@pytest.mark.parametrize("name", ["x", "0" * 63, "0" * 65, "F" * 64, "..%2F..%2Fetc%2Fpasswd"])
def test_only_a_hash_names_a_file(bo: Person, name: str) -> None:
    answer = put(bo, b"x", 0, name=name)
    assert answer.status_code in (400, 404)


def test_a_piece_beyond_a_megabyte_is_refused(bo: Person) -> None:
    big = bytes(1_100_000)
    with suppress(httpx.WriteError):  # it may hang up on us while we still send
        assert code(put(bo, big, 0, size=len(big)))[1] == "too_large"


def test_a_central_may_take_less(
    engine: Engine, address: str, server_clock: FixedClock, people: list[Person]
) -> None:
    small = create_app(
        engine, server_clock, passwords=CHEAP, limits=replace(LIMITS, file_bytes=1000)
    )
    with running(small) as base:
        people.append(Person(address, base).sign_in())
        assert code(put(people[-1], PAPER[:10], 0)) == (413, "too_large_file")
        assert put(people[-1], PAPER[:10], 0, size=1000).status_code == 200


def test_an_instructor_reads_only_what_is_shared_of_their_own_student(school: School) -> None:
    office = school.device("Lone")
    mia, ali = Viewer("instructor", "mia"), Viewer("instructor", "ali")
    with writing(school.engine, school.id) as db:
        piece = files.Piece(NAME, len(PAPER), 0, PAPER)
        assert files.take(db, school.id, piece, NOW).whole
    named = {"student_id": "ella", "sha256": NAME, "size": len(PAPER), "name": "a.pdf"}
    ella = {"first_name": "Ella", "instructor_id": "mia"}
    office.do(Op("student", "ella", 0, ella), Op("attachment", "paper", 0, named))
    assert sizes(school, mia, ali, office.sender.viewer) == [None, None, len(PAPER)]
    office.do(Op("attachment", "paper", school.seq("attachment", "paper"), {"shared": True}))
    assert sizes(school, mia, ali) == [len(PAPER), None]
    office.do(Op("student", "ella", school.seq("student", "ella"), {"instructor_id": "ali"}))
    assert sizes(school, mia, ali) == [None, len(PAPER)]
    office.do(Op("attachment", "paper", school.seq("attachment", "paper"), {"removed": True}))
    assert sizes(school, ali, office.sender.viewer) == [None, None]
    office.do(Op("attachment", "paper", school.seq("attachment", "paper"), {"removed": None}))
    assert sizes(school, ali) == [len(PAPER)]


def sizes(school: School, *viewers: Viewer) -> list[int | None]:
    with reading(school.engine, school.id) as db:
        return [files.readable(db, school.id, NAME, v) for v in viewers]


def test_an_instructor_attaches_to_own_students_alone(school: School) -> None:
    office: Device = school.device("Lone")
    mia = school.device("Mia", Viewer("instructor", "mia"))
    office.do(
        Op("student", "ella", 0, {"first_name": "Ella", "instructor_id": "mia"}),
        Op("student", "noah", 0, {"first_name": "Noah", "instructor_id": "ali"}),
    )
    paper = {"sha256": NAME, "size": 9, "name": "a.pdf"}
    assert mia.do(Op("attachment", "p1", 0, {**paper, "student_id": "ella"}))[0] == "applied"
    assert school.body("attachment", "p1")["shared"] is True
    assert mia.do(Op("attachment", "p2", 0, {**paper, "student_id": "noah"}))[0] == "parked"


@pytest.mark.parametrize(
    "values",
    [
        {"name": "../../etc/passwd"}, {"name": "a\\b"}, {"name": "con.pdf"}, {"name": "a\u202eb"},
        {"sha256": "abc"}, {"size": 0}, {"size": LARGEST_FILE + 1}, {"media_type": "a b"},
        {"name": "."}, {"name": " a"},
    ],
)  # fmt: skip
def test_a_record_of_no_usable_file_waits(office: Device, values: dict[str, Any]) -> None:
    paper = {"student_id": "ella", "sha256": NAME, "size": 9, "name": "a.pdf", **values}
    assert office.do(Op("attachment", "p", 0, paper))[0] == "parked"


def test_files_that_nothing_names_go_after_thirty_days(office: Device, school: School) -> None:
    other = sha256(b"x").hexdigest()
    with writing(school.engine, school.id) as db:
        files.take(db, school.id, files.Piece(NAME, len(PAPER), 0, PAPER), NOW)
        files.take(db, school.id, files.Piece(other, 5, 0, b"x"), NOW)
    office.do(Op("attachment", "p", 0, {"student_id": "e", "sha256": NAME, "size": 9, "name": "a"}))

    def forget(days: float) -> int:
        with writing(school.engine, school.id) as db:
            return files.forget_unnamed(db, school.id, NOW + timedelta(days=days))

    assert forget(29) == 0
    assert forget(31) == 1
    assert stored(school.engine, school.id) == (1, len(PAPER))
    office.do(Op("attachment", "p", school.seq("attachment", "p"), {"removed": True}))
    assert forget(32) == 0
    assert forget(60) == 0
    assert forget(62) == 1
    assert stored(school.engine, school.id) == (0, 0)
