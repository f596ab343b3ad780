from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from jd_desktop.sandbox.server import sparkpost_app
from tests.support.mail_vendors import KEY, READER, WRITER, Vendor, app_served

HOME = "/api/v1/transmissions"


def body(**change: Any) -> dict[str, Any]:
    content = {"from": {"email": "skolen@koreskole.dk"}, "subject": "Hej", "text": "Hej"}
    made = {
        "content": content, "recipients": [{"address": {"email": "ella@example.dk"}}],
        "metadata": {"outbox_id": "m1"},
    }  # fmt: skip
    return {**made, **change}


def sends(vendor: Vendor, key: str = KEY, **change: Any) -> httpx.Response:
    return vendor.control.post(HOME, json=body(**change), headers={"Authorization": key})


def events(vendor: Vendor, key: str = KEY, **query: Any) -> httpx.Response:
    path = "/api/v1/events/message"
    return vendor.control.get(path, params=query, headers={"Authorization": key})


@pytest.mark.parametrize(("key", "sending", "reading"), [
    ("", 401, 401), ("wrong", 401, 401), (READER, 403, 200), (WRITER, 200, 403), (KEY, 200, 200),
])  # fmt: skip
def test_a_key_may_do_what_it_may(sparkpost: Vendor, key: str, sending: int, reading: int) -> None:
    assert sends(sparkpost, key).status_code == sending
    assert events(sparkpost, key).status_code == reading


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"recipients": []}, 400, "5002"),
        ({"recipients": [{"address": "ella"}]}, 400, "5002"),
        ({"recipients": [{"address": "ella@example.dk"}]}, 200, ""),
        ({"content": {"subject": "x", "text": "y"}}, 400, "7001"),
        ({"content": {"from": "a@other.dk", "subject": "x", "text": "y"}}, 400, "7001"),
        ({"content": {"from": "a@koreskole.dk", "subject": "x"}}, 422, "1400"),
        ({"content": None}, 422, "1400"),
    ],
)
def test_what_sparkpost_refuses_is_refused_as_it_says_it(
    sparkpost: Vendor, change: dict[str, Any], status: int, code: str
) -> None:
    answer = sends(sparkpost, **change)
    assert answer.status_code == status
    assert (answer.json()["errors"][0]["code"] if code else "") == code
    assert len(sparkpost.messages()) == (status == 200)


def test_what_is_no_json_is_refused_and_no_crash(sparkpost: Vendor) -> None:
    answer = sparkpost.control.post(HOME, content=b"{", headers={"Authorization": KEY})
    assert answer.status_code == 422


def listed(vendor: Vendor, method: str, **more: Any) -> httpx.Response:
    path = "/api/v1/suppression-list/Ella@example.dk"
    return vendor.control.request(method, path, headers={"Authorization": KEY}, **more)


def test_who_is_on_the_list_gets_nothing_until_taken_off(sparkpost: Vendor) -> None:
    assert listed(sparkpost, "GET").status_code == 404
    assert listed(sparkpost, "PUT", json={}).status_code == 400
    assert listed(sparkpost, "PUT", json={"type": "transactional"}).status_code == 200
    assert listed(sparkpost, "GET").json()["results"][0]["type"] == "transactional"
    sends(sparkpost)
    sparkpost.advance()
    (came_back,) = events(sparkpost, events="bounce").json()["results"]
    assert (came_back["bounce_class"], came_back["error_code"]) == ("25", "554")
    assert listed(sparkpost, "DELETE").status_code == 204
    assert listed(sparkpost, "DELETE").status_code == 404
    sends(sparkpost)
    sparkpost.advance()
    assert len(events(sparkpost, events="delivery").json()["results"]) == 1


def test_a_restart_forgets_nothing_but_a_line_that_was_cut(tmp_path: Path) -> None:
    file = tmp_path / "sparkpost.jsonl"
    keys = {KEY: frozenset({"send", "events"})}
    with app_served(sparkpost_app(keys, file, at_once=True)) as first:
        made = sends(first).json()["results"]["id"]
    with file.open("a") as torn:
        torn.write('{"event": {"ty')
    with app_served(sparkpost_app(keys, file)) as second:
        assert [m["id"] for m in second.messages()] == [made]
        kinds = [e["type"] for e in events(second).json()["results"]]
    assert kinds == ["delivery", "injection"]


def test_a_cursor_that_is_none_is_refused(sparkpost: Vendor) -> None:
    assert events(sparkpost, cursor="???").status_code == 400
    assert events(sparkpost, per_page="many").status_code == 400


def test_an_answer_has_the_fields_of_the_vendors_example(
    sparkpost: Vendor, vendor_contract: ModuleType
) -> None:
    examples = json.loads((vendor_contract.SPECS / "sparkpost" / "examples.json").read_text())
    known = [e for e in examples if e["title"] == "Send Inline Content"]
    good, bad = known[0]["res"], known[1]["res"]
    taken, refused = sends(sparkpost).json(), sends(sparkpost, recipients=[]).json()
    assert taken.keys() == good.keys()
    assert taken["results"].keys() == good["results"].keys()
    assert refused.keys() == bad.keys()
    assert refused["errors"][0].keys() <= bad["errors"][0].keys()
