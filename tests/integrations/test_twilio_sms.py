from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import ModuleType
from urllib.parse import urlencode

import httpx
import pytest

from jd_desktop.domain.errors import BadInput, Offline
from jd_desktop.domain.message import Accepted, ChannelBroken, NothingSent, Refused, Uncertain
from jd_desktop.domain.ports import OutgoingSms
from jd_desktop.integrations.twilio_sms import TwilioAccount, TwilioSms
from tests.support.standin import ACCOUNT, SECRET, StandIn

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def account(address: str, password: str = SECRET) -> TwilioAccount:
    return TwilioAccount(
        ACCOUNT, ACCOUNT, password, sender="Koreskole", base_url=address, mode="test"
    )


def sms(to: str = "+4520304050", body: str = "Hej Ella. Din køretime er booket.") -> OutgoingSms:
    return OutgoingSms("m1", to, body, datetime.now(UTC) + timedelta(hours=2))  # noqa: TID251


@pytest.fixture
def sender(twilio: StandIn) -> Iterator[TwilioSms]:
    with closing(TwilioSms(account(twilio.address))) as made:
        yield made


def test_an_accepted_message_can_be_followed_until_it_is_delivered(
    sender: TwilioSms, twilio: StandIn
) -> None:
    outcome = sender.send(sms())
    assert isinstance(outcome, Accepted)
    seen = [status.state for _ in range(3) if (status := sender.status(outcome.provider_id))]
    assert seen == ["accepted", "sent", "delivered"]
    (message,) = twilio.messages()
    assert message["body"] == sms().body


@pytest.mark.parametrize(
    ("fault", "expected", "at_twilio"),
    [
        ("429", NothingSent, 0),
        ("503", Uncertain, 0),
        ("reset_before", Uncertain, 0),
        ("reset_after", Uncertain, 1),
        ("500_after", Uncertain, 1),
        ("cut_after", Uncertain, 1),
    ],
)
def test_each_fault_has_its_outcome(
    sender: TwilioSms, twilio: StandIn, fault: str, expected: type, at_twilio: int
) -> None:
    twilio.fault(fault)
    assert isinstance(sender.send(sms()), expected)
    assert len(twilio.messages()) == at_twilio
    found = sender.find(sms(), since=LONG_AGO)
    assert (found is not None) == bool(at_twilio)


def test_too_many_says_when_to_come_back(sender: TwilioSms, twilio: StandIn) -> None:
    twilio.fault("429")
    outcome = sender.send(sms())
    assert isinstance(outcome, NothingSent)
    assert outcome.retry_after is not None


def test_nobody_there_means_that_nothing_left() -> None:
    with closing(TwilioSms(account("http://127.0.0.1:1"))) as sender:
        assert isinstance(sender.send(sms()), NothingSent)
        with pytest.raises(Offline):
            sender.find(sms(), since=LONG_AGO)
        assert sender.status("SM0") is None


def test_a_bad_number_is_refused_in_words(sender: TwilioSms) -> None:
    outcome = sender.send(sms("+15005550001"))
    assert isinstance(outcome, Refused)
    assert "telefonnummer" in str(outcome.reason)


def test_a_wrong_key_breaks_the_channel(twilio: StandIn) -> None:
    with closing(TwilioSms(account(twilio.address, "wrong"))) as sender:
        assert isinstance(sender.send(sms()), ChannelBroken)


def test_a_message_of_another_text_or_one_already_known_is_not_taken_for_ours(
    sender: TwilioSms,
) -> None:
    outcome = sender.send(sms())
    assert isinstance(outcome, Accepted)
    assert sender.find(sms(body="noget andet"), since=LONG_AGO) is None
    assert sender.find(sms(), since=LONG_AGO, taken=frozenset({outcome.provider_id})) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"mode": "live"}, "testserver"),
        ({"base_url": "https://api.twilio.com", "mode": "test"}, "test"),
        ({"base_url": "http://api.twilio.com", "mode": "live"}, "sikker"),
        ({"sender": ""}, "twilio.sender"),
        ({"account_sid": ""}, "twilio.account_sid"),
    ],
)
def test_a_set_up_that_cannot_be_right_is_said_at_once(change: dict[str, str], says: str) -> None:
    good = {"account_sid": ACCOUNT, "username": ACCOUNT, "password": SECRET, "sender": "Koreskole",
            "base_url": "http://127.0.0.1:9", "mode": "test"}  # fmt: skip
    with pytest.raises(BadInput) as told:
        TwilioSms(TwilioAccount(**{**good, **change}))
    assert says in str(told.value)


def test_what_we_say_and_what_the_stand_in_answers_is_what_twilio_describes(
    sender: TwilioSms, twilio: StandIn, vendor_contract: ModuleType
) -> None:
    outcome = sender.send(sms())
    assert isinstance(outcome, Accepted)
    sender.status(outcome.provider_id)
    sender.find(sms(), since=LONG_AGO)
    said = twilio.traffic()
    assert {(t["method"], t["status"]) for t in said} == {("POST", 201), ("GET", 200)}
    for t in said:
        body = urlencode(t["fields"]).encode()
        assert vendor_contract.problems_in_request(
            "twilio", t["method"], t["path"], query=t["query"], body=body
        ) == []  # fmt: skip
        assert vendor_contract.problems_in_response(
            "twilio", t["method"], t["path"], t["status"], t["answer"]
        ) == []  # fmt: skip


def test_twilio_is_told_where_to_tell_of_the_message(
    twilio: StandIn, vendor_contract: ModuleType
) -> None:
    hook = "https://central.example.dk/hooks/twilio/s1/status"
    with closing(TwilioSms(replace(account(twilio.address), hook=hook))) as sender:
        sender.send(sms())
    (said,) = [e for e in twilio.traffic() if e["method"] == "POST"]
    assert said["fields"]["StatusCallback"] == f"{hook}?m=m1"
    body = urlencode(said["fields"]).encode()
    assert vendor_contract.problems_in_request("twilio", "POST", said["path"], body=body) == []


def test_the_checker_would_notice_a_wrong_field(vendor_contract: ModuleType) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert vendor_contract.problems_in_request("twilio", "POST", path, body=b"To=1&Nonsense=2")


def test_twilio_is_imported_with_the_first_message_only() -> None:
    code = ("import sys, jd_desktop.integrations.twilio_sms as t;"
            "assert not any(m.split('.')[0] == 'twilio' for m in sys.modules)")  # fmt: skip
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_secret_is_not_in_the_accounts_words() -> None:
    assert SECRET not in repr(account("http://127.0.0.1:9"))


def test_the_stand_ins_page_shows_text_as_text(sender: TwilioSms, twilio: StandIn) -> None:
    sender.send(sms(body="<script>alert(1)</script>"))
    page = httpx.get(twilio.address, trust_env=False).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
