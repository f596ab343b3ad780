"""Messages: their states and ranks, what a send can come to, SMS alphabets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias
from unicodedata import normalize

from jd_desktop.domain.language import Text

RANKS: Mapping[str, int] = {
    "drafted": 0,
    "queued": 10,
    "suppressed": 15,
    "sending": 20,
    "uncertain": 30,
    "needs_decision": 40,
    "cancelled": 50,
    "expired": 50,
    "failed": 60,
    "accepted": 70,
    "sent": 80,
    "undelivered": 85,
    "delivered": 90,
}
"""A late lower status never overwrites a higher one. Knowing that it left (accepted and up)
beats every belief that it did not: a webhook or a look-up repairs a crash."""


def reached(state: str, said: str) -> str:
    """Return the state of a message of which something is said: it never falls.

    An equal rank changes nothing, a word that is not a state neither.
    """
    return said if RANKS.get(said, -1) > RANKS[state] else state


FINAL = frozenset({"delivered", "undelivered", "failed", "cancelled", "expired", "suppressed"})


@dataclass(frozen=True, slots=True)
class NothingSent:
    """Certainly nothing left: safe to try again, after `retry_after` where the vendor said so."""

    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The vendor has it, under this id."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have been accepted: never try again blindly."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A definite no to this message: a bad number, an empty text.

    `lasting` says that nothing can ever reach this address.
    """

    code: str
    reason: Text
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class ChannelBroken:
    """A no to every message: wrong key, no money, wrong sender; the channel must pause."""

    reason: Text
    code: str = ""


Outcome: TypeAlias = NothingSent | Accepted | Uncertain | Refused | ChannelBroken

_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("–—―−‐‑‒•", "-"),
        **dict.fromkeys("‘’‚‛′´`‹›", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys(
            "\t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f", " "
        ),
        # Seen by nobody: soft hyphens, marks of direction, joints between words.
        **dict.fromkeys("\u00ad\u200b\u200e\u200f\u202a\u202c\u2060\u2066\u2069\ufeff", ""),
        "…": "...",
    }
)
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, slots=True)
class Segments:
    """How many SMS a text becomes; `costly` are the characters that force the short alphabet."""

    count: int
    unicode: bool
    costly: tuple[str, ...]


def normalise(written: str) -> str:
    """Replace typographic characters that would more than double the price of an SMS.

    A letter that is written as two (å as a and a ring, as some computers do) becomes one.
    """
    return normalize("NFC", normalize("NFC", written).translate(_TYPOGRAPHY))


def segments(written: str) -> Segments:
    """Count segments: 160/153 septets in GSM-7, 70/67 UTF-16 units otherwise."""
    costly = tuple(dict.fromkeys(c for c in written if c not in _GSM and c not in _GSM_DOUBLE))
    if costly:
        return Segments(
            _split([2 if ord(c) > 0xFFFF else 1 for c in written], 70, 67), True, costly
        )
    return Segments(_split([2 if c in _GSM_DOUBLE else 1 for c in written], 160, 153), False, ())


def _split(sizes: list[int], whole: int, part: int) -> int:
    """A character of two units never stands across two segments."""
    if sum(sizes) <= whole:
        return 1
    count, room = 1, part
    for size in sizes:
        if size > room:
            count, room = count + 1, part
        room -= size
    return count
