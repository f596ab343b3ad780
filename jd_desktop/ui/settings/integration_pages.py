"""The systems outside: what each needs and where a person finds it."""

from __future__ import annotations

from functools import partial

from jd_desktop.domain.language import text
from jd_desktop.ui.settings.integration import Integration, IntegrationPage, Outside
from jd_desktop.ui.settings.spec import COMPUTER, Page
from jd_desktop.ui.theme.look import Look

_SENDER = ("email.provider", "email.from_address", "email.from_name", "email.reply_to")
_CENTRAL = Integration(
    text(
        "Adressen på skolens central og din e-mail. Begge får du af den, der driver centralen."
        " Adgangen selv hentes, når du logger ind, og ligger i nøgleringen."
    ),
    ("central.url", "email", "device.name"),
    (), going="central", test="central",
)  # fmt: skip
_TWILIO = Integration(
    text(
        "Account SID og et Auth Token eller en API-nøgle: Twilio Console, forsiden og Account >"
        " API keys. Afsenderen er et købt nummer eller skolens navn på højst 11 tegn."
    ),
    ("twilio.account_sid", "twilio.key_sid", "twilio.sender", "twilio.messaging_service_sid",
     "twilio.hook", "twilio.base_url"),
    ("twilio.auth_token", "twilio.key_secret"), going="sms", test="sms",
)  # fmt: skip
_SPARKPOST = Integration(
    text(
        "En API-nøgle med rettigheden Transmissions (og Message Events for at høre, hvordan det"
        " gik): SparkPost, Configuration > API Keys. Afsenderens domæne skal være godkendt"
        " under Sending Domains."
    ),
    (*_SENDER, "sparkpost.base_url", "sparkpost.smtp_host", "sparkpost.smtp_port"),
    ("sparkpost.api_key",), going="email", test="sparkpost",
)  # fmt: skip
_MAILTRAP = Integration(
    text(
        "Til test: e-mail fanges og når ingen. Postkassens nummer står i adressen på siden, når"
        " den er åben i Mailtrap; nøglen under Settings > API Tokens."
    ),
    (*_SENDER, "mailtrap.sandbox_id", "mailtrap.base_url", "mailtrap.smtp_host",
     "mailtrap.smtp_port"),
    ("mailtrap.token", "mailtrap.smtp_user", "mailtrap.smtp_password"),
    going="email", test="mailtrap",
)  # fmt: skip
_STRIPE = Integration(
    text(
        "En begrænset nøgle (rk_…): Stripe Dashboard, Developers > API keys > Create restricted"
        " key. En nøgle til test begynder med rk_test_ og bruges kun i TEST."
    ),
    ("stripe.return_url", "stripe.base_url"), ("stripe.api_key",), going="stripe", test="stripe",
)  # fmt: skip
_ETEORI = Integration(
    text(
        "En adresse og en nøgle til skolens pakke. Dem får du af e-teori, når skolen har en"
        " aftale om at udveksle elever og resultater."
    ),
    ("eteori.base_url",), ("eteori.token",),
)  # fmt: skip
_FINDKORESKOLE = Integration(
    text(
        "En adresse og en nøgle til skolens profil. Dem får du af Find køreskole, når skolen har"
        " en aftale om at vise priser og få henvendelser."
    ),
    ("findkoreskole.base_url",), ("findkoreskole.token",),
)  # fmt: skip
_ALL = (
    ("central", text("Centralen"), text("Hvor skolens computere bliver enige."), _CENTRAL),
    ("twilio", text("Twilio"), text("SMS til elever."), _TWILIO),
    ("sparkpost", text("SparkPost"), text("E-mail i drift."), _SPARKPOST),
    ("mailtrap", text("Mailtrap"), text("E-mail i test: når ingen."), _MAILTRAP),
    ("stripe", text("Stripe"), text("Betaling med kort og MobilePay."), _STRIPE),
    ("eteori", text("e-teori"), text("Elevernes teori på nettet."), _ETEORI),
    ("findkoreskole", text("Find køreskole"), text("Skolens profil og henvendelser."),
     _FINDKORESKOLE),
)  # fmt: skip


def integration_pages(look: Look, outside: Outside) -> list[Page]:
    """Return a page for each system outside."""
    return [
        Page(name, title, about, COMPUTER, make=partial(IntegrationPage, look, outside, one),
             words=(text("Integrationer"), text("Nøgler"),
                    *map(outside.preferred.title, one.settings),
                    *map(outside.keyring.titles, one.secrets)))
        for name, title, about, one in _ALL
    ]  # fmt: skip
