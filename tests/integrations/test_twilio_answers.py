"""What each of Twilio's answers comes to, through its own SDK and over a real connection."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from jd_desktop.domain.errors import BadInput, Offline
from jd_desktop.domain.message import Accepted, ChannelBroken, NothingSent, Refused, Uncertain
from jd_desktop.domain.ports import OutgoingSms
from jd_desktop.integrations.twilio_sms import TwilioAccount, TwilioSms
from tests.support.standin import ACCOUNT, SECRET, StandIn

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SMS = OutgoingSms("m1", "+4520304050", "Hej Ella.", datetime(2099, 1, 1, tzinfo=UTC))


class Impatient(httpx.HTTPTransport):
    """Waits a third of a second for an answer where the product waits twenty."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"] = {"connect": 5, "read": 0.3, "write": 5, "pool": 5}
        return super().handle_request(request)


def account(address: str) -> TwilioAccount:
    return TwilioAccount(
        ACCOUNT, ACCOUNT, SECRET, sender="Koreskole", base_url=address, mode="test"
    )


@pytest.fixture
def sender(twilio: StandIn) -> Iterator[TwilioSms]:
    with closing(TwilioSms(account(twilio.address))) as made:
        yield made


def answering(status: int, body: str, **headers: str) -> TwilioSms:
    """Return a sender whose every call gets this answer, as from something that is not Twilio."""
    always = httpx.MockTransport(lambda _: httpx.Response(status, text=body, headers=headers))
    return TwilioSms(account("http://127.0.0.1:9"), transport=always)


def problem(code: int, status: int) -> str:
    return json.dumps({"code": code, "message": "no", "more_info": "", "status": status})


def row(sid: str, body: str | None, minutes: int = 0) -> dict[str, Any]:
    at = datetime(2026, 11, 23, 12, minutes, tzinfo=UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return {"sid": sid, "body": body, "direction": "outbound-api", "date_created": at}


def listing(*rows: dict[str, Any]) -> TwilioSms:
    return answering(200, json.dumps({"messages": rows, "page": 0, "next_page_uri": None}))


def test_an_answer_that_is_too_slow_leaves_us_unsure_and_is_found(twilio: StandIn) -> None:
    transport = Impatient(trust_env=False)
    with closing(TwilioSms(account(twilio.address), transport=transport)) as sender:
        twilio.fault("slow")
        assert sender.send(SMS) == Uncertain("ReadTimeout")
        (message,) = twilio.messages()
        assert sender.find(SMS, since=LONG_AGO) == message["sid"]


def test_a_reset_after_acceptance_is_unsure_and_found_by_looking(
    sender: TwilioSms, twilio: StandIn
) -> None:
    twilio.fault("reset_after")
    assert sender.send(SMS) == Uncertain("ReadError")
    (message,) = twilio.messages()
    assert sender.find(SMS, since=LONG_AGO) == message["sid"]


def test_too_many_is_heeded_for_as_long_as_is_asked(sender: TwilioSms, twilio: StandIn) -> None:
    twilio.control.post("/_control/faults", json={"next": ["429"], "retry_after": 17})
    assert sender.send(SMS) == NothingSent(timedelta(seconds=17))
    assert isinstance(sender.send(SMS), Accepted)


def test_a_days_limit_pauses_the_channel_though_it_is_said_as_too_many(
    sender: TwilioSms, twilio: StandIn
) -> None:
    twilio.fault("daily_limit")
    outcome = sender.send(SMS)
    assert isinstance(outcome, ChannelBroken)
    assert outcome.code == "63038"
    assert "i morgen" in str(outcome.reason)


def test_a_full_queue_is_no_fault_of_the_message(twilio: StandIn) -> None:
    full = replace(account(twilio.address), sender="+15005550008")
    with closing(TwilioSms(full)) as sender:
        assert isinstance(sender.send(SMS), NothingSent)


@pytest.mark.parametrize("code", [21611, 20429])
def test_busy_is_busy_whatever_the_status(code: int) -> None:
    assert isinstance(answering(400, problem(code, 400)).send(SMS), NothingSent)


@pytest.mark.parametrize(
    ("to", "expected", "word"),
    [
        ("+15005550001", Refused, "telefonnummer"),
        ("+15005550009", Refused, "telefonnummer"),
        ("+15005550004", Refused, "Ring"),
        ("+15005550003", ChannelBroken, "land"),
        ("+15005550002", ChannelBroken, "afsender"),
    ],
)
def test_each_of_twilios_test_numbers_is_said_with_what_to_do(
    sender: TwilioSms, to: str, expected: type, word: str
) -> None:
    outcome = sender.send(replace(SMS, to=to))
    assert isinstance(outcome, expected)
    assert word in str(outcome.reason)  # type: ignore[attr-defined]  # both have one


@pytest.mark.parametrize("name", ["+15005550001", "+15005550007", "Køreskole"])
def test_a_sender_that_twilio_does_not_take_is_no_fault_of_the_message(
    twilio: StandIn, name: str
) -> None:
    with closing(TwilioSms(replace(account(twilio.address), sender=name))) as sender:
        outcome = sender.send(SMS)
    assert isinstance(outcome, ChannelBroken)
    assert "afsender" in str(outcome.reason)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, problem(20003, 401), ChannelBroken),
        (403, "<html>proxy</html>", ChannelBroken),
        (404, problem(20404, 404), ChannelBroken),
        (400, problem(12345, 400), Refused),
        (400, "<html>what?</html>", Refused),
        (408, "", Uncertain),
        (302, "", Uncertain),
        (500, problem(20500, 500), Uncertain),
        (502, "<html>bad gateway</html>", Uncertain),
        (503, problem(20003, 503), Uncertain),
        (200, "<html>welcome to our wifi</html>", Uncertain),
        (201, "", Uncertain),
        (201, "[]", Uncertain),
        (201, "null", Uncertain),
        (201, "{}", Uncertain),
        (201, '{"sid": "SM', Uncertain),
        (429, "<html>slow down</html>", NothingSent),
        (429, "[1]", NothingSent),
        (400, json.dumps({"type": "about:blank", "title": "no", "status": 400, "code": 21211}),
         Refused),
    ],
)  # fmt: skip
def test_an_answer_nobody_expects_has_its_outcome_too(
    status: int, body: str, expected: type
) -> None:
    assert isinstance(answering(status, body).send(SMS), expected)


