"""Who a way out may reach: a test never real people, live never a sandbox."""

from __future__ import annotations

from collections.abc import Mapping

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Text, text
from jd_desktop.integrations.http import is_loopback

LIVE = "live"
SANDBOXES: Mapping[str, frozenset[str]] = {
    "mailtrap": frozenset({"sandbox.api.mailtrap.io", "sandbox.smtp.mailtrap.io"}),
    "sparkpost": frozenset(),
    "stripe": frozenset(),
    "twilio": frozenset(),
}
"""Each vendor's own hosts that deliver to nobody: SparkPost, Stripe and Twilio have none."""

TWILIO_TEST_SENDER = "+15005550006"
"""Twilio sends from this number with test credentials only, and then to nobody."""

STRIPE_TEST_KEYS = ("rk_test_", "sk_test_")
"""With such a key Stripe's own host moves no money."""


def why_not(vendor: str, mode: str, host: str, *, sender: str = "") -> Text | None:
    """Return why a mode may not use a host of a vendor, None where it may; raises KeyError.

    Only "live" itself is live. `sender` is who an SMS is from, or the key that Stripe knows us by.
    """
    is_trial = (vendor == "twilio" and sender == TWILIO_TEST_SENDER) or (
        vendor == "stripe" and sender.startswith(STRIPE_TEST_KEYS)
    )
    to_nobody = is_loopback(host) or is_trial
    if mode != LIVE and not (to_nobody or host in SANDBOXES[vendor]):
        return text("I test må der ikke sendes til {vært}, som når rigtige mennesker.", vært=host)
    if mode == LIVE and (to_nobody or any(host in hosts for hosts in SANDBOXES.values())):
        return text("I drift kan der ikke sendes til en testserver: {vært} når ingen.", vært=host)
    return None


def refuse_wrong(vendor: str, mode: str, host: str, *, sender: str = "") -> None:
    """Raise BadInput where a mode may not use a host of a vendor."""
    wrong = why_not(vendor, mode, host, sender=sender)
    if wrong is not None:
        raise BadInput(
            wrong,
            hint=text("Ret adressen eller «mode» i indstillingerne, så de passer sammen."),
        )
