"""What the program needs of the outside, whoever provides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from jd_desktop.domain.language import Text
from jd_desktop.domain.message import Outcome


@dataclass(frozen=True, slots=True)
class OutgoingSms:
    """An SMS ready to go: `to` is E.164; worth nothing after `expires_at`.

    `id` is that of the message's record, by which the vendor's word finds its way to the school.
    """

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


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test of a channel came to: whether it works, and in words what to do if not."""

    ok: bool
    sentence: Text
    hint: Text | None = None


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


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """An e-mail ready to go, to one person; worth nothing after `expires_at`.

    `id` is that of the message's record, by which the vendor's word finds its way to the school;
    `message_id` its Message-ID without angle brackets. Both are the same at each try. `html` and
    `reply_to` may be "".
    """

    id: str
    to: str
    to_name: str
    from_name: str
    from_address: str
    reply_to: str
    subject: str
    text: str
    html: str
    message_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class EmailStatus:
    """What the vendor says became of it: a state of domain.message, and why where it failed.

    `complained` says that the person called it spam, `unwanted` that they want no more; `lasting`
    that the address will never work.
    """

    state: str
    reason: Text | None = None
    code: str = ""
    complained: bool = False
    unwanted: bool = False
    lasting: bool = False


class EmailSender(Protocol):
    """Sends e-mail; where it `can_look_up`, it can be asked what became of one."""

    @property
    def can_look_up(self) -> bool:
        """Whether `find` can ever know; False where the vendor keeps nothing, as for SMTP."""
        ...

    def send(self, message: OutgoingEmail) -> Outcome:
        """Try once; never raises for what the network or the vendor does."""
        ...

    def status(self, provider_id: str) -> EmailStatus | None:
        """Ask about one message; None where the vendor cannot be asked now, or ever."""
        ...

    def find(
        self, message: OutgoingEmail, *, since: datetime, taken: frozenset[str] = frozenset()
    ) -> str | None:
        """Look an uncertain message up, `taken` ids left out; None where it is not there.

        Raises Offline where the vendor cannot be asked now.
        """
        ...


@dataclass(frozen=True, slots=True)
class EmailEvent:
    """One thing that a vendor tells of a message of ours: `id` is unique with the vendor."""

    id: str
    outbox_id: str
    provider_id: str
    address: str
    at: datetime
    status: EmailStatus


class EmailEvents(Protocol):
    """A vendor that tells in a list what became of all messages."""

    def events(self, since: datetime, cursor: str = "") -> tuple[tuple[EmailEvent, ...], str]:
        """Return a page of events from `since` on, and the cursor of the next page, "" at the end.

        Raises Offline where the vendor cannot be asked now.
        """
        ...
