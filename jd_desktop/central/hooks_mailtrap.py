"""Mailtrap's webhooks: its signature, and the events of our e-mails."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from jd_desktop.central.hook_effects import Word
from jd_desktop.central.hooks import is_same
from jd_desktop.domain import suppression
from jd_desktop.domain.bounces import BOUNCED, REFUSED

MAILTRAP = "mailtrap"
SIGNATURE = "mailtrap-signature"
_OURS = "outbox_id"


def is_signed(body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """Whether these very bytes are signed with the secret."""
    made = hmac.new(secret.encode(), body, sha256).hexdigest()
    return bool(secret) and is_same(headers.get(SIGNATURE, "").strip().lower(), made)


def words(body: bytes) -> Iterator[Word]:
    """Read a batch, as one document or a line each; raises ValueError for what is none."""
    for each in _events(body):
        word = _word(each)
        if word is not None:
            yield word


def _events(body: bytes) -> list[Any]:
    try:
        told = [msgspec.json.decode(body)]
    except msgspec.MsgspecError:
        told = [msgspec.json.decode(line) for line in body.splitlines() if line.strip()]
    first = told[0] if told else None
    if isinstance(first, dict) and isinstance(first.get("events"), list):
        return list(first["events"])
    if isinstance(first, dict) and "event" in first:
        return told
    raise ValueError("no events")


def _word(event: Any) -> Word | None:
    if not isinstance(event, dict) or not event.get("event_id"):
        return None
    kind, ours = str(event.get("event")), event.get("custom_variables")
    said = _said(kind)
    if said is None:
        return None
    return Word(
        str(event["event_id"]),
        str(ours.get(_OURS) or "") if isinstance(ours, dict) else "",
        str(event.get("message_id") or ""),
        channel="email", address=str(event.get("email") or ""),
        code=str(event.get("response_code") or ""), at=_instant(event.get("timestamp")), **said,
    )  # fmt: skip


def _said(kind: str) -> dict[str, Any] | None:
    """Return what an event says; None for what is nobody's business, or not the end."""
    if kind == "delivery":
        return {"state": "delivered"}
    if kind == "bounce":
        return {"state": "undelivered", "reason": BOUNCED.code, "refusal": suppression.BAD}
    if kind in ("suspension", "reject"):
        return {"state": "undelivered", "reason": REFUSED.code}
    if kind == "spam_complaint":
        return {"state": "delivered", "complained": True, "refusal": suppression.COMPLAINED}
    if kind == "unsubscribe":
        return {"state": "delivered", "refusal": suppression.UNSUBSCRIBED}
    return None


def _instant(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
