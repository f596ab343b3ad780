"""What the program needs of a vendor that takes payments on pages of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from jd_desktop.domain.message import ChannelBroken, NothingSent, Refused, Uncertain
from jd_desktop.domain.ports import Finding

Document: TypeAlias = Mapping[str, Any]
"""An object as the vendor writes it."""

LINK, SESSION, REFUND = "link", "session", "refund"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A request as it was written down before it was sent: each try is the same, word for word.

    `key` is what the vendor knows it by, so that it is carried out once however often it comes.
    """

    what: str
    key: str
    body: Document


@dataclass(frozen=True, slots=True)
class Made:
    """The vendor has it, so."""

    document: Document

    @property
    def id(self) -> str:
        """The vendor's id."""
        return str(self.document["id"])


@dataclass(frozen=True, slots=True)
class Spent:
    """The key can bring nothing new: the vendor repeats a failure, or has it with another body.

    Whether anything was made must be looked up; if not, another key is needed.
    """

    detail: str = ""


Asked: TypeAlias = Made | Spent | NothingSent | Uncertain | Refused | ChannelBroken
"""What a request came to."""


class PaymentVendor(Protocol):
    """Makes pages where money is paid, gives it back, and tells what became of both.

    What only asks raises Offline where the vendor cannot be asked now, Missing where it has
    nothing by that id, and Refused where our key may not.
    """

    @property
    def is_live(self) -> bool:
        """Whether real money moves."""
        ...

    def make(self, request: Frozen) -> Asked:
        """Ask for a page or a refund; what came of it is in the outcome, never in an exception."""
        ...

    def find(self, what: str, record_id: str, *, under: str = "") -> Document | None:
        """Look for what may have been made for a record; None where there is none.

        `under` is the payment of which a refund is looked for.
        """
        ...

    def close_link(self, link_id: str) -> Asked:
        """Let nobody pay by a link any more; harmless where it is closed already."""
        ...

    def close_session(self, session_id: str) -> Asked:
        """Let nobody pay in a session any more; Refused where it is paid or over already."""
        ...

    def session(self, session_id: str) -> Document:
        """Return a session as it is now."""
        ...

    def sessions_of(self, link_id: str) -> Sequence[Document]:
        """Return every session that somebody opened by a link."""
        ...

    def refund(self, refund_id: str) -> Document:
        """Return a refund as it is now."""
        ...

    def dispute(self, dispute_id: str) -> Document:
        """Return a dispute as it is now."""
        ...

    def subscription(self, subscription_id: str) -> Document:
        """Return a subscription as it is now."""
        ...

    def events(self, since: datetime, after: str = "") -> tuple[Sequence[Document], str]:
        """Return a page of what happened since, newest first, and where the next begins.

        That is "" at the end; a vendor tells of 30 days.
        """
        ...

    def portal(self, customer_id: str, *, back_to: str) -> str:
        """Return a page, good for minutes, where a customer sees to their subscription."""
        ...

    def cancel_at_end(self, subscription_id: str, *, wanted: bool) -> Asked:
        """Let a subscription end with the period that is paid for, or go on after all."""
        ...

    def check(self) -> Finding:
        """Say in words whether the key is known and what it may not do; moves no money."""
        ...
