from __future__ import annotations

import pytest

from tests.cli.conftest import Typed
from tests.support.mail_vendors import KEY, Vendor
from tests.support.standin import ACCOUNT, SECRET, StandIn


def test_a_channel_is_tried_without_a_school_and_without_reaching_anybody(
    typed: Typed, sparkpost: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JD_SECRET_SPARKPOST_API_KEY", KEY)
    typed("settings", "set", "mode", "test")
    typed("settings", "set", "sparkpost.base_url", sparkpost.url)
    said = typed("outbox", "test", "email")
    assert (said.code, said.out.count("\n")) == (1, 1)
    assert "Afsenderens" in said.out
    typed("settings", "set", "email.from_address", "skolen@koreskole.dk")
    said = typed("outbox", "test", "email", "--json")
    assert said.code == 0
    assert said.json == {
        "channel": "email",
        "ok": True,
        "words": "Det virker: SparkPost tager imod.",
    }
    (kept,) = sparkpost.messages()
    assert kept["to"].endswith(".sink.sparkpostmail.com")


def test_sms_is_tried_the_same_way(
    typed: Typed, twilio: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JD_SECRET_TWILIO_AUTH_TOKEN", SECRET)
    for key, value in (
        ("mode", "test"), ("twilio.base_url", twilio.address), ("twilio.account_sid", ACCOUNT),
        ("twilio.sender", "Køreskole"),
    ):  # fmt: skip
        typed("settings", "set", key, value)
    assert "uden æøå" in typed("outbox", "test", "sms").out
    typed("settings", "set", "twilio.sender", "Koreskole")
    assert typed("outbox", "test", "sms").code == 0
    assert twilio.messages() == []


def test_what_is_not_set_up_is_said_as_a_finding(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JD_SECRET_SPARKPOST_API_KEY", KEY)
    typed("settings", "set", "mode", "test")
    said = typed("outbox", "test", "email")
    assert said.code == 1
    assert "rigtige mennesker" in said.out


@pytest.mark.parametrize("arguments", [(), ("fax",)])
def test_a_channel_that_is_none_is_not_tried(typed: Typed, arguments: tuple[str, ...]) -> None:
    said = typed("outbox", "test", *arguments)
    assert (said.code, said.err.count("\n")) == (2, 1)


def test_a_channel_is_resumed_by_its_name(alone: Typed) -> None:
    assert alone("outbox", "resume", "sms").code == 0
    assert "Skriv jd-desktop outbox resume sms" in alone("outbox", "resume").err
    assert "findes ikke" in alone("outbox", "show", "nothing").err
