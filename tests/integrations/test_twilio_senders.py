from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from types import ModuleType
from urllib.parse import urlencode

import pytest

from jd_desktop.integrations.twilio_senders import unfit_sender
from jd_desktop.integrations.twilio_sms import TwilioSms
from tests.integrations.test_twilio_sms import account
from tests.support.standin import StandIn


@pytest.mark.parametrize("sender", ["Koreskole", "Nord 2", "+4520304050", "A&B-C_D+E"])
def test_a_name_or_a_number_may_send(sender: str) -> None:
    assert unfit_sender(sender, "") is None


@pytest.mark.parametrize(
    "sender", ["Køreskole", "Nords Køreskole", "Nordkoreskole", "12345", "20304050", "+45", "", "+"]
)
def test_a_name_that_no_telephone_shows_is_said_at_once(sender: str) -> None:
    wrong = unfit_sender(sender, "")
    assert wrong is not None
    assert not wrong.ok


def test_a_service_goes_before_its_sender_and_must_look_like_one() -> None:
    assert unfit_sender("Køreskole", "MG" + "a" * 32) is None
    assert unfit_sender("Koreskole", "AC" + "a" * 32) is not None


@pytest.mark.parametrize(
    ("sender", "word"),
    [
        ("Koreskole", "Det virker"),
        ("+4552000001", "Det virker"),
        ("+15005550006", "Det virker"),
        ("+4552000009", "ejer ikke"),
        ("Køreskole", "kan ikke bruges"),
    ],
)
def test_a_test_of_the_channel_says_what_is_wrong(twilio: StandIn, sender: str, word: str) -> None:
    with closing(TwilioSms(replace(account(twilio.address), sender=sender))) as sms:
        found = sms.check()
    assert found.ok == (word == "Det virker")
    assert word in str(found.sentence)
    assert {m["to"] for m in twilio.messages()} <= {"+15005550006"}


def test_a_wrong_key_a_busy_vendor_and_nobody_are_told_apart(twilio: StandIn) -> None:
    with closing(TwilioSms(account(twilio.address, "wrong"))) as stranger:
        assert "nøglen" in str(stranger.check().sentence)
    with closing(TwilioSms(account("http://127.0.0.1:1"))) as nowhere:
        assert "kan ikke nås" in str(nowhere.check().sentence)
    with closing(TwilioSms(account(twilio.address))) as sms:
        twilio.control.post("/_control/faults", json={"next_looks": ["503", "429"]})
        assert "ikke klart" in str(sms.check().sentence)
        assert "kan ikke nås" in str(sms.check().sentence)


def test_what_a_test_says_is_what_twilio_describes(
    twilio: StandIn, vendor_contract: ModuleType
) -> None:
    with closing(TwilioSms(replace(account(twilio.address), sender="+4552000001"))) as sms:
        assert sms.check().ok
    told = twilio.traffic()
    assert len(told) == 2
    for t in told:
        body = urlencode(t["fields"]).encode()
        assert vendor_contract.problems_in_request(
            "twilio", t["method"], t["path"], query=t["query"], body=body
        ) == []  # fmt: skip
        assert vendor_contract.problems_in_response(
            "twilio", t["method"], t["path"], t["status"], t["answer"]
        ) == []  # fmt: skip
