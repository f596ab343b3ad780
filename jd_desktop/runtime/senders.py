"""The ways out, made from this computer's settings and secrets."""

from __future__ import annotations

from jd_desktop.domain.ports import SmsSender
from jd_desktop.host.secrets import Secrets
from jd_desktop.host.settings import Settings


def open_sms(settings: Settings, secrets: Secrets) -> SmsSender:
    """Return the way to Twilio; raises BadInput where it is not set up, SecretsUnavailable."""
    from jd_desktop.integrations.twilio_sms import TwilioAccount, TwilioSms

    own_key = settings.get("twilio.key_sid")
    secret = secrets.get("twilio.key_secret" if own_key else "twilio.auth_token")
    return TwilioSms(
        TwilioAccount(
            account_sid=settings.get("twilio.account_sid"),
            username=own_key or settings.get("twilio.account_sid"),
            password=secret or "",
            sender=settings.get("twilio.sender"),
            messaging_service_sid=settings.get("twilio.messaging_service_sid"),
            base_url=settings.get("twilio.base_url"),
            mode=settings.get("mode"),
        )
    )
