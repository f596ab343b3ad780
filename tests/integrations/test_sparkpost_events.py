from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import httpx
import pytest

from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import Offline
from jd_desktop.domain.message import Accepted
from jd_desktop.domain.ports import EmailEvent, EmailStatus
from jd_desktop.integrations import sparkpost_events
from jd_desktop.integrations.http import JsonLine
from jd_desktop.integrations.sparkpost_api import SparkPostAccount, SparkPostApi
from jd_desktop.integrations.sparkpost_codes import event
from jd_desktop.integrations.sparkpost_events import SparkPostEvents, fold
from tests.integrations.test_letter import LETTER
from tests.support.mail_vendors import KEY, Vendor

NOW = datetime.now(UTC)  # noqa: TID251 - the stand-in's events are of today
SINCE = NOW - timedelta(minutes=1)


@pytest.fixture
def sender(sparkpost: Vendor) -> Iterator[SparkPostApi]:
    account = SparkPostAccount(KEY, sparkpost.url, mode="test")
    with closing(SparkPostApi(account, FixedClock(NOW))) as made:
        yield made


def sent(sender: SparkPostApi, to: str) -> str:
    outcome = sender.send(replace(LETTER, to=to))
    assert isinstance(outcome, Accepted)
    return outcome.provider_id


@pytest.mark.parametrize(
    ("name", "state", "code", "lasting"),
    [
        ("ella", "delivered", "", False),
        ("bounce", "undelivered", "bounced", True),
        ("full", "undelivered", "mailbox_full", False),
        ("spam", "undelivered", "mail_blocked", False),
        ("suppressed", "undelivered", "mail_suppressed", True),
        ("policy", "undelivered", "mail_refused", False),
        ("away", "delivered", "", False),
    ],
)
def test_a_message_is_followed_to_where_it_ends(
    sender: SparkPostApi, sparkpost: Vendor, name: str, state: str, code: str, lasting: bool
) -> None:
    provider_id = sent(sender, f"{name}@example.dk")
    assert sender.status(provider_id) == EmailStatus("accepted")
    sparkpost.advance()
    status = sender.status(provider_id)
    assert status is not None
    assert (status.state, status.code, status.lasting) == (state, code, lasting)
    assert (status.reason is None) == (state == "delivered")


def test_a_complaint_and_a_no_thanks_are_kept_beside_the_delivery(
    sender: SparkPostApi, sparkpost: Vendor
) -> None:
    angry, leaving = sent(sender, "complaint@example.dk"), sent(sender, "unsubscribe@example.dk")
    sparkpost.advance()
    assert sender.status(angry) == EmailStatus("delivered", complained=True)
    assert sender.status(leaving) == EmailStatus("delivered", unwanted=True)


def test_what_comes_back_after_its_delivery_still_condemns_the_address(
    sender: SparkPostApi, sparkpost: Vendor
) -> None:
    provider_id = sent(sender, "late@example.dk")
    sparkpost.advance()
    assert sender.status(provider_id) == EmailStatus("delivered", lasting=True)


def test_a_message_that_sparkpost_does_not_know_has_no_status(sender: SparkPostApi) -> None:
    assert sender.status("4711") is None


def test_pages_are_read_to_their_end_and_each_event_once(
    sender: SparkPostApi, sparkpost: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparkpost_events, "_PER_PAGE", 4)
    ids = [sent(sender, f"person{n}@example.dk") for n in range(5)]
    sparkpost.advance()
    seen: list[EmailEvent] = []
    page, cursor = sender.events(SINCE)
    while True:
        seen += page
        if not cursor:
            break
        sent(sender, "meanwhile@example.dk")
        page, cursor = sender.events(SINCE, cursor)
    assert len({told.id for told in seen}) == len(seen) == 10
    assert {told.provider_id for told in seen} == set(ids)
    assert {told.outbox_id for told in seen} == {LETTER.id}
    assert {told.address for told in seen} == {f"person{n}@example.dk" for n in range(5)}


def test_nothing_older_than_sparkpost_keeps_is_asked_for(
    sender: SparkPostApi, sparkpost: Vendor
) -> None:
    sender.events(NOW - timedelta(days=400))
    (said,) = sparkpost.traffic()
    begins = httpx.QueryParams(said["query"])["from"]
    assert begins == (NOW - timedelta(days=10)).strftime("%Y-%m-%dT%H:%M:%SZ")


def reading(answer: dict[str, Any] | str, status: int = 200) -> SparkPostEvents:
    """Return events of a SparkPost that answers just so."""
    body = answer if isinstance(answer, str) else json.dumps(answer)
    always = httpx.MockTransport(lambda _: httpx.Response(status, text=body))
    line = JsonLine("http://127.0.0.1:9", {}, always)
    return SparkPostEvents(line, FixedClock(NOW))


@pytest.mark.parametrize("body", ["", "[]", "{}", "<html>", '{"results": {}}'])
def test_a_garbled_page_is_no_proof_that_nothing_happened(body: str) -> None:
    with pytest.raises(Offline):
        reading(body).events(SINCE)


def test_an_address_in_an_answer_is_never_followed() -> None:
    links = {"next": "https://evil.dk/api/v1/events/message?cursor=abc&per_page=9"}
    assert reading({"results": [], "links": links}).events(SINCE) == ((), "abc")
    assert reading({"results": [], "links": []}).events(SINCE) == ((), "")
    assert reading({"results": [], "links": {"next": 7}}).events(SINCE) == ((), "")


def test_a_list_without_an_end_is_given_up() -> None:
    endless = reading({"results": [], "links": {"next": "/x?cursor=again"}})
    with pytest.raises(Offline):
        endless.of_recipient("ella@example.dk", SINCE)


def row(**change: Any) -> dict[str, Any]:
    return {
        "type": "delivery", "event_id": "1", "timestamp": "2026-11-23T12:00:00.000+00:00",
        "transmission_id": "2", "rcpt_to": "ella@example.dk", "rcpt_meta": {"outbox_id": "3"},
    } | change  # fmt: skip


@pytest.mark.parametrize(
    "garbled",
    [
        None, "x", {}, row(timestamp="soon"), row(timestamp=None), row(type="open"),
        row(type="bounce", bounce_class="60"), row(rcpt_meta={}), row(rcpt_meta=None),
        {**row(), "event_id": None} | {"rcpt_meta": []},
    ],
)  # fmt: skip
def test_what_is_not_of_ours_or_not_an_event_is_left_out(garbled: Any) -> None:
    assert event(garbled) is None
    assert event(row()) is not None


def test_events_that_come_in_any_order_come_to_the_same() -> None:
    told = [
        e for kind in ("injection", "delivery", "spam_complaint") if (e := event(row(type=kind)))
    ]
    assert fold(told) == fold(reversed(told)) == EmailStatus("delivered", complained=True)
    assert fold([]) is None


def test_the_stand_ins_events_have_the_fields_of_the_vendors_example(
    sender: SparkPostApi, sparkpost: Vendor, vendor_contract: ModuleType
) -> None:
    sent(sender, "ella@example.dk")
    sender.events(SINCE)
    examples = json.loads((vendor_contract.SPECS / "sparkpost" / "examples.json").read_text())
    (example,) = [e["res"] for e in examples if e["title"] == "Search for Message Events"]
    answer = sparkpost.traffic()[-1]["answer"]
    assert answer.keys() == example.keys()
    known = example["results"][0]
    for shown in answer["results"]:
        assert shown.keys() <= known.keys()
        assert all(type(shown[name]) is type(known[name]) for name in shown)
