from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from jd_desktop.domain.clock import FixedClock
from jd_desktop.domain.errors import BadInput, Refused
from jd_desktop.domain.ports import EmailSender
from jd_desktop.host.preferences import PreferencesFile
from jd_desktop.host.secrets import EnvironmentSecrets, LayeredSecrets, MemorySecrets
from jd_desktop.host.settings import Settings
from jd_desktop.integrations.mailtrap_api import MailtrapApi
from jd_desktop.integrations.smtp_email import SmtpEmail
from jd_desktop.integrations.sparkpost_api import SparkPostApi
from jd_desktop.runtime.senders import WaysOut
from tests.support.mail_vendors import Vendor

SECRETS = (
    "sparkpost.api_key", "mailtrap.token", "mailtrap.smtp_user", "mailtrap.smtp_password",
    "twilio.auth_token",
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(PreferencesFile(tmp_path / "preferences.json"))
    made.set("mailtrap.sandbox_id", "4015")
    return made


def ways(settings: Settings, **told: str) -> WaysOut:
    """Return the ways out of a computer that has every secret."""
    for key, value in told.items():
        settings.set(key.replace("__", "."), value)
    kept = MemorySecrets()
    for name in SECRETS:
        kept.set(name, "word")
    secrets = LayeredSecrets(EnvironmentSecrets({}), kept)
    return WaysOut(settings, secrets, FixedClock(datetime(2026, 11, 23, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("provider", "mode", "kind", "looks_up"),
    [
        ("sparkpost", "live", SparkPostApi, True),
        ("sparkpost-smtp", "live", SmtpEmail, False),
        ("mailtrap", "test", MailtrapApi, True),
        ("mailtrap-smtp", "test", SmtpEmail, False),
    ],
)
def test_each_provider_is_one_way_with_its_own_mode(
    settings: Settings, provider: str, mode: str, kind: type, looks_up: bool
) -> None:
    other = "test" if mode == "live" else "live"
    with pytest.raises(BadInput):
        ways(settings, email__provider=provider, mode=other).email()
    sender: EmailSender = ways(settings, mode=mode).email()
    assert isinstance(sender, kind)
    assert sender.can_look_up == looks_up


def test_a_new_computer_sends_live_through_sparkpost(settings: Settings) -> None:
    assert isinstance(ways(settings).email(), SparkPostApi)


def test_sparkpost_tells_of_what_came_by_smtp_too(settings: Settings) -> None:
    assert isinstance(ways(settings, email__provider="sparkpost-smtp").email_events(), SparkPostApi)
    assert ways(settings, email__provider="mailtrap").email_events() is None


def test_a_computer_without_the_secret_says_which(settings: Settings) -> None:
    nothing = WaysOut(
        settings, EnvironmentSecrets({}), FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    )
    with pytest.raises(BadInput, match=r"sparkpost\.api_key"):
        nothing.email()


def test_a_test_reaches_nobody_by_sms_either(settings: Settings) -> None:
    told = {"twilio__account_sid": "AC1", "twilio__sender": "Koreskole"}
    assert ways(settings, **told).sms()
    with pytest.raises(BadInput):
        ways(settings, mode="test").sms()
    assert ways(settings, twilio__sender="+15005550006").sms()


def test_what_is_changed_counts_at_once(settings: Settings) -> None:
    out = ways(settings)
    assert isinstance(out.email(), SparkPostApi)
    settings.set("email.provider", "sparkpost-smtp")
    assert isinstance(out.email(), SmtpEmail)
    settings.set("sparkpost.smtp_host", "127.0.0.1")
    with pytest.raises(BadInput):
        out.email()


def test_an_address_is_released_where_a_vendor_keeps_it(
    settings: Settings, sparkpost: Vendor
) -> None:
    out = ways(settings, mode="test", sparkpost__base_url=sparkpost.url)
    with pytest.raises(Refused):
        out.release("ella@example.dk")  # its word is not the stand-in's key
    assert not ways(settings, email__provider="mailtrap").release("ella@example.dk")
