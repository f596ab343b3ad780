"""A computer without access: what it may still do, and what becomes of what it carries."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from jd_desktop.central import commands
from jd_desktop.domain.clock import FixedClock
from tests.central.school import School, booked
from tests.central.served import Person, code

AT = "2026-11-23T08:00:00.000Z"


def made(n: int, row: str, base: int = 0, **values: Any) -> dict[str, Any]:
    op = {"kind": "booking", "id": row, "base": base, "set": values or booked()}
    return {"n": n, "at": AT, "user": "bo", "ops": [op]}


def hand_over(person: Person, *mutations: dict[str, Any], epoch: str = "") -> httpx.Response:
    body = {"epoch": epoch or person.session["epoch"], "mutations": list(mutations)}
    return person.http.post("/sync/hand-over", json=body)


@pytest.fixture
def leaver(bo: Person, address: str, server_clock: FixedClock) -> Person:
    """Bo has pushed a lesson; then the laptop is revoked."""
    assert bo.push(1, "a").status_code == 200
    commands.revoke_device(address, bo.session["device_id"], clock=server_clock)
    return bo


def reviews(person: Person, school: School) -> list[dict[str, Any]]:
    return [
        r.body
        for (kind, _), r in sorted(school.rows().items())
        if kind == "conflict" and r.body["what"] == "review"
    ]


@pytest.fixture
def there(leaver: Person, school: School) -> School:
    """The school of the person who leaves, to look into."""
    school.id = leaver.school_id
    return school


def test_only_two_addresses_are_open_without_access(leaver: Person) -> None:
    for method, path in (("GET", "/me"), ("GET", "/sync/pull"), ("POST", "/sync/push"),
                         ("GET", "/sync/check"), ("POST", "/sign-out")):  # fmt: skip
        assert code(leaver.http.request(method, path)) == (401, "revoked")
    assert hand_over(leaver).status_code == 200
    assert leaver.http.post("/devices/erased").status_code == 200


def test_who_has_access_hands_nothing_over(bo: Person) -> None:
    assert code(hand_over(bo, made(1, "a"))) == (409, "has_access")
    assert code(bo.http.post("/devices/erased")) == (409, "has_access")


def test_a_stranger_hands_nothing_over(base: str) -> None:
    answer = httpx.post(f"{base}/v1/sync/hand-over", headers={"Authorization": "Bearer x"})
    assert code(answer) == (401, "not_signed_in")


def test_nothing_applies_and_everything_is_kept(leaver: Person, there: School) -> None:
    seq = there.seq("booking", "a")
    told = hand_over(leaver, made(2, "a", seq, state="completed"), made(3, "b")).json()
    assert (told["last_n"], [n["outcome"] for n in told["notes"]]) == (3, ["review", "review"])
    assert there.body("booking", "a")["state"] == "confirmed"
    assert ("booking", "b") not in there.rows()
    lesson, plan = reviews(leaver, there)
    assert lesson["changes"][0]["mine"] == {"state": "completed"}
    assert lesson["changes"][0]["theirs"] == {"state": "confirmed"}
    assert (plan["reason"], plan["state"], plan["by"]) == ("revoked", "open", "bo")
    assert plan["handed_at"] >= AT
    assert [line.outcome for line in there.ledger()] == ["applied", "review", "review"]


def test_what_is_handed_over_twice_is_held_once(leaver: Person, there: School) -> None:
    first = hand_over(leaver, made(2, "b")).json()
    again = hand_over(leaver, made(2, "b"), made(3, "c")).json()
    assert (first["last_n"], again["last_n"]) == (2, 3)
    assert len(reviews(leaver, there)) == 2
    assert code(hand_over(leaver, made(2, "other"))) == (409, "clone")


def test_a_lesson_booked_and_held_offline_is_judged_together(leaver: Person, there: School) -> None:
    hand_over(leaver, made(2, "b"))
    hand_over(leaver, made(3, "b", 0, state="completed"), made(4, "c"))
    both, other = reviews(leaver, there)
    assert both["numbers"] == [2, 3]
    assert both["changes"][0]["mine"]["state"] == "completed"
    assert "starts" in both["changes"][0]["mine"]
    assert other["numbers"] == [4]


def test_one_action_over_two_rows_joins_their_reviews(leaver: Person, there: School) -> None:
    both = made(4, "b", 0, note="x")
    both["ops"].append({"kind": "booking", "id": "c", "base": 0, "set": {"note": "y"}})
    hand_over(leaver, made(2, "b"), made(3, "c"), both)
    states = [(r["state"], r["numbers"]) for r in reviews(leaver, there)]
    assert states == [("open", [2, 3, 4]), ("gone", [3])]


def test_the_central_knows_when_all_is_handed_over_and_erased(leaver: Person, address: str) -> None:
    hand_over(leaver, made(2, "b"))
    assert standing(address, leaver) == "revoked"
    hand_over(leaver)
    assert standing(address, leaver) == "handed_over"
    leaver.http.post("/devices/erased")
    assert standing(address, leaver) == "erased"


def standing(address: str, person: Person) -> str:
    (line,) = commands.list_devices(address, person.school_id)
    return line.state


def test_who_was_kept_out_hands_over_too_and_signs_in_anew(
    bo: Person, address: str, server_clock: FixedClock
) -> None:
    commands.set_user_active(address, bo.email, False, clock=server_clock)
    assert hand_over(bo, made(1, "a")).status_code == 200
    commands.set_user_active(address, bo.email, True, clock=server_clock)
    assert code(bo.pull()) == (401, "revoked")
    old = bo.session["device_id"]
    bo.sign_in(device_id=old)
    assert bo.session["device_id"] != old


def test_the_old_epoch_is_refused_and_the_new_one_told(leaver: Person) -> None:
    assert code(hand_over(leaver, epoch="gammel")) == (410, "gone")
