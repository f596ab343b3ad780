"""Who a way out may reach: a test never real people, live never a sandbox."""

from __future__ import annotations

from jd_desktop.domain.errors import BadInput
from jd_desktop.domain.language import Text, text
from jd_desktop.integrations.http import is_loopback

LIVE = "live"
SANDBOXES = frozenset({"sandbox.api.mailtrap.io", "sandbox.smtp.mailtrap.io"})
"""The vendors' own hosts that deliver to nobody. SparkPost has none."""

TWILIO_TEST_SENDER = "+15005550006"
"""Twilio sends from this number with test credentials only, and then to nobody."""


def why_not(mode: str, host: str, sender: str = "") -> Text | None:
    """Return why a mode may not use a host, None where it may; only "live" itself is live.

    `sender` is who an SMS is from, "" for a channel where that proves nothing.
    """
    to_nobody = host in SANDBOXES or is_loopback(host) or sender == TWILIO_TEST_SENDER
    if mode != LIVE and not to_nobody:
        return text("I test må der ikke sendes til {vært}, som når rigtige mennesker.", vært=host)
    if mode == LIVE and to_nobody:
        return text("I drift kan der ikke sendes til en testserver: {vært} når ingen.", vært=host)
    return None


def refuse_wrong(mode: str, host: str, sender: str = "") -> None:
    """Raise BadInput where a mode may not use a host."""
    wrong = why_not(mode, host, sender)
    if wrong is not None:
        raise BadInput(
            wrong,
            hint=text("Ret adressen eller «mode» i indstillingerne, så de passer sammen."),
        )
