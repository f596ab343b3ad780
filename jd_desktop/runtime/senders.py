"""The ways out, made from this computer's settings and secrets."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from jd_desktop.domain.clock import Clock
from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.ports import EmailEvents, EmailSender, Finding, SmsSender
from jd_desktop.host.secrets import Secrets
from jd_desktop.host.settings import Settings

if TYPE_CHECKING:
    from jd_desktop.integrations.mailtrap_api import MailtrapApi
    from jd_desktop.integrations.smtp_email import SmtpEmail
    from jd_desktop.integrations.sparkpost_api import SparkPostApi
    from jd_desktop.integrations.stripe_client import StripeClient
    from jd_desktop.integrations.twilio_sms import TwilioSms


class WaysOut:
    """How this computer reaches people: made anew at each call, so that settings count at once.

    Each raises BadInput where it is not set up, or would mix test and live, and
    SecretsUnavailable.
    """

    def __init__(self, settings: Settings, secrets: Secrets, clock: Clock):
        """Take where addresses and keys are kept, and the time; nothing is opened yet."""
        self._settings, self._secrets, self._clock = settings, secrets, clock

    def sms(self) -> SmsSender:
        """Return the way to Twilio."""
        twilio = self._twilio()
        twilio.prepare()
        return twilio

    def email(self) -> EmailSender:
        """Return the way for e-mail that the settings name."""
        email = self._email()
        email.prepare()
        return email

    def _email(self) -> SparkPostApi | MailtrapApi | SmtpEmail:
        provider = self._settings.get("email.provider")
        if provider.endswith("-smtp"):
            return self._smtp(provider.removesuffix("-smtp"))
        return self._sparkpost() if provider == "sparkpost" else self._mailtrap()

    def email_events(self) -> EmailEvents | None:
        """Return where to learn what became of e-mail, None where nobody keeps such a list.

        SparkPost tells of what came by SMTP too.
        """
        told = self._settings.get("email.provider").startswith("sparkpost")
        return self._sparkpost() if told else None

    def release(self, address: str) -> bool:
        """Let the vendor send to an address again that it had stopped sending to.

        Returns whether it had; raises Offline, Refused where the vendor will not.
        """
        if self.email_events() is None:
            return False  # Mailtrap's sandbox keeps nobody out
        with closing(self._sparkpost()) as sparkpost:
            return sparkpost.release(address)

    def payments(self) -> StripeClient:
        """Return the way to Stripe; close it after use."""
        from jd_desktop.integrations.stripe_account import StripeAccount
        from jd_desktop.integrations.stripe_client import StripeClient

        key, said = self._secret("stripe.api_key"), self._settings.get
        return StripeClient(StripeAccount(key, said("stripe.base_url"), said("mode")))

    def test(self, channel: str) -> Finding:
        """Try "sms", "email" or "stripe" without reaching anybody, and say what is wrong.

        Raises SecretsUnavailable; waits for the network.
        """
        try:
            if channel == "stripe":
                return self._test_payments()
            return self._test_sms() if channel == "sms" else self._test_email()
        except BadInput as error:
            return Finding(False, error.title, error.hint)

    def _test_payments(self) -> Finding:
        with closing(self.payments()) as payments:
            return payments.check()

    def _test_sms(self) -> Finding:
        with closing(self._twilio()) as sms:
            return sms.check()

    def _test_email(self) -> Finding:
        with closing(self._email()) as email:
            return email.check(self._settings.get("email.from_address"))

    def _twilio(self) -> TwilioSms:
        from jd_desktop.integrations.twilio_sms import TwilioAccount, TwilioSms

        said = self._settings.get
        own_key = said("twilio.key_sid")
        account = TwilioAccount(
            account_sid=said("twilio.account_sid"),
            username=own_key or said("twilio.account_sid"),
            password=self._secret("twilio.key_secret" if own_key else "twilio.auth_token"),
            sender=said("twilio.sender"),
            messaging_service_sid=said("twilio.messaging_service_sid"),
            base_url=said("twilio.base_url"),
            mode=said("mode"),
            hook=said("twilio.hook"),
        )
        return TwilioSms(account)

    def _sparkpost(self) -> SparkPostApi:
        from jd_desktop.integrations.sparkpost_api import SparkPostAccount, SparkPostApi

        key, said = self._secret("sparkpost.api_key"), self._settings.get
        return SparkPostApi(
            SparkPostAccount(key, said("sparkpost.base_url"), said("mode")), self._clock
        )

    def _mailtrap(self) -> MailtrapApi:
        from jd_desktop.integrations.mailtrap_api import MailtrapAccount, MailtrapApi

        token, said = self._secret("mailtrap.token"), self._settings.get
        sandbox, address = said("mailtrap.sandbox_id"), said("mailtrap.base_url")
        return MailtrapApi(MailtrapAccount(token, sandbox, address, said("mode")))

    def _smtp(self, vendor: str) -> SmtpEmail:
        from jd_desktop.integrations.smtp_email import SmtpAccount, SmtpEmail

        said, sparkpost = self._settings.get, vendor == "sparkpost"
        account = SmtpAccount(
            vendor=vendor,
            host=said(f"{vendor}.smtp_host"),
            port=int(said(f"{vendor}.smtp_port")),
            user="SMTP_Injection" if sparkpost else self._secret("mailtrap.smtp_user"),
            password=self._secret("sparkpost.api_key" if sparkpost else "mailtrap.smtp_password"),
            mode=said("mode"),
        )
        return SmtpEmail(account)

    def _secret(self, name: str) -> str:
        return self._secrets.get(name) or ""
