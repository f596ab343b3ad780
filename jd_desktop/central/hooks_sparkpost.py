"""SparkPost's webhooks: the secret that they show, and batches of events of our e-mails."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from jd_desktop.central.hook_effects import Word
from jd_desktop.central.hooks import hashed, is_same
from jd_desktop.domain import suppression
from jd_desktop.domain.bounces import REFUSED, Bounce, bounce

SPARKPOST = "sparkpost"
SECRET = "x-jd-hook-secret"
"""The header that a webhook at SparkPost may be told to send; basic authentication does, too."""

_OURS = "outbox_id"
_REFUSED = frozenset({"policy_rejection", "generation_failure", "generation_rejection"})


def shows(headers: Mapping[str, str], kept: str) -> bool:
    """Whether a request shows the secret of which we keep the hash."""
    given = headers.get(SECRET, "") or _password(headers.get("authorization", ""))
    return bool(kept and given) and is_same(hashed(given), kept)


def words(body: bytes) -> Iterator[Word]:
    """Read a batch; raises ValueError for what is none. An empty one is how SparkPost tests us."""
    told = msgspec.json.decode(body)
    if not isinstance(told, list):
        raise ValueError("no batch")
    for row in told:
        envelope = row.get("msys") if isinstance(row, dict) else None
        for event in envelope.values() if isinstance(envelope, dict) else ():
            word = _word(event)
            if word is not None:
                yield word


def _word(event: Any) -> Word | None:
    if not isinstance(event, dict) or not event.get("event_id"):
        return None
    meta = event.get("rcpt_meta")
    said = _said(str(event.get("type")), str(event.get("bounce_class") or ""))
    if said is None or not isinstance(meta, dict) or not meta.get(_OURS):
        return None
    return Word(
        str(event["event_id"]),
        str(meta[_OURS]),
        str(event.get("transmission_id") or event.get("message_id") or ""),
        channel="email", address=str(event.get("raw_rcpt_to") or event.get("rcpt_to") or ""),
        at=_instant(event.get("timestamp")), **said,
    )  # fmt: skip


def _said(kind: str, bounce_class: str) -> dict[str, Any] | None:
    """Return what an event says; None for opens and clicks, and for delays."""
    if kind == "injection":
        return {"state": "accepted"}
    if kind == "delivery":
        return {"state": "delivered"}
    if kind == "spam_complaint":
        return {"state": "delivered", "complained": True, "refusal": suppression.COMPLAINED}
    if kind in ("list_unsubscribe", "link_unsubscribe"):
        return {"state": "delivered", "refusal": suppression.UNSUBSCRIBED}
    if kind in _REFUSED:
        return _came_back(REFUSED, "")
    why = bounce(bounce_class) if kind in ("bounce", "out_of_band") else None
    return None if why is None else _came_back(why, bounce_class)


def _came_back(why: Bounce, code: str) -> dict[str, Any]:
    refusal = suppression.of_email(complained=False, unwanted=why.unwanted, lasting=why.lasting)
    return {"state": "undelivered", "reason": why.code, "code": code, "refusal": refusal}


def _password(authorization: str) -> str:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(rest, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _instant(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
