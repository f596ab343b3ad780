"""What SparkPost's answers and events mean, in a person's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jd_desktop.domain.bounces import REFUSED, Bounce, bounce
from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import text
from jd_desktop.domain.message import (
    Accepted,
    ChannelBroken,
    NothingSent,
    Outcome,
    Refused,
    Uncertain,
)
from jd_desktop.domain.ports import EmailEvent, EmailStatus
from jd_desktop.integrations.http import Answer
from jd_desktop.integrations.letter import BAD_ADDRESS

KEY = text("SparkPost kender ikke nøglen. Ret den i indstillingerne.")
RIGHT = text("SparkPost-nøglen må ikke sende. Giv den ret til «Transmissions: Read/Write».")
NOWHERE = text("Der er ingen SparkPost på adressen. Ret sparkpost.base_url.")
LIMIT = text("SparkPost-kontoen har nået sin grænse. Log ind hos SparkPost.")
DOMAIN = text("Afsenderens domæne er ikke bekræftet hos SparkPost. Bekræft det dér.")

_TOO_MANY = 429
_RECIPIENT = re.compile(r"recipient|address", re.IGNORECASE)
_SUPPRESSED = re.compile(r"suppress", re.IGNORECASE)
_DOMAIN_CODES = frozenset({"7000", "7001", "7002"})
_CHANNEL: Mapping[int, ChannelBroken] = {
    401: ChannelBroken(KEY, "401"),
    403: ChannelBroken(RIGHT, "403"),
    404: ChannelBroken(NOWHERE, "404"),
    405: ChannelBroken(NOWHERE, "405"),
    420: ChannelBroken(LIMIT, "420"),
}

EVENTS = (
    "injection", "delivery", "bounce", "out_of_band", "policy_rejection", "generation_failure",
    "generation_rejection", "spam_complaint", "list_unsubscribe", "link_unsubscribe",
)  # fmt: skip
"""The events that say what became of a message; opens and clicks are nobody's business."""


def outcome(answer: Answer) -> Outcome:
    """Return what an answer to a transmission came to."""
    if answer.status == _TOO_MANY:
        return NothingSent(max(answer.retry_after, timedelta(seconds=5)))
    if answer.status in _CHANNEL:
        return _CHANNEL[answer.status]
    if answer.is_ambiguous:
        return Uncertain(str(answer.status))
    told = document(answer)
    return _taken(told) if answer.status < 300 else _refused(answer.status, told)


def document(answer: Answer) -> dict[str, Any]:
    """Return an answer's document; an empty one where it is cut short or not SparkPost's."""
    return answer.document if isinstance(answer.document, dict) else {}


def _taken(told: dict[str, Any]) -> Outcome:
    results = told.get("results")
    if not isinstance(results, dict) or not results.get("id"):
        return Uncertain("an answer without an id")
    if results.get("total_rejected_recipients"):
        return Refused("rejected", BAD_ADDRESS)
    return Accepted(str(results["id"]))


def _refused(status: int, told: dict[str, Any]) -> Outcome:
    code, said = _first_error(told)
    if code in _DOMAIN_CODES or "sending domain" in said.lower():
        return ChannelBroken(DOMAIN, code)
    if _SUPPRESSED.search(said):
        return Refused(code or str(status), BAD_ADDRESS, lasting=True)
    if _RECIPIENT.search(said):
        return Refused(code or str(status), BAD_ADDRESS)
    return Refused(code or str(status), REFUSED.reason)


def _first_error(told: dict[str, Any]) -> tuple[str, str]:
    errors = told.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(first, dict):
        return "", ""
    return str(first.get("code") or ""), f"{first.get('message')} {first.get('description')}"


def event(row: Any) -> EmailEvent | None:
    """Return what an event tells of a message of ours; None for another's, or for none."""
    try:
        meta = row.get("rcpt_meta")
        outbox_id = str(meta["outbox_id"]) if isinstance(meta, dict) else ""
        status = _status(str(row["type"]), str(row.get("bounce_class") or ""))
        if not outbox_id or status is None:
            return None
        return EmailEvent(
            str(row["event_id"]),
            outbox_id,
            str(row.get("transmission_id") or row.get("message_id") or ""),
            str(row.get("raw_rcpt_to") or row.get("rcpt_to") or ""),
            instant(row["timestamp"]),
            status,
        )
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _status(kind: str, bounce_class: str) -> EmailStatus | None:
    if kind == "injection":
        return EmailStatus("accepted")
    if kind == "delivery":
        return EmailStatus("delivered")
    if kind == "spam_complaint":
        return EmailStatus("delivered", complained=True)
    if kind in ("list_unsubscribe", "link_unsubscribe"):
        return EmailStatus("delivered", unwanted=True)
    if kind in ("bounce", "out_of_band"):
        why = bounce(bounce_class)
        return None if why is None else _came_back(why)
    return _came_back(REFUSED) if kind in EVENTS else None


def _came_back(why: Bounce) -> EmailStatus:
    return EmailStatus(
        "undelivered", why.reason, why.code, unwanted=why.unwanted, lasting=why.lasting
    )
