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


@pytest.mark.parametrize("vendor", ["mailtrap", "sparkpost", "twilio"])
@pytest.mark.parametrize("mode", ["test", "", "LIVE", "dev", "demo", "live "])
def test_nothing_but_live_reaches_people(vendor: str, mode: str) -> None:
    reached = [host for host in REAL + LOOKS_LIKE if why_not(vendor, mode, host) is None]
    assert reached == []
    with pytest.raises(BadInput):
        refuse_wrong(vendor, mode, REAL[0])


@pytest.mark.parametrize("vendor", ["mailtrap", "sparkpost", "twilio"])
@pytest.mark.parametrize("host", NOBODY)
def test_live_uses_nothing_that_reaches_nobody(vendor: str, host: str) -> None:
    assert why_not(vendor, "live", host) is not None


@pytest.mark.parametrize("host", NOBODY)
def test_a_test_uses_its_own_vendors_sandbox_and_this_computer(host: str) -> None:
    assert why_not("mailtrap", "test", host) is None
    for vendor in ("sparkpost", "twilio"):
        assert (why_not(vendor, "test", host) is None) == ("mailtrap" not in host)


@pytest.mark.parametrize("vendor", ["mailtrap", "sparkpost", "twilio"])
@pytest.mark.parametrize("host", [host for host in REAL if host])
def test_live_reaches_the_vendors(vendor: str, host: str) -> None:
    assert why_not(vendor, "live", host) is None


def test_twilios_test_sender_is_for_tests_alone() -> None:
    host, tester = "api.twilio.com", "+15005550006"
    assert why_not("twilio", "test", host, sender=tester) is None
    assert why_not("twilio", "test", host, sender="Koreskole") is not None
    assert why_not("twilio", "live", host, sender=tester) is not None
    assert why_not("twilio", "live", host, sender="Koreskole") is None
    assert why_not("sparkpost", "test", "api.eu.sparkpost.com", sender=tester) is not None
