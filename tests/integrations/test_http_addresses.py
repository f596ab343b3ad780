from __future__ import annotations

import logging
from datetime import timedelta

import httpx
import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Language
from jd_desktop.domain.message import NothingSent, Uncertain
from jd_desktop.integrations.http import (
    checked_address,
    http_client,
    is_loopback,
    outcome_of,
    retry_after,
)
from tests.support.standin import ACCOUNT, SECRET, StandIn


@pytest.mark.parametrize(
    "address",
    ["https://api.twilio.com", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:9"],
)
def test_https_and_this_computer_may_be_spoken_to(address: str) -> None:
    assert checked_address(address).host


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://api.twilio.com", "sikker"),
        ("http://127.0.0.1.example.com", "sikker"),
        ("http://192.168.1.10", "sikker"),
        ("http://0.0.0.0", "sikker"),
        ("ftp://api.twilio.com", "læses"),
        ("api.twilio.com", "læses"),
        ("https://", "læses"),
        ("", "læses"),
        ("https://[::1", "læses"),
        ("https://anna:kodeord@api.twilio.com", "læses"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(address: str, says: str) -> None:
    with pytest.raises(BadInput) as told:
        http_client(address)
    assert says in str(told.value)
    assert told.value.hint is not None
    assert "kodeord" not in told.value.sentence(Language("da"))


@pytest.mark.parametrize(
    ("host", "is_here"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True),
     ("localhost.example.com", False), ("10.0.0.1", False), ("", False)],
)  # fmt: skip
def test_this_computer_is_known_by_its_addresses(host: str, is_here: bool) -> None:
    assert is_loopback(host) == is_here


def test_a_client_has_a_name_and_limits_and_follows_nobody_elsewhere() -> None:
    with http_client("https://api.twilio.com") as client:
        assert client.headers["User-Agent"].startswith("jd-desktop/")
        limits = client.timeout
        assert None not in (limits.connect, limits.read, limits.write, limits.pool)
        assert not client.follow_redirects


def test_a_schools_proxy_is_used_outside_and_never_for_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    for address, trusts in (("https://api.twilio.com", True), ("http://127.0.0.1", False)):
        with http_client(address) as client:
            assert client.trust_env == trusts


def test_the_log_tells_of_a_call_but_not_what_was_said_or_by_whom(
    twilio: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    with (
        caplog.at_level(logging.DEBUG, "jd_desktop"),
        http_client(twilio.address) as client,
    ):
        client.post(path, data={"To": "+4520304050", "Body": "Hej"}, auth=(ACCOUNT, SECRET))
        client.get(path, params={"To": "+4520304050"}, auth=(ACCOUNT, SECRET))
    ours = [vars(r) for r in caplog.records if r.name.startswith("jd_desktop")]
    assert [(r["method"], r["host"], r["status"]) for r in ours] == [
        ("POST", "127.0.0.1", 400), ("GET", "127.0.0.1", 200),
    ]  # fmt: skip
    assert not any(word in str(ours) for word in ("20304050", "Hej", SECRET, ACCOUNT, "Basic"))


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError,
     httpx.UnsupportedProtocol],
)  # fmt: skip
def test_without_a_connection_nothing_was_sent(error: type[httpx.TransportError]) -> None:
    assert outcome_of(error("x")) == NothingSent()


def families(of: type[httpx.HTTPError]) -> list[type[httpx.HTTPError]]:
    """Return all kinds of an error, httpx's own, that have no kinds of their own."""
    below = [kind for kind in of.__subclasses__() if kind.__module__.split(".")[0] == "httpx"]
    return [leaf for kind in below for leaf in families(kind)] if below else [of]


def test_whatever_else_may_go_wrong_leaves_us_unsure() -> None:
    unsure = {
        kind
        for kind in families(httpx.TransportError)
        if isinstance(outcome_of(kind("x")), Uncertain)
    }
    assert unsure == {
        httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.WriteError,
        httpx.CloseError, httpx.LocalProtocolError, httpx.RemoteProtocolError,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0"}, 2),
        ({"Retry-After": "9" * 400}, 3600),
        ({"Retry-After": "soon"}, 2),
        ({"Retry-After": "-5"}, 2),
        ({}, 2),
        ({"Retry-After": "Mon, 23 Nov 2026 07:01:30 GMT", "Date": "Mon, 23 Nov 2026 07:00:00 GMT"},
         90),
        ({"Retry-After": "Mon, 23 Nov 2026 07:01:30 GMT"}, 2),
        ({"Retry-After": "Mon, 23 Nov 2020 07:01:30 GMT", "Date": "Mon, 23 Nov 2026 07:00:00 GMT"},
         2),
    ],
)  # fmt: skip
def test_when_to_come_back_is_read_with_care(headers: dict[str, str], seconds: int) -> None:
    assert retry_after(httpx.Response(429, headers=headers)) == timedelta(seconds=seconds)
