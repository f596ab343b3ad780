"""Twilio's webhooks: its signature, the status of an SMS, and somebody who answers STOP."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha1, sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jd_desktop.central.hook_effects import Word
from jd_desktop.central.hooks import is_same
from jd_desktop.domain import suppression

TWILIO = "twilio"
SIGNATURE = "x-twilio-signature"
SETTINGS = "x-twilio-webhooks-signature-settings"
STATES: Mapping[str, str] = {
    "accepted": "accepted", "scheduled": "accepted", "queued": "accepted", "sending": "accepted",
    "sent": "sent", "partially_delivered": "sent", "delivered": "delivered", "read": "delivered",
    "undelivered": "undelivered", "failed": "undelivered", "canceled": "undelivered",
}  # fmt: skip
"""Twilio's words for what became of a message, in ours."""

_HASHES: Mapping[str, Callable[..., Any]] = {"HMAC_SHA1": sha1, "HMAC_SHA256": sha256}
_PORTS = {"https": 443, "http": 80}
Fields = Sequence[tuple[str, str]]


def read_form(body: bytes) -> Fields:
    """Read a form; raises ValueError for what Twilio never sends."""
    return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200)


def is_signed(
    addresses: Iterable[str], fields: Fields, headers: Mapping[str, str], secret: str
) -> bool:
    """Whether one of the addresses, by which we may have been reached, is signed with the fields.

    Twilio signs what it was told to call, which a proxy that ends TLS does not let us see; with or
    without the port is not always the same either.
    """
    given, algorithm = headers.get(SIGNATURE, ""), _algorithm(headers.get(SETTINGS, ""))
    if not secret or not given or algorithm not in _HASHES:
        return False
    written = "".join(name + value for name, value in sorted(set(fields)))
    tried = [
        is_same(given, sign(each + written, secret, algorithm))
        for address in addresses
        for each in _spelled(address)
    ]
    return any(tried)


def sign(written: str, secret: str, algorithm: str = "HMAC_SHA1") -> str:
    """Return the signature of an address with its fields, names and values without a space."""
    made = hmac.new(secret.encode(), written.encode(), _HASHES[algorithm])
    return b64encode(made.digest()).decode()


def status_word(message_id: str, fields: Fields) -> Word | None:
    """Read what became of an SMS; None for a word that is none of ours."""
    told = dict(fields)
    sid, status = told.get("MessageSid", ""), told.get("MessageStatus", "").lower()
    state, code = STATES.get(status), told.get("ErrorCode", "")
    if not sid or state is None:
        return None
    return Word(
        f"{sid}:{status}", message_id, sid, state,
        reason=code if state == "undelivered" else "", code=code, channel="sms",
        address=told.get("To", ""), refusal=suppression.of_sms(code),
    )  # fmt: skip


def answer_word(fields: Fields) -> Word | None:
    """Read an SMS that somebody sent us; None unless it says that they want no more."""
    told = dict(fields)
    sid, sender = told.get("MessageSid", ""), told.get("From", "")
    if not sid or not sender or told.get("OptOutType", "").upper() != "STOP":
        return None
    return Word(sid, channel="sms", address=sender, refusal=suppression.OPTED_OUT)


def _algorithm(settings: str) -> str:
    parts = (part.partition("=") for part in settings.split(","))
    named = [value.strip().upper() for name, _, value in parts if name.strip() == "algorithm"]
    return next(filter(None, named), "HMAC_SHA1")


def _spelled(address: str) -> tuple[str, ...]:
    """Return an address with and without its port."""
    at = urlsplit(address)
    if at.port:
        bare = at.netloc.rpartition(":")[0]
        return address, at._replace(netloc=bare).geturl()
    return address, at._replace(netloc=f"{at.netloc}:{_PORTS[at.scheme]}").geturl()
