from __future__ import annotations

import pytest

from jd_desktop.domain.errors import BadInput
from jd_desktop.integrations.reach import refuse_wrong, why_not

REAL = [
    "api.eu.sparkpost.com",
    "api.sparkpost.com",
    "smtp.eu.sparkpostmail.com",
    "send.api.mailtrap.io",
    "live.smtp.mailtrap.io",
    "bulk.smtp.mailtrap.io",
    "mailtrap.io",
    "api.twilio.com",
    "smtp.gmail.com",
    "",
]
NOBODY = [
    "sandbox.api.mailtrap.io",
    "sandbox.smtp.mailtrap.io",
    "127.0.0.1",
    "127.8.9.1",
    "::1",
    "localhost",
]
LOOKS_LIKE = [
    "sandbox.api.mailtrap.io.evil.dk",
    "evil-sandbox.api.mailtrap.io",
    "localhost.evil.dk",
    "127.0.0.1.evil.dk",
    "sandbox.sparkpost.com",
    "0.0.0.0",
    "169.254.0.1",
    "192.168.1.2",
]


@pytest.mark.parametrize("mode", ["test", "", "LIVE", "dev", "demo", "live "])
@pytest.mark.parametrize("host", REAL + LOOKS_LIKE)
def test_nothing_but_live_reaches_people(mode: str, host: str) -> None:
    assert why_not(mode, host) is not None
    with pytest.raises(BadInput):
        refuse_wrong(mode, host)


@pytest.mark.parametrize("host", NOBODY)
def test_a_test_may_use_what_reaches_nobody_and_live_may_not(host: str) -> None:
    assert why_not("test", host) is None
    assert why_not("live", host) is not None


@pytest.mark.parametrize("host", [host for host in REAL if host])
def test_live_reaches_the_vendors(host: str) -> None:
    assert why_not("live", host) is None


def test_twilios_test_sender_is_for_tests_alone() -> None:
    assert why_not("test", "api.twilio.com", "+15005550006") is None
    assert why_not("test", "api.twilio.com", "Koreskole") is not None
    assert why_not("live", "api.twilio.com", "+15005550006") is not None
    assert why_not("live", "api.twilio.com", "Koreskole") is None