@pytest.mark.parametrize("fault", ["429", "503", "reset_before"])
def test_a_look_up_that_fails_says_so_and_never_that_nothing_is_there(
    sender: TwilioSms, twilio: StandIn, fault: str
) -> None:
    twilio.control.post("/_control/faults", json={"next_looks": [fault, fault]})
    with pytest.raises(Offline):
        sender.find(SMS, since=LONG_AGO)
    assert sender.status("SM" + "0" * 32) is None


@pytest.mark.parametrize("body", ["[]", "{}", "<html>", '{"messages": [1]}', "null"])
def test_a_garbled_list_is_no_proof_that_nothing_is_there(body: str) -> None:
    sender = answering(200, body)
    with pytest.raises(Offline):
        sender.find(SMS, since=LONG_AGO)
    assert sender.status("SM" + "0" * 32) is None


def test_of_two_alike_the_older_is_the_earlier_messages() -> None:
    sender = listing(row("SMnew", SMS.body, 5), row("SMold", SMS.body, 1))
    assert sender.find(SMS, since=LONG_AGO) == "SMold"
    assert sender.find(SMS, since=LONG_AGO, taken=frozenset({"SMold"})) == "SMnew"


def test_what_was_made_long_before_the_first_try_is_not_ours() -> None:
    since = datetime(2026, 11, 23, 12, 4, tzinfo=UTC)
    early = row("SMearly", SMS.body, 1)
    assert listing(early).find(SMS, since=since) is None
    assert listing(early, row("SMours", SMS.body, 2)).find(SMS, since=since) == "SMours"


@pytest.mark.parametrize("blank", ["", None])
def test_where_twilio_blanks_its_texts_nobody_can_tell(blank: str | None) -> None:
    with pytest.raises(Offline):
        listing(row("SMx", blank)).find(SMS, since=LONG_AGO)
    assert listing(row("SMx", blank), row("SMy", SMS.body)).find(SMS, since=LONG_AGO) == "SMy"
    assert listing(row("SMx", blank)).find(SMS, since=LONG_AGO, taken=frozenset({"SMx"})) is None


@pytest.mark.parametrize("mode", ["test", "", "LIVE", "demo"])
def test_only_live_itself_may_reach_twilio(mode: str) -> None:
    with pytest.raises(BadInput):
        TwilioSms(replace(account("https://api.twilio.com"), mode=mode))


def test_twilio_comes_with_the_first_message_and_not_with_the_account() -> None:
    code = (
        "import sys; from jd_desktop.integrations.twilio_sms import TwilioAccount, TwilioSms;"
        "TwilioSms(TwilioAccount('AC', 'AC', 'x', sender='S')).close();"
        "assert not any(m.split('.')[0] == 'twilio' for m in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_messaging_service_goes_before_a_sender(twilio: StandIn) -> None:
    service = "MG" + "a" * 32
    with closing(TwilioSms(replace(account(twilio.address), messaging_service_sid=service))) as to:
        assert isinstance(to.send(SMS), Accepted)
    (said,) = twilio.traffic()
    fields = said["fields"]
    assert fields["MessagingServiceSid"] == service
    assert "From" not in fields
    assert fields["SmartEncoded"].lower() == "false"
    assert int(fields["ValidityPeriod"]) == 36_000


def test_a_message_is_valid_no_longer_than_it_is_worth(sender: TwilioSms, twilio: StandIn) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=5)  # noqa: TID251
    sender.send(replace(SMS, expires_at=soon))
    sender.send(replace(SMS, expires_at=LONG_AGO))
    valid = [int(said["fields"]["ValidityPeriod"]) for said in twilio.traffic()]
    assert 1 < valid[0] <= 300
    assert valid[1] == 1
