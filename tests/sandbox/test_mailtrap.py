from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.support.mail_vendors import SANDBOX, TOKEN, Vendor

WHO = {"Authorization": f"Bearer {TOKEN}"}
READING = f"/api/sandboxes/{SANDBOX}/messages"
GOOD: dict[str, Any] = {
    "from": {"email": "skolen@koreskole.dk"}, "to": [{"email": "ella@example.dk"}],
    "subject": "Hej", "text": "Hej", "headers": {"X-JD-Outbox": "m1"},
}  # fmt: skip


def sends(vendor: Vendor, **change: Any) -> httpx.Response:
    return vendor.control.post(f"/api/send/{SANDBOX}", json={**GOOD, **change}, headers=WHO)


@pytest.mark.parametrize("change", [
    {"from": {}}, {"to": []}, {"to": [{"email": "ella"}]}, {"subject": ""}, {"text": ""},
])  # fmt: skip
def test_a_message_that_lacks_something_is_refused(
    mailtrap: Vendor, change: dict[str, Any]
) -> None:
    answer = sends(mailtrap, **change)
    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert mailtrap.messages() == []


@pytest.mark.parametrize("scheme", ["", "Basic ", "Bearer x"])
def test_a_stranger_neither_sends_nor_reads(mailtrap: Vendor, scheme: str) -> None:
    stranger = {"Authorization": scheme + TOKEN}
    for answer in (
        mailtrap.control.post(f"/api/send/{SANDBOX}", json=GOOD, headers=stranger),
        mailtrap.control.get(READING, headers=stranger),
        mailtrap.control.get(f"{READING}/1/mail_headers", headers=stranger),
    ):
        assert answer.status_code == 401


def test_the_sandbox_is_read_page_by_page_the_newest_first(mailtrap: Vendor) -> None:
    for n in range(33):
        sends(mailtrap, subject=f"Nr. {n}")
    pages = [
        mailtrap.control.get(READING, params={"page": n}, headers=WHO).json() for n in (1, 2, 3)
    ]
    assert [len(page) for page in pages] == [30, 3, 0]
    assert pages[0][0]["subject"] == "Nr. 32"
    found = mailtrap.control.get(READING, params={"search": "nr. 7"}, headers=WHO).json()
    assert [row["subject"] for row in found] == ["Nr. 7"]
    told = mailtrap.control.get(f"{READING}/{found[0]['id']}/mail_headers", headers=WHO).json()
    assert told["headers"]["x-jd-outbox"] == "m1"
    assert mailtrap.control.get(f"{READING}/99/mail_headers", headers=WHO).status_code == 404
