"""Who we are at Stripe: a restricted key, for real money or for a test, never for both."""

from __future__ import annotations

from dataclasses import dataclass, field

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import text
from jd_desktop.integrations.http import checked_address
from jd_desktop.integrations.reach import LIVE, STRIPE_TEST_KEYS, refuse_wrong

_FULL, _RESTRICTED = "sk_live_", "rk_live_"


@dataclass(frozen=True, slots=True)
class StripeAccount:
    """A key, and where it is used; `mode` is the program's."""

    key: str = field(repr=False)
    base_url: str = "https://api.stripe.com"
    mode: str = "live"

    @property
    def is_live(self) -> bool:
        """Whether real money moves."""
        return self.mode == LIVE


def checked(account: StripeAccount) -> StripeAccount:
    """Return an account that can work; raises BadInput for one that would mix test and live."""
    key = account.key
    if not key or not key.isascii() or not key.isprintable():
        raise BadInput(
            text("Kortbetaling er ikke sat op: {felt} mangler.", felt="stripe.api_key"),
            hint=text("Udfyld det med jd-desktop secret set."),
        )
    if key.startswith(_FULL):
        raise BadInput(
            text("Nøglen må alt hos Stripe, og det er for meget."),
            hint=text("Lav en begrænset nøgle hos Stripe (den begynder med rk_live_)."),
        )
    if not key.startswith((_RESTRICTED, *STRIPE_TEST_KEYS)):
        raise BadInput(
            text("Det ligner ikke en nøgle fra Stripe."),
            hint=text("Den begynder med rk_live_, eller i test med rk_test_."),
        )
    is_real = key.startswith(_RESTRICTED)
    if is_real and not account.is_live:
        raise BadInput(
            text("Programmet er i test, men nøglen flytter rigtige penge."),
            hint=text("Brug en nøgle, der begynder med rk_test_."),
        )
    if not is_real and account.is_live:
        raise BadInput(
            text("Nøglen er kun til test hos Stripe, men programmet er i drift."),
            hint=text("Brug en nøgle, der begynder med rk_live_."),
        )
    refuse_wrong("stripe", account.mode, checked_address(account.base_url).host, sender=key)
    return account
