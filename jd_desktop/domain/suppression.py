"""Addresses that must not be written to: why, and what that says of the student.

The same on the central, where a vendor's word arrives, and on a desktop that asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jd_desktop.domain.clock import wire
from jd_desktop.domain.ids import keyed
from jd_desktop.domain.language import Text, text

ACTIVE, LIFTED = "active", "lifted"

OPTED_OUT, UNSUBSCRIBED, COMPLAINED, BAD = "opted_out", "unsubscribed", "complained", "bad"
WORDS: Mapping[str, Text] = {
    OPTED_OUT: text("Har frameldt sig SMS"),
    UNSUBSCRIBED: text("Har frameldt sig e-mail"),
    COMPLAINED: text("Har meldt en e-mail som spam"),
    BAD: text("Adressen virker ikke"),
    "asked": text("Har bedt om det"),
}
"""The reasons for which an address is left alone, in words."""

_REFUSED = {"sms": "sms_refused", "email": "email_refused"}
_IS_BAD = {"sms": "phone_bad", "email": "email_bad"}
_ADDRESS = {"sms": "phone", "email": "email"}

SMS_OPTED_OUT = frozenset({"21610"})
"""Twilio's codes for a person who has said no."""

SMS_BAD = frozenset({"21211", "21214", "21217", "21614", "30005", "30006"})
"""Twilio's codes for a number that will never take an SMS."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An address that must be left alone: by which channel, why, by whose word, and since when."""

    channel: str
    address: str
    reason: str
    source: str
    at: datetime
    by: str = ""

    @property
    def key(self) -> str:
        """The address as it is compared."""
        return normal(self.channel, self.address)


def normal(channel: str, address: str) -> str:
    """Return an address as it is compared: e-mail without regard to great and small letters."""
    return address.strip().lower() if channel == "email" else address.strip()


def suppression_id(school_id: str, channel: str, address: str) -> str:
    """Name the record of an address, the same on every computer."""
    return keyed(school_id, "suppression", f"{channel}:{normal(channel, address)}")


def body(refusal: Refusal) -> dict[str, Any]:
    """Return the record of a refusal."""
    return {
        "channel": refusal.channel, "address": refusal.key, "reason": refusal.reason,
        "source": refusal.source, "by": refusal.by, "at": wire(refusal.at), "state": ACTIVE,
    }  # fmt: skip


def flags(refusal: Refusal, student: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a refusal changes of a student; nothing where they have another address now.

    So instructors, who do not see the list, know it of those whom they teach.
    """
    held = normal(refusal.channel, str(student.get(_ADDRESS[refusal.channel]) or ""))
    if held != refusal.key:
        return {}
    if refusal.reason == BAD:
        return {_IS_BAD[refusal.channel]: refusal.reason}
    return {_REFUSED[refusal.channel]: True}


def cleared(channel: str) -> dict[str, Any]:
    """Return what a student is no more once their address may be written to again."""
    return {_REFUSED[channel]: False, _IS_BAD[channel]: ""}


def of_code(channel: str, code: str, *, lasting: bool = False) -> str:
    """Return the reason that a vendor's definite no gives for leaving an address alone."""
    if channel == "sms":
        return of_sms(code)
    return BAD if lasting else ""


def of_sms(code: str) -> str:
    """Return the reason that a code of Twilio gives for leaving a number alone, "" for none."""
    if code in SMS_OPTED_OUT:
        return OPTED_OUT
    return BAD if code in SMS_BAD else ""


def of_email(*, complained: bool, unwanted: bool, lasting: bool) -> str:
    """Return the reason that what became of an e-mail gives for leaving an address alone."""
    if complained:
        return COMPLAINED
    if unwanted:
        return UNSUBSCRIBED
    return BAD if lasting else ""
