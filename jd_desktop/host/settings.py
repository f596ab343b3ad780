"""Settings of this computer: each declared once, kept with the preferences; no secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import get_args

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Text, text
from jd_desktop.host.preferences import LanguageCode, Preferences, PreferencesFile, Theme


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its meaning, what it is without a choice, and the choices where there are few."""

    title: Text
    default: str = ""
    choices: tuple[str, ...] = ()


SETTINGS: Mapping[str, Setting] = {
    "theme": Setting(text("Udseende"), "system", get_args(Theme)),
    "language": Setting(text("Sprog"), "da", get_args(LanguageCode)),
    "central.url": Setting(text("Centralens adresse")),
    "email": Setting(text("E-mail, som der logges ind med")),
    "device.name": Setting(text("Denne computers navn")),
    "device.id": Setting(text("Denne computers nummer hos centralen")),
    "mode": Setting(text("Drift eller test"), "live", ("live", "test")),
    "twilio.base_url": Setting(text("Twilios adresse"), "https://api.twilio.com"),
    "twilio.account_sid": Setting(text("Twilio-konto (Account SID)")),
    "twilio.key_sid": Setting(text("Twilio-nøgle (API Key SID)")),
    "twilio.sender": Setting(text("Afsender af SMS")),
    "twilio.messaging_service_sid": Setting(text("Twilio Messaging Service")),
    "twilio.hook": Setting(text("Adresse, som Twilio fortæller om en SMS på")),
    "email.provider": Setting(
        text("Vejen for e-mail"),
        "sparkpost",
        ("sparkpost", "sparkpost-smtp", "mailtrap", "mailtrap-smtp"),
    ),
    "automation.here": Setting(
        text("Denne computer må sende automatiske beskeder"), "yes", ("yes", "no")
    ),
    "email.from_address": Setting(text("Afsenderens e-mail-adresse")),
    "email.from_name": Setting(text("Afsenderens navn i e-mail")),
    "email.reply_to": Setting(text("Adresse, som svar på e-mail går til")),
    "sparkpost.base_url": Setting(text("SparkPosts adresse"), "https://api.eu.sparkpost.com"),
    "sparkpost.smtp_host": Setting(text("SparkPosts mailserver"), "smtp.eu.sparkpostmail.com"),
    "sparkpost.smtp_port": Setting(text("SparkPosts mailserver, port"), "587"),
    "mailtrap.base_url": Setting(text("Mailtraps adresse"), "https://sandbox.api.mailtrap.io"),
    "mailtrap.sandbox_id": Setting(text("Nummeret på Mailtraps postkasse")),
    "mailtrap.smtp_host": Setting(text("Mailtraps mailserver"), "sandbox.smtp.mailtrap.io"),
    "mailtrap.smtp_port": Setting(text("Mailtraps mailserver, port"), "587"),
    "stripe.base_url": Setting(text("Stripes adresse"), "https://api.stripe.com"),
    "stripe.return_url": Setting(text("Siden, som man ser, når der er betalt")),
    "eteori.base_url": Setting(text("Adressen på e-teori")),
    "findkoreskole.base_url": Setting(text("Adressen på Find køreskole")),
    "outbox.hold_s": Setting(text("Så længe kan en SMS fortrydes, i sekunder"), "60"),
    "outbox.first_poll_s": Setting(text("Første spørgsmål om en SMS, efter sekunder"), "15"),
    "outbox.quarantine_s": Setting(text("Ventetid før en uvis SMS sendes igen, i sekunder"), "600"),
}
SECRETS: Mapping[str, Text] = {
    "twilio.key_secret": text("Hemmelighed til Twilio-nøglen"),
    "twilio.auth_token": text("Twilio Auth Token"),
    "sparkpost.api_key": text("SparkPost-nøgle"),
    "stripe.api_key": text("Stripe-nøgle (begrænset)"),
    "mailtrap.token": text("Mailtrap-nøgle"),
    "eteori.token": text("Nøgle til e-teori"),
    "findkoreskole.token": text("Nøgle til Find køreskole"),
    "mailtrap.smtp_user": text("Bruger på Mailtraps mailserver"),
    "mailtrap.smtp_password": text("Adgangskode til Mailtraps mailserver"),
}


class Settings:
    """Reads and writes settings in the preferences file, the environment before it.

    What the environment says (JD_SETTING_…) is never written, and cannot be changed here.
    """

    def __init__(self, file: PreferencesFile, environ: Mapping[str, str] | None = None):
        """Take the file; it is read at every question, so that two programs agree."""
        self._file, self._environ = file, environ or {}

    @staticmethod
    def variable(key: str) -> str:
        """Return the variable that decides: twilio.sender is JD_SETTING_TWILIO_SENDER."""
        return f"JD_SETTING_{key.upper().replace('.', '_')}"

    def is_managed(self, key: str) -> bool:
        """Whether the environment decides."""
        return bool(self._environ.get(self.variable(key)))

    def get(self, key: str) -> str:
        """Return a setting; raises BadInput for one that is not known."""
        declared = _declared(key)
        said = self._environ.get(self.variable(key))
        if said:
            _refuse_unfit(key, said)
            return said
        preferences, _ = self._file.load()
        if key in ("theme", "language"):
            return str(getattr(preferences, key))
        return str(preferences.others.get(key, declared.default))

    def set(self, key: str, value: str) -> None:
        """Change a setting; raises BadInput for a value that it cannot have."""
        _refuse_unfit(key, value)
        if self.is_managed(key):
            raise BadInput(
                text(
                    "{variable} styres af miljøet og kan ikke ændres her.",
                    variable=self.variable(key),
                ),
                hint=text("Ret variablen, hvor programmet startes."),
            )
        preferences, _ = self._file.load()
        self._file.save(_changed(preferences, key, value))

    def forget_school(self) -> None:
        """Forget everything but how the program looks and speaks."""
        preferences, _ = self._file.load()
        self._file.save(replace(preferences, others={}))

    def all(self) -> dict[str, str]:
        """Return every setting."""
        return {key: self.get(key) for key in SETTINGS}


def _refuse_unfit(key: str, value: str) -> None:
    declared = _declared(key)
    if declared.choices and value not in declared.choices:
        raise BadInput(
            text("{værdi} kan ikke bruges til {navn}.", værdi=value, navn=key),
            hint=text("Vælg en af: {valg}.", valg=", ".join(declared.choices)),
        )
    if declared.default.isdecimal() and not value.isdecimal():
        raise BadInput(
            text("{værdi} kan ikke bruges til {navn}.", værdi=value, navn=key),
            hint=text("Skriv et helt tal."),
        )


def _changed(preferences: Preferences, key: str, value: str) -> Preferences:
    if key == "theme":
        return replace(preferences, theme=value)  # type: ignore[arg-type]  # checked against choices
    if key == "language":
        return replace(preferences, language=value)  # type: ignore[arg-type]  # checked as well
    return replace(preferences, others={**preferences.others, key: value})


def _declared(key: str) -> Setting:
    if key not in SETTINGS:
        raise BadInput(
            text("Indstillingen {navn} findes ikke.", navn=key),
            hint=text("De, der findes: {valg}.", valg=", ".join(SETTINGS)),
        )
    return SETTINGS[key]
