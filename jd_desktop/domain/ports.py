"""What the program needs of the outside, whoever provides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from jd_desktop.domain.language import Text
from jd_desktop.domain.message import Outcome


@dataclass(frozen=True, slots=True)
class OutgoingSms:
    """An SMS ready to go: `to` is E.164; worth nothing after `expires_at`."""

    id: str
    to: str
    body: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SmsStatus:
    """What the vendor says became of it: a state of domain.message, and why where it failed."""

    state: str
    reason: Text | None = None
    code: str = ""


class SmsSender(Protocol):
    """Sends SMS and can be asked what became of one."""

    def send(self, message: OutgoingSms) -> Outcome:
        """Try once; never raises for what the network or the vendor does."""
        ...

    def status(self, provider_id: str) -> SmsStatus | None:
        """Ask about one message; None where the vendor cannot be asked now."""
        ...

    def find(
        self, message: OutgoingSms, *, since: datetime, taken: frozenset[str] = frozenset()
    ) -> str | None:
        """Look an uncertain message up, `taken` ids left out; None where it is not there.

        Raises Offline where the vendor cannot be asked now.
        """
        ...
