"""What a test of a channel found, in a person's words; and the letter that it sends to nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from jd_desktop.domain.language import text
from jd_desktop.domain.message import Accepted, ChannelBroken, Outcome, Refused, Uncertain
from jd_desktop.domain.ports import Finding, OutgoingEmail
from jd_desktop.integrations.http import Unanswered

_NEVER = datetime.max.replace(tzinfo=UTC)


def works(vendor: str) -> Finding:
    """Say that all is well."""
    return Finding(True, text("Det virker: {udbyder} tager imod.", udbyder=vendor))


def of_outcome(outcome: Outcome | None, vendor: str) -> Finding:
    """Say what a try came to; None is one that went well and sent nothing."""
    if outcome is None or isinstance(outcome, Accepted):
        return works(vendor)
    if isinstance(outcome, ChannelBroken | Refused):
        return Finding(False, outcome.reason)
    if isinstance(outcome, Uncertain):
        return Finding(
            False,
            text("{udbyder} svarer, men ikke klart.", udbyder=vendor),
            text("Prøv igen om lidt. Bliver det ved, så spørg udbyderen."),
        )
    return unreachable(vendor)


def of_silence(error: Unanswered, vendor: str) -> Finding:
    """Say why nobody answered."""
    if not error.is_distrust:
        return unreachable(vendor)
    return Finding(
        False,
        text("Certifikatet hos {udbyder} kan ikke godkendes.", udbyder=vendor),
        text("Tjek computerens ur og adressen. På et hotel eller en café: log på nettet først."),
    )


def unreachable(vendor: str) -> Finding:
    """Say that nobody is there, or that they are too busy."""
    return Finding(
        False,
        text("{udbyder} kan ikke nås lige nu.", udbyder=vendor),
        text("Tjek internettet og adressen i indstillingerne, og prøv igen."),
    )


def trial(sender: str, to: str) -> OutgoingEmail:
    """Return an e-mail for an address where nobody lives."""
    made = f"test-{uuid4()}"
    return OutgoingEmail(
        id=made,
        to=to,
        to_name="",
        from_name="",
        from_address=sender,
        reply_to="",
        subject="Test",
        text="Test æøå",
        html="",
        message_id=f"{made}@{sender.rpartition('@')[2] or 'invalid'}",
        expires_at=_NEVER,
    )
