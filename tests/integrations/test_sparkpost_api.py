from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import ModuleType

import httpx
import pytest

from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import BadInput, Offline
from jd_desktop.domain.errors import Refused as NotReleased
from jd_desktop.domain.message import Accepted, ChannelBroken, NothingSent, Refused, Uncertain
from jd_desktop.integrations.sparkpost_api import SparkPostAccount, SparkPostApi
from tests.integrations.test_letter import LETTER
from tests.support.contract import breaches
from tests.support.mail_vendors import KEY, READER, WRITER, Vendor

NOW = datetime.now(UTC)  # noqa: TID251 - the stand-in's events are of today
SINCE = NOW - timedelta(minutes=1)


def account(url: str, key: str = KEY) -> SparkPostAccount:
    return SparkPostAccount(key, url, mode="test")


class Impatient(httpx.HTTPTransport):
    """Waits a third of a second for an answer where the product waits twenty."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"] = {"connect": 5, "read": 0.3, "write": 5, "pool": 5}
        return super().handle_request(request)


@pytest.fixture
def sender(sparkpost: Vendor) -> Iterator[SparkPostApi]:
    with closing(SparkPostApi(account(sparkpost.url), FixedClock(NOW))) as made:
        yield made


def answering(status: int, body: str, **headers: str) -> SparkPostApi:
    """Return a sender whose every call gets this answer."""
    always = httpx.MockTransport(lambda _: httpx.Response(status, text=body, headers=headers))
    return SparkPostApi(account("http://127.0.0.1:9"), FixedClock(NOW), transport=always)


def test_what_sparkpost_gets_is_the_message_and_nothing_that_changes_it(
    sender: SparkPostApi, sparkpost: Vendor
) -> None:
    outcome = sender.send(LETTER)
    (kept,) = sparkpost.messages()
    assert outcome == Accepted(kept["id"])
    assert kept["to"] == LETTER.to
    assert kept["from"] == {"name": LETTER.from_name, "email": LETTER.from_address}
    assert kept["reply_to"] == LETTER.reply_to
    assert (kept["subject"], kept["text"], kept["html"]) == (
        LETTER.subject, LETTER.text, LETTER.html,
    )  # fmt: skip
    assert kept["metadata"] == {"outbox_id": LETTER.id}
    assert kept["options"] == {
        "transactional": True, "open_tracking": False, "click_tracking": False,
        "perform_substitutions": False,
    }  # fmt: skip
    assert kept["headers"]["Message-ID"] == f"<{LETTER.message_id}>"
    assert kept["headers"]["X-JD-Outbox"] == LETTER.id
    assert "List-Unsubscribe" not in kept["headers"]


def test_a_persons_text_is_no_template(sender: SparkPostApi, sparkpost: Vendor) -> None:
    sender.send(replace(LETTER, subject="{{{ code }}} {{x}}", to_name="{{y}}", text="{{text}}"))
    (kept,) = sparkpost.messages()
    assert "{{" not in kept["subject"]
    assert "}}" not in kept["subject"]
    assert kept["text"] == "{{text}}"
    (said,) = sparkpost.traffic()
    assert "{{" not in json.loads(said["body"])["recipients"][0]["address"]["name"]


@pytest.mark.parametrize(
    ("fault", "expected", "kept"),
    [
        ("429", NothingSent, 0),
        ("420", ChannelBroken, 0),
        ("401", ChannelBroken, 0),
        ("503", Uncertain, 0),
        ("reset_before", Uncertain, 0),
        ("reset_after", Uncertain, 1),
        ("500_after", Uncertain, 1),
        ("cut_after", Uncertain, 1),
    ],
)
def test_each_fault_has_its_outcome_and_what_was_taken_is_found(
    sender: SparkPostApi, sparkpost: Vendor, fault: str, expected: type, kept: int
) -> None:
    sparkpost.fails(fault)
    assert isinstance(sender.send(LETTER), expected)
    taken = sparkpost.messages()
    assert len(taken) == kept
    assert sender.find(LETTER, since=SINCE) == (taken[0]["id"] if taken else None)


def test_an_answer_that_is_too_slow_leaves_us_unsure_and_is_found(sparkpost: Vendor) -> None:
    transport = Impatient(trust_env=False)
    hasty = SparkPostApi(account(sparkpost.url), FixedClock(NOW), transport=transport)
    with closing(hasty) as sender:
        sparkpost.fails("slow")
        assert sender.send(LETTER) == Uncertain("ReadTimeout")
        (message,) = sparkpost.messages()
        assert sender.find(LETTER, since=SINCE) == message["id"]


def test_a_message_of_the_same_words_is_not_taken_for_ours(sender: SparkPostApi) -> None:
    other = sender.send(replace(LETTER, id="another"))
    assert sender.find(LETTER, since=SINCE) is None
    ours = sender.send(LETTER)
    assert isinstance(other, Accepted)
    assert isinstance(ours, Accepted)
    assert sender.find(LETTER, since=SINCE) == ours.provider_id
    assert sender.find(LETTER, since=SINCE, taken=frozenset({ours.provider_id})) is None
    assert sender.find(replace(LETTER, to="ELLA@example.dk"), since=SINCE) == ours.provider_id


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, "{}", Uncertain),
        (200, "<html>wifi</html>", Uncertain),
        (200, '{"results": {"id": "1", "total_rejected_recipients": 1}}', Refused),
        (302, "", Uncertain),
        (400, '{"errors": [{"code": "7001", "message": "Invalid domain"}]}', ChannelBroken),
        (400, '{"errors": [{"code": "1902", "message": "suppressed"}]}', Refused),
        (400, "<html>", Refused),
        (400, '{"errors": ["what"]}', Refused),
        (403, "", ChannelBroken),
        (404, "", ChannelBroken),
        (408, "", Uncertain),
        (413, "", Refused),
        (422, '{"errors": [{"code": "1400"}]}', Refused),
        (429, "", NothingSent),
        (500, "", Uncertain),
    ],
)
def test_an_answer_nobody_expects_has_its_outcome_too(
    status: int, body: str, expected: type
) -> None:
    assert isinstance(answering(status, body).send(LETTER), expected)


def test_too_many_is_heeded_and_never_hurried() -> None:
    assert answering(429, "").send(LETTER) == NothingSent(timedelta(seconds=5))
    asked = answering(429, "", **{"Retry-After": "90"}).send(LETTER)
    assert asked == NothingSent(timedelta(seconds=90))


def test_a_domain_that_is_not_verified_pauses_the_channel(sender: SparkPostApi) -> None:
    outcome = sender.send(replace(LETTER, from_address="skolen@example.dk"))
    assert isinstance(outcome, ChannelBroken)
    assert "domæne" in str(outcome.reason)


@pytest.mark.parametrize(("key", "word"), [("wrong", "nøglen"), (READER, "ret")])
def test_a_key_that_may_not_send_pauses_the_channel(sparkpost: Vendor, key: str, word: str) -> None:
    with closing(SparkPostApi(account(sparkpost.url, key), FixedClock(NOW))) as sender:
        outcome = sender.send(LETTER)
    assert isinstance(outcome, ChannelBroken)
    assert word in str(outcome.reason)


@pytest.mark.parametrize("fault", ["429", "503", "reset_before"])
def test_a_look_up_that_fails_never_says_that_nothing_is_there(
    sender: SparkPostApi, sparkpost: Vendor, fault: str
) -> None:
    sparkpost.fails(looks=(fault, fault))
    with pytest.raises(Offline):
        sender.find(LETTER, since=SINCE)
    assert sender.status("1") is None


def test_a_key_that_may_not_read_cannot_look_up(sparkpost: Vendor) -> None:
    with closing(SparkPostApi(account(sparkpost.url, WRITER), FixedClock(NOW))) as sender:
        assert isinstance(sender.send(LETTER), Accepted)
        with pytest.raises(Offline):
            sender.find(LETTER, since=SINCE)


def test_nobody_there_means_that_nothing_left() -> None:
    with closing(SparkPostApi(account("http://127.0.0.1:1"), FixedClock(NOW))) as sender:
        assert sender.send(LETTER) == NothingSent()
        with pytest.raises(Offline):
            sender.find(LETTER, since=SINCE)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"base_url": "https://api.eu.sparkpost.com"}, "rigtige mennesker"),
        ({"mode": "live"}, "testserver"),
        ({"mode": "live", "base_url": "http://api.eu.sparkpost.com"}, "sikker"),
        ({"api_key": ""}, "sparkpost.api_key"),
        ({"api_key": "nøgle"}, "sparkpost.api_key"),
        ({"api_key": "a\nb"}, "sparkpost.api_key"),
    ],
)
def test_a_set_up_that_cannot_be_right_is_said_at_once(change: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput) as told:
        SparkPostApi(replace(account("http://127.0.0.1:9"), **change), FixedClock(NOW))
    assert says in str(told.value)


def test_the_key_is_not_in_the_accounts_words() -> None:
    assert KEY not in repr(account("http://127.0.0.1:9"))


@pytest.mark.parametrize("ending", ["", "/", "/api/v1", "/api/v1/"])
def test_an_address_with_its_version_means_the_same(sparkpost: Vendor, ending: str) -> None:
    with closing(SparkPostApi(account(sparkpost.url + ending), FixedClock(NOW))) as sender:
        assert isinstance(sender.send(LETTER), Accepted)


def test_what_we_say_is_what_sparkpost_describes(
    sender: SparkPostApi, sparkpost: Vendor, vendor_contract: ModuleType
) -> None:
    outcome = sender.send(LETTER)
    sender.send(replace(LETTER, html="", reply_to="", to_name="", from_name=""))
    assert isinstance(outcome, Accepted)
    sender.find(LETTER, since=SINCE)
    sender.status(outcome.provider_id)
    assert len(sparkpost.traffic()) == 4
    assert breaches(sparkpost.traffic(), "sparkpost", vendor_contract) == []


@pytest.mark.parametrize(
    ("key", "address", "word"),
    [
        (KEY, LETTER.from_address, "Det virker"),
        ("wrong", LETTER.from_address, "kender ikke nøglen"),
        (READER, LETTER.from_address, "må ikke sende"),
        (WRITER, LETTER.from_address, "ikke slå op"),
        (KEY, "skolen@example.dk", "domæne"),
        (KEY, "", "Afsenderens"),
        (KEY, "skolen", "Afsenderens"),
    ],
)
def test_a_test_of_the_channel_says_what_is_wrong(
    sparkpost: Vendor, key: str, address: str, word: str
) -> None:
    with closing(SparkPostApi(account(sparkpost.url, key), FixedClock(NOW))) as sender:
        found = sender.check(address)
    assert found.ok == (word == "Det virker")
    assert word in str(found.sentence)


def test_a_test_of_the_channel_goes_to_nobody(
    sender: SparkPostApi, sparkpost: Vendor, vendor_contract: ModuleType
) -> None:
    sender.check(LETTER.from_address)
    (kept,) = sparkpost.messages()
    assert kept["to"] == "test@koreskole.dk.sink.sparkpostmail.com"
    assert breaches(sparkpost.traffic(), "sparkpost", vendor_contract) == []


def test_a_test_of_the_channel_knows_silence_from_a_riddle(sparkpost: Vendor) -> None:
    with closing(SparkPostApi(account("http://127.0.0.1:1"), FixedClock(NOW))) as nowhere:
        assert "kan ikke nås" in str(nowhere.check(LETTER.from_address).sentence)
    assert "ikke klart" in str(answering(500, "").check(LETTER.from_address).sentence)
    with closing(SparkPostApi(account(sparkpost.url), FixedClock(NOW))) as busy:
        sparkpost.fails("420")
        assert "grænse" in str(busy.check(LETTER.from_address).sentence)


def test_an_address_is_taken_off_sparkposts_own_list(
    sender: SparkPostApi, sparkpost: Vendor, vendor_contract: ModuleType
) -> None:
    path, who = "/api/v1/suppression-list/ella+x@example.dk", {"Authorization": KEY}
    sparkpost.control.put(path, json={"type": "transactional"}, headers=who)
    assert sender.release(" Ella+x@example.dk ")
    assert not sender.release("ella+x@example.dk")
    assert breaches(sparkpost.traffic(), "sparkpost", vendor_contract) == []
    nowhere = SparkPostApi(account("http://127.0.0.1:1"), FixedClock(NOW))
    with closing(nowhere), pytest.raises(Offline):
        nowhere.release("ella@example.dk")
    for status in (401, 403, 500):
        with pytest.raises(NotReleased):
            answering(status, "").release("ella@example.dk")
