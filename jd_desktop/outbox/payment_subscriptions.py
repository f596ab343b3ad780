"""Letting a subscription end with the period that is paid for, or go on after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from jd_desktop.domain.clock import instant
from jd_desktop.domain.payment_books import News
from jd_desktop.domain.payments_port import Asked, Made, PaymentVendor
from jd_desktop.operations.work import Doing
from jd_desktop.outbox.desk_books import heed
from jd_desktop.store.tables import ENTITIES

_s = ENTITIES["subscription"].c


@dataclass(frozen=True, slots=True)
class Ending:
    """A subscription, at the vendor's id, and whether it is to end."""

    row_id: str
    provider_id: str
    wanted: bool


def next_endings(doing: Doing) -> Sequence[Ending]:
    """Return the subscriptions that stand otherwise at the vendor than is wanted."""
    wanted = func.coalesce(_s.cancel_wanted, False)
    differ = select(_s.id, _s.provider_id, wanted.label("wanted")).where(
        _s.state.in_(("active", "past_due")), _s.provider_id.is_not(None),
        wanted != func.coalesce(_s.cancel_at_end, False), _s.cancel_wanted.is_not(None),
    )  # fmt: skip
    return [Ending(r.id, r.provider_id, bool(r.wanted)) for r in doing.db.execute(differ).all()]


def end(vendor: PaymentVendor, ending: Ending) -> Asked:
    """Ask the vendor; asking again changes nothing."""
    return vendor.cancel_at_end(ending.provider_id, wanted=ending.wanted)


def store(doing: Doing, ending: Ending, said: Asked) -> None:
    """Write what the vendor answered; it is no older than what is known, nor newer by our clock."""
    if isinstance(said, Made):
        told = doing.need("subscription", ending.row_id).get("told_at")
        at = instant(told) if told else datetime.fromtimestamp(0, UTC)
        heed(doing, News("", "customer.subscription.updated", at, said.document))
