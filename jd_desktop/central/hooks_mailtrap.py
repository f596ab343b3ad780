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
from jd_desktop.domain.bounces import BLOCKED, BOUNCED, FULL, LATER, REFUSED, Bounce

MAILTRAP = "mailtrap"
SIGNATURE = "mailtrap-signature"
_OURS = "outbox_id"
_WAITS = "greylisting"
"""A first no that is meant to be asked again; the vendor does, and says how it ended."""
_BLOCKED = frozenset({"spam", "policy", "content", "reputation", "blocked"})
_FULL = frozenset({"mailbox_full", "quota", "over_quota"})


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
    said = _came_back(event, kind) if kind in ("bounce", "soft bounce") else _said(kind)
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
    if kind in ("suspension", "reject"):
        return {"state": "undelivered", "reason": REFUSED.code}
    if kind in ("spam", "spam_complaint"):
        return {"state": "delivered", "complained": True, "refusal": suppression.COMPLAINED}
    if kind == "unsubscribe":
        return {"state": "delivered", "refusal": suppression.UNSUBSCRIBED}
    return None


def _came_back(event: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    """Return what a bounce says; only an address that is wrong for good is left alone."""
    category = str(event.get("bounce_category") or "").lower().replace(" ", "_")
    if kind == "soft bounce" and category == _WAITS:
        return None
    why = _why(category, kind, str(event.get("response_code") or ""))
    refusal = suppression.of_email(complained=False, unwanted=False, lasting=why.lasting)
    return {"state": "undelivered", "reason": why.code, "refusal": refusal}


def _why(category: str, kind: str, code: str) -> Bounce:
    if category in _BLOCKED:
        return BLOCKED
    if category in _FULL:
        return FULL
    return LATER if kind == "soft bounce" or code.startswith("4") else BOUNCED


def _instant(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
