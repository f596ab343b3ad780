from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import ModuleType

import httpx
import pytest

from jd_desktop.domain.errors import BadInput, Offline
from jd_desktop.domain.message import Accepted, ChannelBroken, NothingSent, Refused, Uncertain
from jd_desktop.domain.ports import EmailStatus
from jd_desktop.integrations.mailtrap_api import MailtrapAccount, MailtrapApi
from tests.integrations.test_letter import LETTER
from tests.support.contract import breaches
from tests.support.mail_vendors import SANDBOX, TOKEN, Vendor

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def account(url: str, token: str = TOKEN) -> MailtrapAccount:
    return MailtrapAccount(token, str(SANDBOX), base_url=url)


@pytest.fixture
def sender(mailtrap: Vendor) -> Iterator[MailtrapApi]:
    with closing(MailtrapApi(account(mailtrap.url))) as made:
        yield made


def answering(status: int, body: str) -> MailtrapApi:
    """Return a sender whose every call gets this answer."""
    always = httpx.MockTransport(lambda _: httpx.Response(status, text=body))
    return MailtrapApi(account("http://127.0.0.1:9"), transport=always)


def test_what_is_sent_lies_in_the_sandbox_and_is_found_by_its_own_id(
    sender: MailtrapApi, mailtrap: Vendor
) -> None:
    outcome = sender.send(LETTER)
    assert isinstance(outcome, Accepted)
    assert sender.status(outcome.provider_id) == EmailStatus("delivered")
    (sent,) = mailtrap.messages()
    assert sent["subject"] == LETTER.subject
    assert sent["from"] == {"email": LETTER.from_address, "name": LETTER.from_name}
    assert sent["reply_to"] == {"email": LETTER.reply_to}
    assert sent["text"] == LETTER.text
    assert sent["html"] == LETTER.html
    assert sender.find(LETTER, since=LONG_AGO) == "1"


def test_another_message_to_the_same_person_is_not_taken_for_ours(
    sender: MailtrapApi, mailtrap: Vendor
) -> None:
    sender.send(replace(LETTER, id="another"))
    assert sender.find(LETTER, since=LONG_AGO) is None
    sender.send(LETTER)
    assert sender.find(LETTER, since=LONG_AGO) == "2"
    assert sender.find(LETTER, since=LONG_AGO, taken=frozenset({"2"})) is None
    assert sender.find(LETTER, since=datetime.now(UTC) + timedelta(hours=1)) is None  # noqa: TID251
    assert len(mailtrap.messages()) == 2


@pytest.mark.parametrize(
    ("fault", "expected", "kept"),
    [
        ("429", NothingSent, 0),
        ("limit", ChannelBroken, 0),
        ("503", Uncertain, 0),
        ("reset_before", Uncertain, 0),
        ("reset_after", Uncertain, 1),
        ("500_after", Uncertain, 1),
        ("cut_after", Uncertain, 1),
    ],
)
def test_each_fault_has_its_outcome(
    sender: MailtrapApi, mailtrap: Vendor, fault: str, expected: type, kept: int
) -> None:
    mailtrap.fails(fault)
    assert isinstance(sender.send(LETTER), expected)
    assert len(mailtrap.messages()) == kept
    assert (sender.find(LETTER, since=LONG_AGO) is not None) == bool(kept)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, "{}", Uncertain),
        (200, "<html>", Uncertain),
        (200, '{"message_ids": []}', Uncertain),
        (302, "", Uncertain),
        (400, '{"errors": ["\'to\' address is invalid"]}', Refused),
        (400, "", Refused),
        (401, "", ChannelBroken),
        (403, "", ChannelBroken),
        (404, "", ChannelBroken),
        (408, "", Uncertain),
    ],
)
def test_an_answer_nobody_expects_has_its_outcome_too(
    status: int, body: str, expected: type
) -> None:
    assert isinstance(answering(status, body).send(LETTER), expected)


