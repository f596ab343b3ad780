"""The list of addresses that are left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from jd_desktop.domain.clock import instant
from jd_desktop.domain.language import Text
from jd_desktop.domain.suppression import ACTIVE, WORDS
from jd_desktop.store.tables import ENTITIES

_s = ENTITIES["suppression"].c


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An address, why it is left alone or no longer is, by whose word, and since when.

    `why` is None where a person wrote `reason` in words of their own.
    """

    id: str
    channel: str
    address: str
    reason: str
    why: Text | None
    source: str
    by: str
    at: datetime | None
    is_active: bool


def suppressions(db: Connection, *, with_lifted: bool = False) -> list[Suppressed]:
    """Return the list, the newest first."""
    rows = select(ENTITIES["suppression"]).order_by(_s.at.desc(), _s.id)
    if not with_lifted:
        rows = rows.where(_s.state == ACTIVE)
    return [
        Suppressed(
            r.id, r.channel, r.address, r.reason or "", WORDS.get(r.reason or ""),
            r.source or "", r.by or "", instant(r.at) if r.at else None, r.state == ACTIVE,
        )
        for r in db.execute(rows)
    ]  # fmt: skip
