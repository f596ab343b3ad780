"""The daily check: the copy is held against the central's sums, and made anew where it differs."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from jd_desktop.domain.clock import instant, wire
from jd_desktop.protocol.check import CheckAnswer, KindSum, sums
from jd_desktop.store import state
from jd_desktop.store.tables import news, server_row
from jd_desktop.sync import pull

EVERY = timedelta(days=1)
CHECKED = "checked_at"


def due(db: Connection, now: datetime) -> int | None:
    """Return the cursor to ask about where the copy is to be checked, None where it was today."""
    cursor, last = int(state.get(db, "cursor", 0)), state.get(db, CHECKED)
    if cursor == 0 or (last and now - instant(last) < EVERY):
        return None
    return cursor


def own_sums(db: Connection) -> dict[str, KindSum]:
    """Sum up the copy as the central sums its records: deleted ones do not count."""
    s = server_row.c
    rows = db.execute(select(s.kind, s.id, s.seq).where(s.deleted.is_(False)))
    return sums((r.kind, r.id, r.seq) for r in rows)


def settle(db: Connection, told: CheckAnswer, now: datetime) -> bool:
    """Hold the copy against an answer; returns whether it was damaged and must be made anew.

    Only equal cursors can be compared: where the school has moved on, the next cycle asks again.
    """
    cursor = int(state.get(db, "cursor", 0))
    if told.epoch != state.get(db, "epoch") or not told.head == told.cursor == cursor:
        return False
    state.put(db, **{CHECKED: wire(now)})
    mine = own_sums(db)
    off = sorted(
        kind
        for kind in mine.keys() | told.kinds.keys()
        if mine.get(kind, KindSum()) != told.kinds.get(kind, KindSum())
    )
    if not off:
        return False
    db.execute(
        insert(news).values(
            at=wire(now), kind="copy", row_id=" ".join(off), how="healed", by="",
            after={"kinds": off},
        )
    )  # fmt: skip
    pull.start_over(db, told.epoch)
    return True