@pytest.mark.parametrize("fault", ["429", "503", "reset_before"])
def test_a_look_up_that_fails_never_says_that_nothing_is_there(
    sender: MailtrapApi, mailtrap: Vendor, fault: str
) -> None:
    mailtrap.fails(looks=(fault,))
    with pytest.raises(Offline):
        sender.find(LETTER, since=LONG_AGO)


@pytest.mark.parametrize("body", ["{}", "<html>", "[1]", "null", '[{"id": 1}]'])
def test_a_garbled_list_is_no_proof(body: str) -> None:
    with pytest.raises(Offline):
        answering(200, body).find(LETTER, since=LONG_AGO)


def test_nobody_there_means_that_nothing_left() -> None:
    with closing(MailtrapApi(account("http://127.0.0.1:1"))) as sender:
        assert sender.send(LETTER) == NothingSent()
        with pytest.raises(Offline):
            sender.find(LETTER, since=LONG_AGO)


def test_a_sandbox_is_read_where_mailtrap_keeps_it() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.host}")
        return httpx.Response(200, json=[])

    transport = httpx.MockTransport(answer)
    sender = MailtrapApi(account("https://sandbox.api.mailtrap.io"), transport=transport)
    sender.send(LETTER)
    sender.find(LETTER, since=LONG_AGO)
    assert asked == ["POST sandbox.api.mailtrap.io", "GET mailtrap.io"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"base_url": "https://send.api.mailtrap.io"}, "rigtige mennesker"),
        ({"mode": "live", "base_url": "https://send.api.mailtrap.io"}, "kun til test"),
        ({"mode": "live", "base_url": "https://sandbox.api.mailtrap.io"}, "testserver"),
        ({"token": ""}, "mailtrap.token"),
        ({"token": "nøgle"}, "mailtrap.token"),
        ({"sandbox_id": "../1"}, "mailtrap.sandbox_id"),
    ],
)
def test_a_set_up_that_cannot_be_right_is_said_at_once(change: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput) as told:
        MailtrapApi(replace(account("http://127.0.0.1:9"), **change))
    assert says in str(told.value)


def test_what_we_say_and_what_the_stand_in_answers_is_what_mailtrap_describes(
    sender: MailtrapApi, mailtrap: Vendor, vendor_contract: ModuleType
) -> None:
    sender.send(LETTER)
    sender.send(replace(LETTER, html="", reply_to="", to_name=""))
    sender.find(LETTER, since=LONG_AGO)
    mailtrap.fails("429", "500_after", looks=("", "429"))
    sender.send(LETTER)
    sender.send(LETTER)
    with closing(MailtrapApi(account(mailtrap.url, "wrong"))) as stranger:
        stranger.send(LETTER)
        stranger.check(LETTER.from_address)
    told = mailtrap.traffic()
    assert {(t["method"], t["status"]) for t in told} == {
        ("POST", 200), ("POST", 429), ("POST", 500), ("POST", 401), ("GET", 200), ("GET", 401),
    }  # fmt: skip
    assert breaches(mailtrap.traffic(), "mailtrap", vendor_contract) == []


def test_a_test_of_the_channel_says_what_is_wrong(sender: MailtrapApi, mailtrap: Vendor) -> None:
    assert sender.check(LETTER.from_address).ok
    assert len(mailtrap.messages()) == 1
    for change, word in (({"token": "wrong"}, "nøglen"), ({"sandbox_id": "7"}, "postkasse")):
        with closing(MailtrapApi(replace(account(mailtrap.url), **change))) as other:
            found = other.check(LETTER.from_address)
        assert not found.ok
        assert word in str(found.sentence)
    assert "Afsenderens" in str(sender.check("").sentence)
    with closing(MailtrapApi(account("http://127.0.0.1:1"))) as nowhere:
        assert "kan ikke nås" in str(nowhere.check(LETTER.from_address).sentence)
